import type { Cancel, Timers } from './timers.ts';

export interface Wait {
  readonly timers: Timers;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Lets code wait until something is so: whoever changes what a condition looks at calls `notify`. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  notify(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** Resolves with whether the condition holds: as soon as it does, or when the time is up or the signal aborts. Never rejects. */
  until(condition: () => boolean, { timers, timeoutMs, signal }: Wait): Promise<boolean> {
    if (condition()) return Promise.resolve(true);
    if (signal?.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      let cancel: Cancel = () => {};
      const end = (): void => {
        cancel();
        this.#waiting.delete(look);
        signal?.removeEventListener('abort', end);
        resolve(condition());
      };
      const look = (): void => {
        if (condition()) end();
      };
      this.#waiting.add(look);
      signal?.addEventListener('abort', end, { once: true });
      if (timeoutMs !== undefined) cancel = timers.after(timeoutMs, end);
    });
  }
}
