import type { Clock } from '../queue/clock.ts';

/**
 * The lead's clock as a member knows it: what the lead last said, gone on by a watch. A member's own may be hours off, for it
 * may have neither a clock of its own nor a time server, and a press of it must not count as late for that.
 */
export function leadTime({ now, speed }: Clock, elapsedMs: () => number) {
  let heard: { readonly at: number; readonly elapsedMs: number } | undefined;
  return {
    /** The lead said just now that it is `at`. */
    hear(at: number): void {
      heard = { at, elapsedMs: elapsedMs() };
    },
    now: (): number => (heard === undefined ? now() : heard.at + (elapsedMs() - heard.elapsedMs) * speed),
  };
}
