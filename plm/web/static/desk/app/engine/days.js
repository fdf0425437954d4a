/* The calendar day at the event, wherever the phone thinks it is. */

const formats = new Map();

/** `YYYY-MM-DD` of a moment in milliseconds. */
export function dayAt(ms, zone) {
  if (!formats.has(zone)) {
    const digits = { year: "numeric", month: "2-digit", day: "2-digit" };
    formats.set(zone, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...digits }));
  }
  const parts = Object.fromEntries(formats.get(zone).formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** When a day `YYYY-MM-DD` is over in a zone of whole hours east of Greenwich, as Indonesia's are; in milliseconds. */
export function endOfDay(day, zone) {
  const midnight = Date.parse(`${day}T00:00:00Z`) + 24 * 3600e3;
  for (let hours = 14; hours > -12; hours -= 1) {
    const moment = midnight - hours * 3600e3;
    if (dayAt(moment, zone) > day) return moment;
  }
  return midnight;
}
