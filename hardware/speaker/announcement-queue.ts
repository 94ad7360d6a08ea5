import type { Announcement } from './speaker.ts';

/** Calls that wait to be said. Pure: times are monotonic milliseconds. Begins with {@link nothingToSay}. */
export interface AnnouncementQueue {
  readonly waiting: readonly Waiting[];
  /** The ids that came lately, said or not. */
  readonly known: readonly string[];
}

export interface Waiting {
  readonly announcement: Announcement;
  readonly atMs: number;
}

export const nothingToSay: AnnouncementQueue = { waiting: [], known: [] };

const IDS_KEPT = 256;

/** At the end, so that the order of calls is the order of speech. A recall of a call that still waits adds nothing. */
export function enqueue(queue: AnnouncementQueue, announcement: Announcement, atMs: number): AnnouncementQueue {
  if (queue.known.includes(announcement.id)) return queue;
  const known = [...queue.known, announcement.id].slice(-IDS_KEPT);
  const waits = queue.waiting.some(
    ({ announcement: { number, counter } }) => number === announcement.number && counter === announcement.counter,
  );
  return { known, waiting: waits ? queue.waiting : [...queue.waiting, { announcement, atMs }] };
}

export interface NextStep {
  readonly queue: AnnouncementQueue;
  /** What to say now. */
  readonly next: Waiting | null;
  readonly dropped: readonly Dropped[];
}

/** `crowded`: more wait than can be said in time, and newer ones matter more. */
export interface Dropped {
  readonly announcement: Announcement;
  readonly why: 'over' | 'too-old' | 'crowded';
}

export interface Moment {
  readonly nowMs: number;
  /** How old a call may be when it is said. */
  readonly expiresMs: number;
  /** How long it takes to say one. */
  readonly lengthMs: number;
}

/**
 * The oldest call that is neither over nor too old, of as many of the newest as can be said in time: after a burst the newest
 * are said, none of them late. What is dropped is dropped for good.
 */
export function takeNext(queue: AnnouncementQueue, { nowMs, expiresMs, lengthMs }: Moment): NextStep {
  const dropped: Dropped[] = [];
  const most = Math.max(1, Math.floor(expiresMs / lengthMs));
  let waiting = queue.waiting.filter(({ announcement, atMs }) => {
    const why = !announcement.stillWanted() ? 'over' : nowMs - atMs > expiresMs ? 'too-old' : null;
    if (why !== null) dropped.push({ announcement, why });
    return why === null;
  });
  for (const { announcement } of waiting.slice(0, -most)) dropped.push({ announcement, why: 'crowded' });
  waiting = waiting.slice(-most);
  const [next = null, ...rest] = waiting;
  return { queue: { ...queue, waiting: rest }, next, dropped };
}

/** Back to the front: it could not be heard, and keeps its place and its age. */
export const putBack = (queue: AnnouncementQueue, waiting: Waiting): AnnouncementQueue => ({
  ...queue,
  waiting: [waiting, ...queue.waiting],
});
