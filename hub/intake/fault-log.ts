import type { Logger } from '../../protocol/ground/environment.ts';

/** Faults that are remembered so that each is logged once. */
const FAULTS_REMEMBERED = 1_000;
/** Characters of a fault's topic, and of its words, that are logged. */
const FAULT_LENGTH = 300;

/** Tells each fault of what comes in once, shortened: whoever may publish can't fill the log with it. */
export class FaultLog {
  readonly #logger: Logger;
  readonly #told = new Set<string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  tell(topic: string, what: string): void {
    const fields = { topic: topic.slice(0, FAULT_LENGTH), fault: what.slice(0, FAULT_LENGTH) };
    const key = `${fields.topic} ${fields.fault}`;
    if (this.#told.has(key) || this.#told.size >= FAULTS_REMEMBERED) return;
    this.#told.add(key);
    this.#logger.warn(
      fields,
      'a message could not be used and was dropped; the same fault is counted from now on, not logged again',
    );
  }
}
