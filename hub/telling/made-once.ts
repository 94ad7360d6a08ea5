export interface MadeOnceOptions<T> {
  /** What is made stands for so long, milliseconds. */
  readonly everyMs: number;
  /** Undefined where nothing is known of that path. */
  readonly make: (path: string) => T | undefined;
}

/**
 * What takes long to make: made for all who ask at most once in its time, never on the turn of who asks, and one after another
 * with a turn for everybody else between them, so that no number of readers holds up what sections tell.
 */
export function madeOnce<T>({ everyMs, make }: MadeOnceOptions<T>): (path: string) => Promise<T | undefined> {
  const made = new Map<string, { readonly untilMs: number; readonly value: Promise<T | undefined> }>();
  let last: Promise<unknown> = Promise.resolve();
  return (path) => {
    const known = made.get(path);
    if (known !== undefined && performance.now() < known.untilMs) return known.value;
    const value = last
      .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
      .then(() => {
        const view = make(path);
        if (view === undefined) made.delete(path);
        return view;
      });
    last = value.catch(() => made.delete(path));
    made.set(path, { untilMs: performance.now() + everyMs, value });
    return value;
  };
}
