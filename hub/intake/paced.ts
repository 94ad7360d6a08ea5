import type { Closable } from '../../protocol/ground/environment.ts';

export interface PacedOptions<T> {
  /** Of each name at most one is handed on in this time, milliseconds. */
  readonly everyMs: number;
  readonly act: (name: string, value: T) => void;
}

/** Hands on what is said of a name: at once, and of what is said soon after it the last, when the time is up. */
export class Paced<T> implements Closable {
  readonly #options: PacedOptions<T>;
  readonly #waiting = new Map<string, { readonly timer: NodeJS.Timeout; next: { readonly value: T } | undefined }>();

  constructor(options: PacedOptions<T>) {
    this.#options = options;
  }

  take(name: string, value: T): void {
    const waiting = this.#waiting.get(name);
    if (waiting !== undefined) waiting.next = { value };
    else this.#hand(name, value);
  }

  async close(): Promise<void> {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #hand(name: string, value: T): void {
    const timer = setTimeout(() => this.#timeIsUp(name), this.#options.everyMs);
    this.#waiting.set(name, { timer, next: undefined });
    this.#options.act(name, value);
  }

  #timeIsUp(name: string): void {
    const next = this.#waiting.get(name)?.next;
    this.#waiting.delete(name);
    if (next !== undefined) this.#hand(name, next.value);
  }
}
