import { join } from 'node:path';
import { type Allowance, Allowances } from '../../../protocol/ground/allowances.ts';
import type { Closable, Logger } from '../../../protocol/ground/environment.ts';
import type { AuditHead } from '../../../protocol/queue/log-messages.ts';
import type { Clock } from '../../queue/clock.ts';
import { type Audit, type AuditEntry, DONE } from './audit.ts';
import { NO_ROW, sealed } from './chain.ts';
import { forgettable, forgotten } from './keeping.ts';
import { addLines, findEnd, isAsLeft, nameOf, type OpenFile, openFile, removeFiles } from './kept-files.ts';

export interface AuditOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether it can be written has changed. */
  readonly changed: () => void;
}

/** Rows are gathered for so long and written together, milliseconds: a power cut loses no more than these. */
const GATHER_MS = 1_000;
/** Where it can't be written it is tried again after so long, milliseconds. */
const RETRY_MS = 10_000;
/** So many rows wait in memory for a disk that takes none; what comes then is counted. */
const WAITING = 10_000;
/** What each may have refused and taken down in full: more is somebody who fills a disk, and is counted. */
const REFUSED: Allowance = { atOnce: 200, aSecond: 2 };

/**
 * The audit on the disk: one JSON line a row, each with the hash of the one before it, in a file a month. It is written beside the
 * counters: no press waits for it, and a disk that takes nothing stops nobody.
 */
export class AuditFile implements Audit, Closable {
  readonly #options: AuditOptions;
  readonly #refused = new Allowances(REFUSED);
  #waiting: AuditEntry[] = [];
  /** Entries that were not taken down one by one, by what they have in common. */
  #counted = new Map<string, { readonly entry: AuditEntry; readonly count: number }>();
  #file: OpenFile | undefined;
  /** The last row that is on the disk; undefined until it is known. */
  #end: AuditHead | undefined;
  #month: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** The last write that was begun: one begins when the one before it is done. */
  #last = Promise.resolve();
  #closed = false;
  #failing = false;

  constructor(options: AuditOptions) {
    this.#options = options;
  }

  /** The last row that outlives a power cut; null where there is none, or it is not known yet. */
  get head(): AuditHead | null {
    return this.#end === undefined || this.#end.seq === 0 ? null : this.#end;
  }

  /** Whether what was done can't be written down. */
  get failing(): boolean {
    return this.#failing;
  }

  record(entry: AuditEntry): void {
    if (this.#closed) return;
    const { role, person, device } = entry.actor;
    const mayBeMany = entry.result !== DONE;
    if (
      this.#waiting.length < WAITING &&
      (!mayBeMany || this.#refused.take(JSON.stringify([role, person, device]), 1, entry.at))
    )
      this.#waiting.push(entry);
    else this.#count(entry);
    this.#soon(GATHER_MS);
  }

  /** Resolves when all that was taken down so far is on the disk, or can't be. */
  written(): Promise<void> {
    this.#last = this.#last.then(() => this.#write());
    return this.#last;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.written();
    await this.#file?.handle.close();
    this.#file = undefined;
  }

  #soon(ms: number): void {
    this.#timer ??= setTimeout(async () => {
      this.#timer = undefined;
      await this.written();
      if (!this.#closed && this.#waiting.length > 0) this.#soon(this.#failing ? RETRY_MS : GATHER_MS);
    }, ms);
  }

  #count(entry: AuditEntry): void {
    const { actor, action, result } = entry;
    const key = JSON.stringify([actor, action, result]);
    const count = (this.#counted.get(key)?.count ?? 0) + 1;
    // Of those who are too many to be told apart, the last ones are counted as one.
    if (count > 1 || this.#counted.size < WAITING) this.#counted.set(key, { entry, count });
  }

  /** All that waits, as one write: so that rows are in the order in which they were taken down. Never throws. */
  async #write(): Promise<void> {
    const entries = this.#waiting;
    const counted = this.#counted;
    this.#waiting = [];
    this.#counted = new Map();
    try {
      const at = this.#options.clock.now();
      const file = await this.#openedAt(at);
      for (const { entry, count } of counted.values()) entries.push({ ...entry, at, object: `${count} more` });
      counted.clear();
      await this.#add(file, entries);
      this.#tell(false);
    } catch (error) {
      this.#waiting = [...entries, ...this.#waiting];
      this.#counted = new Map([...counted, ...this.#counted]);
      this.#tell(true, error);
    }
  }

  async #add(file: OpenFile, entries: readonly AuditEntry[]): Promise<void> {
    let head = this.#end ?? NO_ROW;
    let text = '';
    for (const entry of entries) {
      const row = sealed(entry, head);
      text += `${row.line}\n`;
      head = row.head;
    }
    if (text === '') return;
    await addLines(file, text);
    this.#end = head;
  }

  /** The file of this month; in a new one, and at the start, what is too old is forgotten. */
  async #openedAt(at: number): Promise<OpenFile> {
    const { folder, clock, logger } = this.#options;
    const month = monthOf(at);
    if (this.#file !== undefined && !(await isAsLeft(this.#file))) {
      logger.error(
        { file: this.#file.path },
        'somebody else wrote the audit or took it away; matazu audit --verify says what is missing',
      );
      await this.#leave();
    }
    if (this.#file !== undefined && this.#month === month) return this.#file;
    // At the turn of a month it is known where it ends: nothing is read in opening hours.
    const end = this.#file === undefined ? await findEnd(folder) : undefined;
    await this.#leave();
    if (this.#end === undefined && end !== undefined && end.damaged > 0)
      logger.error(
        { folder, lines: end.damaged },
        'the end of the audit is damaged; it goes on after it, and matazu audit --verify names the lines',
      );
    this.#end ??= end?.head ?? NO_ROW;
    const isOfMonth = typeof end?.at === 'number' && monthOf(end.at) === month;
    this.#file = await openFile(folder, (isOfMonth ? end.file : undefined) ?? nameOf(this.#end.seq + 1));
    this.#month = month;
    if (clock.trusted()) await this.#forget(this.#file, at);
    return this.#file;
  }

  async #forget(file: OpenFile, now: number): Promise<void> {
    const { folder, logger } = this.#options;
    try {
      const old = await forgettable(folder, now);
      if (old === undefined) return;
      // First said, then done: what is gone is known to be gone, whatever cuts it off.
      await this.#add(file, [forgotten(old.last, now)]);
      await removeFiles(folder, old.names);
    } catch (error) {
      logger.warn(
        { err: error, folder },
        'what is too old in the audit cannot be removed; it is tried again next month',
      );
    }
  }

  async #leave(): Promise<void> {
    await this.#file?.handle.close();
    this.#file = undefined;
  }

  #tell(failing: boolean, error?: unknown): void {
    if (failing === this.#failing) return;
    this.#failing = failing;
    const { folder, logger, changed } = this.#options;
    if (failing)
      logger.error(
        { err: error, file: join(folder, '*.jsonl') },
        'the audit cannot be written; the counters go on, and what is done waits in memory to be taken down',
      );
    else logger.info({ folder }, 'the audit is written again');
    changed();
  }
}

/** Months are UTC's: they only say when another file begins. */
const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);
