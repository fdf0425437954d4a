/* Moments as people at the event read them: in its zone, with the zone's name. */

import { t, theLanguage } from "./words.js";

const ZONES = { "Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT" };

const asDate = (at) => new Date(at);

function pieces(at, zone, wish) {
  const format = new Intl.DateTimeFormat(theLanguage(), { timeZone: zone, ...wish });
  return Object.fromEntries(format.formatToParts(asDate(at)).map(({ type, value }) => [type, value]));
}

/** `08.42 WITA` */
export function clock(at, zone) {
  if (!at) return "";
  const { hour, minute } = pieces(at, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return `${hour}.${minute} ${ZONES[zone] ?? ""}`.trim();
}

export function day(at, zone) {
  return new Intl.DateTimeFormat(theLanguage(), { timeZone: zone, day: "numeric", month: "long", year: "numeric" })
    .format(asDate(at));
}

/** Today only the time, else with the day. */
export function moment(at, zone) {
  if (!at) return "";
  const that = day(at, zone);
  return that === day(Date.now(), zone) ? clock(at, zone) : fullMoment(at, zone);
}

/** `6 November 2024 pukul 08.42 WITA` */
export function fullMoment(at, zone) {
  return at ? t("moment", { day: day(at, zone), time: clock(at, zone) }) : "";
}
