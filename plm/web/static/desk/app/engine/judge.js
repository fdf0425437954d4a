/* Who may pass: the same rules as the server's plm/checkin/rules/judging.py and settling.py, held to them by
   tests/checkin/cases.json. Moments are milliseconds; null where there is none. */

import { msOf } from "./bytes.js";
import { dayAt } from "./days.js";

export const ACCEPTED = { outcome: "accepted" };
export const NOBODY = { entry: null, inside: false, passes: 0, leftBy: null };

const refused = (reason, moment = null) => ({ outcome: "refused", reason, ...(moment === null ? {} : { moment }) });

/** A checkpoint's rules from what the server tells of it. */
export function rulesOf(checkpoint) {
  return {
    code: checkpoint.code,
    hand: [msOf(checkpoint.opens_at), msOf(checkpoint.closes_at)],
    windows: (checkpoint.windows ?? []).map(([from, to]) => [msOf(from), msOf(to)]),
    passing: checkpoint.passing ?? "once_a_day",
    exits: Boolean(checkpoint.exits),
    reEntry: Boolean(checkpoint.re_entry),
    roles: checkpoint.roles ?? [],
    guestsOnly: Boolean(checkpoint.guests_only),
    capacity: checkpoint.capacity ?? null,
    unknownOffline: checkpoint.unknown_offline ?? "let_in",
  };
}

/** `scan`: {checkpoint?, flaw?, direction}; `ticket`: null or {otherEvent, state, revokedAt, endedAt, replaced, roles},
    its roles null where nobody can tell. Duplicates and exits are settled afterwards. */
export function judge(scan, ticket, { rules, at, isGuest = false }) {
  if (scan.checkpoint && scan.checkpoint !== rules.code) return refused("wrong_checkpoint");
  if (scan.flaw) return refused(scan.flaw);
  if (!ticket) return refused("unknown_ticket");
  if (ticket.otherEvent) return refused("other_event");
  return objectionToTicket(ticket, at) ?? objectionOf(rules, scan.direction, ticket, isGuest, at) ?? ACCEPTED;
}

/** In which of a ticket's slots at a checkpoint a scan counts: the day, the one there is, or its own. */
export function slotOf(passing, scanId, at, zone) {
  if (passing === "once_a_day") return dayAt(at, zone);
  return passing === "once" ? "once" : scanId;
}

/** The next scan of a slot, later than all before it: [the new standing, how the scan stands]. */
export function advance(standing, scan, reEntry) {
  if (scan.direction === "out") return leave(standing, scan);
  if (standing.inside) return [standing, { outcome: "duplicate", first: standing.entry }];
  if (standing.passes && !reEntry) return [standing, refused("no_re_entry")];
  const entered = { ...standing, entry: standing.entry ?? scan, inside: true, passes: standing.passes + 1 };
  return [entered, ACCEPTED];
}

/** A whole slot from its beginning (or from what the server says of it): [standing, outcome of each scan by id]. */
export function settle(scans, reEntry, from = NOBODY) {
  const ordered = [...scans].sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
  const outcomes = new Map();
  let standing = from;
  for (const scan of ordered) {
    let settled;
    [standing, settled] = advance(standing, scan, reEntry);
    outcomes.set(scan.id, settled);
  }
  return [standing, outcomes];
}

function leave(standing, scan) {
  if (standing.inside) return [{ ...standing, inside: false, leftBy: scan }, ACCEPTED];
  if (standing.passes) return [standing, { outcome: "duplicate", first: standing.leftBy }];
  return [standing, refused("not_inside")];
}

function objectionOf(rules, direction, ticket, isGuest, at) {
  // Whoever is inside may always leave, also when the door is closed for those outside.
  if (direction === "out") return rules.exits ? null : refused("no_exits");
  if (ticket.roles && rules.roles.length && !rules.roles.some((role) => ticket.roles.includes(role))) {
    return refused("wrong_role");
  }
  if (rules.guestsOnly && !isGuest) return refused("not_on_list");
  return objectionToTime(rules, at);
}

function objectionToTicket({ state, revokedAt = null, endedAt = null, replaced = false }, at) {
  const ended = revokedAt ?? endedAt;
  if (ended !== null && at < ended) return null;
  if (replaced || state === "substituted") return refused("replaced", ended);
  if (state !== "active") return refused("participant_cancelled");
  return revokedAt === null ? null : refused("revoked", revokedAt);
}

function objectionToTime({ hand: [opensAt, closesAt], windows }, at) {
  if (opensAt !== null && at < opensAt) return refused("not_yet_open", opensAt);
  if (closesAt !== null && at >= closesAt) return refused("closed", closesAt);
  if (!windows.length || windows.some((window) => within(window, at))) return null;
  const coming = windows.map(([from]) => from).filter((from) => from !== null && from > at);
  if (coming.length) return refused("not_yet_open", Math.min(...coming));
  return refused("closed", Math.max(...windows.map(([, to]) => to).filter((to) => to !== null)));
}

const within = ([from, to], at) => (from === null || from <= at) && (to === null || at < to);
