import type { LogPosition } from '../../protocol/queue/log-messages.ts';

/** How far the log is with the hub. Immutable; `undefined` while the hub has not said where it stands. */
export interface Window {
  /** The place up to which the hub says that it has all. */
  readonly acked: LogPosition | undefined;
  /** The place up to which everything was sent over this connection. */
  readonly sent: LogPosition | undefined;
  /** How many events lie between the two: sent, and not acknowledged yet. */
  readonly underWay: number;
}

/** What a window asks of the log: how many events come after a place. */
export type CountAfter = (place: LogPosition) => number;

/** Over a new connection: where the hub stands is unknown until it says so. */
export const unheard: Window = { acked: undefined, sent: undefined, underWay: 0 };

/** Whether `a` comes after `b`. */
export const isAfter = (a: LogPosition, b: LogPosition): boolean =>
  a.epoch > b.epoch || (a.epoch === b.epoch && a.seq > b.seq);

/**
 * The hub said where it stands. Where that is further than before, the rest of what was sent is still under way; where it is not,
 * the hub lacks what comes next, and all is sent again from there.
 */
export function acknowledged({ acked: before, sent }: Window, acked: LogPosition, countAfter: CountAfter): Window {
  const left = countAfter(acked);
  const forward = before !== undefined && isAfter(acked, before);
  if (!forward || sent === undefined || countAfter(sent) > left) return { acked, sent: acked, underWay: 0 };
  return { acked, sent, underWay: left - countAfter(sent) };
}

/** So many events up to a place were sent. */
export const sentUpTo = ({ acked, underWay }: Window, sent: LogPosition, events: number): Window => ({
  acked,
  sent,
  underWay: underWay + events,
});

/** No acknowledgement came: what was sent may be lost, and is sent again. */
export const sentAgain = ({ acked }: Window): Window => ({ acked, sent: acked, underWay: 0 });
