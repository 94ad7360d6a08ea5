import type { Closable } from '../../protocol/ground/environment.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { AuditHead, LogPosition } from '../../protocol/queue/log-messages.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import type { AboutMessage } from '../../protocol/wire/about.ts';

/** Consecutive events of a section, as they came, to be added after what the store has of it. */
export interface StoredRun {
  /** `city/office/section` */
  readonly section: string;
  readonly epoch: number;
  /** The seq of the first body. */
  readonly first: number;
  /** Each event's JSON. */
  readonly bodies: readonly string[];
  /** Business days that begin in this run, by the seq that opens them. */
  readonly days: readonly { readonly day: string; readonly seq: number }[];
  /**
   * The section's log lost all it had after this place before it wrote the run: what the store has after it is kept, but is
   * not part of the section's story any more.
   */
  readonly lostAfter?: LogPosition;
  /** Where the section's audit ended when it was sent, and when it arrived, milliseconds; left out where that is known already. */
  readonly audit?: HeardHead;
}

export interface HeardHead extends AuditHead {
  readonly at: number;
}

/** Heads are kept for fourteen months: longer than a section keeps the rows that they stand for. */
export const HEADS_KEPT_MS = 426 * 86_400_000;

export interface Batch {
  readonly runs: readonly StoredRun[];
  /** The latest count of sections that only count and sent one. */
  readonly counts: ReadonlyMap<string, NumberedCount>;
}

export interface NumberedCount {
  /** Its place among all the counts that were committed of the section, from 1 on. */
  readonly n: number;
  readonly message: WaitingMessage;
}

export interface StoredSection {
  readonly section: string;
  /** The highest contiguous place. */
  readonly position: LogPosition;
  /** The place and the message of its last count; 0 and null where there is none. */
  readonly counted: number;
  readonly waiting: WaitingMessage | null;
}

/** What a section has taught up to a place of its log, and up to a count where it only counts. */
export interface KeptLearned {
  readonly section: string;
  /** The shape of the body; another version's is passed over. */
  readonly format: number;
  readonly position: LogPosition;
  /** The last count that is in it; 0 where none is. */
  readonly counted: number;
  readonly body: string;
  /** Of the section, the places and the body: by it what is damaged is told from what was written. */
  readonly digest: string;
}

/** Up to `most` events after one place and up to another, or to the opening of the next business day, which is the last of them then. */
export interface Reach {
  readonly after: LogPosition;
  readonly upTo: LogPosition;
  readonly most: number;
}

/**
 * What the hub remembers. Narrow, so that another database can stand behind it.
 *
 * - `commit` resolves when all of the batch is durable, and rejects with a {@link StoreFault} when none of it is.
 *   Commits don't overlap: the caller awaits one before the next.
 * - `readDay` gives a section's events up to a place that was committed, from the beginning of the business day of that place
 *   on, without those that its log lost. Later commits may have been made meanwhile; nothing of them is given.
 * - `readAfter` gives a section's events in order, likewise, and the place up to which they go: that of the last one where
 *   there are more, else the place that was asked for.
 * - `readCounts` gives a section's counts after one of them, in order; `keep` forgets those before the one it stands for.
 * - `keep` replaces what was kept of a section, whole or not at all. It is an aid, not the truth: where it is missing or as of a
 *   place that the log has lost since, `kept` gives null and all is learned anew from the events and the counts that are left.
 * - `keepAbout` replaces what a section's lead said last that the section is; `abouts` gives it back by section.
 * - Where a section's audit was said to end is never changed, and forgotten after {@link HEADS_KEPT_MS}; `auditHeads` gives
 *   what was said last, by section.
 */
export interface Store extends Closable {
  sections(): Promise<StoredSection[]>;
  readDay(section: string, upTo: LogPosition): Promise<Event[]>;
  commit(batch: Batch): Promise<void>;
  readAfter(section: string, reach: Reach): Promise<{ readonly events: Event[]; readonly upTo: LogPosition }>;
  readCounts(section: string, after: number): Promise<NumberedCount[]>;
  keep(learned: KeptLearned): Promise<void>;
  kept(section: string): Promise<KeptLearned | null>;
  keepAbout(section: string, about: AboutMessage): Promise<void>;
  abouts(): Promise<ReadonlyMap<string, AboutMessage>>;
  auditHeads(): Promise<ReadonlyMap<string, AuditHead>>;
}

export type StoreFaultCode = 'damaged' | 'foreign' | 'newer' | 'full' | 'read-only' | 'unwritable';

/** The store can't be read or written. `message` names the file and the remedy. */
export class StoreFault extends Error {
  readonly code: StoreFaultCode;

  constructor(code: StoreFaultCode, file: string, cause?: unknown) {
    super(`${file}: ${REMEDY[code]}`, { cause });
    this.name = 'StoreFault';
    this.code = code;
  }
}

const REMEDY: Readonly<Record<StoreFaultCode, string>> = {
  damaged: "the hub's store is damaged. Move the file aside and start again: the sections send their logs anew",
  foreign: 'this database belongs to another program. Name another folder under `data`',
  newer: 'a newer version of Matazu wrote this store. Install that version again, or name another folder under `data`',
  full: 'the disk is full. Free some space; the sections keep what the hub has not acknowledged',
  'read-only':
    'the disk is read-only, as Linux makes one that fails. The sections keep what the hub has not acknowledged. Look at `sudo dmesg`; replace the disk if it is worn, else start the machine anew',
  unwritable:
    'the store cannot be opened or written. Check that the folder exists and belongs to the service user, and that no other hub runs on it',
};
