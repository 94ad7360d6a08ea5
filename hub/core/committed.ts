import type { UnitMessage } from '../../protocol/ground/devices.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';

/** What became durable in one commit, by section: what is taken in hands it on to what is folded. */
export interface Committed {
  readonly runs: ReadonlyMap<string, CommittedRun>;
  readonly counts: ReadonlyMap<string, CommittedCount>;
}

/** New events of a section in order, without those that this version cannot read. */
export interface CommittedRun {
  readonly events: readonly Event[];
  /** The business days that are opened in it, each with its opening's place, and how many of the events go up to that. */
  readonly days: readonly { readonly day: string; readonly position: LogPosition; readonly count: number }[];
  /** The place of the last of them in the section's log. */
  readonly upTo: LogPosition;
  /** The section's log lost part of its story, which must be read anew up to that place. */
  readonly lost: boolean;
  /** More of the section's log is known to be on its way. */
  readonly behind: boolean;
}

/** A count of who waits, as it was heard. */
export interface HeardCount {
  readonly message: WaitingMessage;
  /** The broker had kept it, so it was said when it says, and no later. */
  readonly retained: boolean;
}

export interface CommittedCount extends HeardCount {
  /** The count's place among all of its section; null where it was not stored, since the section's events say what waits. */
  readonly n: number | null;
}

/** What a unit said of itself. */
export interface HeardUnit {
  readonly unit: string;
  readonly message: UnitMessage;
  /** The broker had kept it, so it was said when it says, and no later. */
  readonly retained: boolean;
}

/** Names a unit among those of all sections. */
export const unitPath = (section: string, { unit }: HeardUnit): string => `${section}/${unit}`;
