/** A browser opens six connections to a host, over all its tabs and windows. So many of them may be streams; the others are for what is asked and commanded. */
export const MOST_STREAMS = 4;
/** Who has not said for so long that it streams is gone, be it that its tab was closed or crashed. */
const GONE_MS = 10_000;
const PLACES = 'matazu.streams';

export interface StreamPlacesOptions {
  /** Shared by all pages that a host gave to this browser; null where the browser keeps nothing: then nobody is counted. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null;
  /** The browser's clock, in milliseconds since 1970: the same for all of its pages. */
  readonly now: () => number;
}

/** Which pages of a browser stream, first come, first served. Two that come at one moment may both be let in: the next `take` puts it right. */
export class StreamPlaces {
  readonly #options: StreamPlacesOptions;

  constructor(options: StreamPlacesOptions) {
    this.#options = options;
  }

  /** Whether a stream may be opened, or go on. To be asked again every few seconds as long as it does. */
  take(id: string): boolean {
    const places = this.#places();
    places.set(id, this.#options.now());
    const among = [...places.keys()].indexOf(id) < MOST_STREAMS;
    if (!among) places.delete(id);
    this.#keep(places);
    return among;
  }

  leave(id: string): void {
    const places = this.#places();
    if (places.delete(id)) this.#keep(places);
  }

  /** When each last said that it streams, in the order in which they came. */
  #places(): Map<string, number> {
    try {
      const kept: unknown = JSON.parse(this.#options.storage?.getItem(PLACES) ?? '[]');
      const now = this.#options.now();
      return new Map(Array.isArray(kept) ? kept.filter(([, at]) => Math.abs(now - at) < GONE_MS) : []);
    } catch {
      return new Map();
    }
  }

  #keep(places: ReadonlyMap<string, number>): void {
    try {
      this.#options.storage?.setItem(PLACES, JSON.stringify([...places]));
    } catch {
      // A browser that keeps nothing counts nobody.
    }
  }
}
