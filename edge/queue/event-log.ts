import type { Event } from '../../protocol/queue/events.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';

/** Consecutive events of one epoch, ready for the wire. */
export interface LogRun {
  readonly epoch: number;
  /** The seq of the first event. */
  readonly first: number;
  /** Where `first` is 1: the end of the epoch before it in this log; epoch 0 where this log begins with it. */
  readonly after?: LogPosition;
  readonly events: readonly Event[];
}

export interface LoggedEvent {
  readonly command: string;
  readonly event: Event;
}

/**
 * A section's log. It is the truth: what was appended is durable before anyone sees it.
 *
 * - `append` returns after the events are on the disk; all of one command's or none. It throws a {@link LogFault} and has
 *   then written nothing.
 * - A log is never empty by accident: opening a damaged one throws.
 * - Every opening begins a new epoch, above all before it.
 */
export interface EventLog {
  /** The last event's place; seq 0 where this epoch has none yet. */
  readonly end: LogPosition;
  /** The place of the last event, in whichever epoch; epoch 0, seq 0 where there is none. */
  readonly last: LogPosition;
  /** Appends a command's events (one or more) and returns their run. */
  append(command: string, events: readonly Event[]): LogRun;
  /** The events of the last business day, each with the id of the command that caused it, oldest first. */
  readDay(): LoggedEvent[];
  /** The same of at most `limit` events just before that day. */
  readBeforeDay(limit: number): LoggedEvent[];
  /** The run after a place, at most `limit` events and within one epoch; `undefined` at the end. */
  readAfter(place: LogPosition, limit: number): LogRun | undefined;
  /** Whether all that is before a place is in this log. */
  holds(place: LogPosition): boolean;
  /** How many events come after a place. */
  countAfter(place: LogPosition): number;
  /**
   * Gives the current epoch a number above `epoch`: somebody knows a later one, so this log is an older copy of itself and
   * what it wrote since it was opened must not be mistaken for what they know.
   */
  raiseEpoch(epoch: number): void;
  /**
   * Gives each epoch that begins in the future of `now`, milliseconds, a number that doesn't, and returns how many there were. It
   * may be called by a clock that is right alone.
   */
  repairEpochs(now: number): number;
  close(): void;
}

export type LogFaultCode = 'damaged' | 'newer' | 'gone' | 'full' | 'read-only' | 'unwritable';

/** The log can't be read or written. `message` names the file and the remedy. */
export class LogFault extends Error {
  readonly code: LogFaultCode;
  readonly file: string;

  constructor(code: LogFaultCode, file: string, cause?: unknown) {
    super(`${file}: ${REMEDY[code]}`, { cause });
    this.name = 'LogFault';
    this.code = code;
    this.file = file;
  }
}

const REMEDY: Readonly<Record<LogFaultCode, string>> = {
  damaged:
    'the log is damaged, and no ticket is issued on top of it. Move the file aside, and the .begun file beside it (keep both), and start again: numbers go on above those that the hub knows',
  newer:
    'a newer version of Matazu wrote this log. Install that version again: the log is whole, and nothing of it was touched',
  gone: 'the log that was here is empty or missing, and no ticket is issued as if there had been none. Restore it; or, to begin anew, remove the .begun file beside it: numbers go on above those that the hub knows',
  full: 'the disk is full. Free some space; nothing that was acknowledged is lost',
  'read-only':
    'the disk is read-only, as Linux makes one that fails. No ticket is issued that it could forget. Look at `sudo dmesg`; replace the disk if it is worn, else start the machine anew',
  unwritable:
    'the log cannot be opened or written. Check that the folder exists and belongs to the service user, and that no other unit runs on it',
};
