import type { Timers } from '../../../hardware/timers.ts';
import type { Clock } from '../../queue/clock.ts';
import { type KeysInUse, monthlyKeys } from '../../queue/monthly-keys.ts';
import { hashUnder } from './secrets.ts';

export interface PeopleKeysOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** They change once a month, and are read from the disk so often at most, milliseconds. */
const READ_EVERY_MS = 10_000;
/** 64 bits tell the people of one month apart. */
const PSEUDONYM_LETTERS = 16;

/** The monthly keys under which people are kept (edge/queue/monthly-keys.ts). */
export class PeopleKeys {
  readonly #options: PeopleKeysOptions;
  #inUse: KeysInUse;
  #readMs: number;

  /** @throws the file system's errors */
  constructor(options: PeopleKeysOptions) {
    this.#options = options;
    this.#inUse = monthlyKeys(options);
    this.#readMs = options.timers.elapsedMs();
  }

  inUse(): KeysInUse {
    const nowMs = this.#options.timers.elapsedMs();
    if (nowMs - this.#readMs < READ_EVERY_MS) return this.#inUse;
    this.#readMs = nowMs;
    try {
      this.#inUse = monthlyKeys(this.#options);
    } catch {
      // A disk that takes no new key: those that are known go on.
    }
    return this.#inUse;
  }

  /** Stands for somebody this month, wherever it is written who did something. */
  pseudonym(id: string): string {
    return hashUnder(this.inUse()[0].key, 'person', id).slice(0, PSEUDONYM_LETTERS);
  }
}
