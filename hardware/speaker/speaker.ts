import type { AnnouncementLanguage, AnnouncementWords } from '../../protocol/queue/announcement.ts';
import type { Device } from '../device.ts';

/** One call, to be said aloud. */
export interface Announcement {
  /** Unique to this call: the same one handed over twice is said once. */
  readonly id: string;
  readonly number: string;
  readonly counter: number;
  /** Its sentences, those of the languages that this speaker always adds among them. */
  readonly words: (always: readonly AnnouncementLanguage[]) => readonly AnnouncementWords[];
  /** Whether it is still to be said: asked just before. */
  readonly stillWanted: () => boolean;
}

/**
 * A loudspeaker that says calls.
 *
 * - `announce` takes a call and never waits or fails. Calls are said one after another, in their order; a recall takes its
 *   place behind what was called before it. One that is too old, or not wanted any more when its turn comes, is left out.
 * - Nothing that was handed over before a restart is said after it.
 * - A speaker that can't be heard loses no call: the call waits until the speaker works or the call is too old.
 * - `prepare` renders what will be said of these counters; later announcements begin sooner.
 */
export interface Speaker extends Device {
  readonly kind: 'speaker';
  announce(announcement: Announcement): void;
  /** Calls that wait to be said, the one that sounds included. */
  pending(): number;
  prepare(counters: readonly number[]): void;
}
