/* When a device must forget people by itself. */

import { endOfDay } from "./days.js";

const DAY = 24 * 3600e3;
export const LONGEST_ALONE = 72 * 3600e3;

/** The event has been over for a day, so nobody needs its roster. */
export function isOver(event, now) {
  return Boolean(event?.ends_on) && now >= endOfDay(event.ends_on, event.zone) + DAY;
}

/** Nobody has told this device anything for so long that it may be lost. */
export function isLost(lastSync, now) {
  return lastSync !== null && lastSync !== undefined && now - lastSync > LONGEST_ALONE;
}
