/** After so long whoever waits has a turn, milliseconds. */
const TURN_MS = 1;

/** The items one by one, over several turns where what is done with them takes long: a program with one thread answers nobody meanwhile. */
export async function* givingWay<T>(items: Iterable<T>): AsyncGenerator<T, void, undefined> {
  let turnAtMs = performance.now();
  for (const item of items) {
    if (performance.now() - turnAtMs > TURN_MS) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      turnAtMs = performance.now();
    }
    yield item;
  }
}
