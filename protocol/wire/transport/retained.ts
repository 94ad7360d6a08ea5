import { matchTopic } from '../topics.ts';
import { HeldBytes } from './held-bytes.ts';

/** The longest message of a client that is remembered, bytes. */
const BYTES_KEPT = 64 * 1024;

export interface RetainedOptions {
  /** Whether the owner knows the name in a topic. */
  readonly keeps: (topic: string) => boolean;
  /** Bytes that all of clients' may take together. */
  readonly budgetBytes: number;
}

/** The newest retained message of each topic. Of a client's only those of the contract, short, of names that the owner knows, and within the budget. */
export class Retained {
  readonly #keeps: RetainedOptions['keeps'];
  readonly #held: HeldBytes<string>;
  readonly #newest = new Map<string, Buffer>();

  constructor({ keeps, budgetBytes }: RetainedOptions) {
    this.#keeps = keeps;
    this.#held = new HeldBytes(budgetBytes);
  }

  get(topic: string): Buffer | undefined {
    return this.#newest.get(topic);
  }

  /** The owner's own. */
  keep(topic: string, payload: Buffer): void {
    if (payload.length === 0) this.#newest.delete(topic);
    else this.#newest.set(topic, payload);
  }

  /** A client asks for its message to be remembered; says whether it is. */
  keepOfClient(topic: string, payload: Buffer): boolean {
    const { length } = payload;
    const may = length <= BYTES_KEPT && matchTopic(topic) !== undefined && this.#keeps(topic);
    if (!may || !this.#held.fits(topic, length)) return false;
    this.#held.set(topic, length);
    this.keep(topic, payload);
    return true;
  }
}
