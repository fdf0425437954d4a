/* What the screen shows of this device at all times. */

const CLOCK_DOUBT = 5 * 60_000;

/** `meta` is what is kept of the device, `queue` what waits, `server` whether it is there and what time it has. */
export function stateOf({ meta, queue, server, full = false, people = 0 }) {
  const { post, revoked = false, lastSync = null } = meta;
  return {
    paired: Boolean(server.token),
    revoked,
    device: post?.device ?? null,
    event: post?.event ?? null,
    checkpoint: post?.checkpoint ?? null,
    count: post?.count ?? null,
    kiosk: Boolean(post?.device.kiosk),
    link: server.link,
    lastSync,
    waiting: queue.waiting,
    waitingSince: queue.since ?? null,
    // Rows of another device that this browser was once; they wait until it is paired as that one again.
    foreign: queue.foreign ?? 0,
    storageFull: full || Boolean(queue.loose),
    // Milliseconds that the server is ahead, where that is too much to let pass.
    clockOff: Math.abs(server.offset) > CLOCK_DOUBT ? server.offset : 0,
    people,
  };
}
