import type { Ticket } from './ticket.ts';

const CHUNK = 16;

interface Parts {
  readonly chunks: readonly (readonly Ticket[])[];
  /**
   * Where each id stands. Versions share it and only ever add to it: what stands at or beyond a version's size was added
   * by a later one, and whoever would add to a version that is no longer the latest begins an index of its own.
   */
  readonly places: Map<string, number>;
  readonly size: number;
  readonly waiting: readonly Ticket[];
  readonly absent: readonly Ticket[];
}

const NONE: Parts = { chunks: [], places: new Map(), size: 0, waiting: [], absent: [] };

/**
 * A day's tickets by id, in order of issue, the ended ones too. Immutable: a change gives a new one that shares all but one
 * chunk with the old, so that an event costs about the same however many tickets its day has.
 */
export class Tickets implements Iterable<Ticket> {
  readonly #parts: Parts;

  /** None at all. */
  constructor(parts: Parts = NONE) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#parts.size;
  }

  /** Those that wait, in order of issue. */
  get waiting(): readonly Ticket[] {
    return this.#parts.waiting;
  }

  /** Those that were called and did not come, in order of issue. */
  get absent(): readonly Ticket[] {
    return this.#parts.absent;
  }

  get(id: string): Ticket | undefined {
    const place = this.#placeOf(id);
    return place === undefined ? undefined : this.#parts.chunks[Math.floor(place / CHUNK)]?.[place % CHUNK];
  }

  has(id: string): boolean {
    return this.#placeOf(id) !== undefined;
  }

  /** All of them, in order of issue. */
  values(): readonly Ticket[] {
    const none: Ticket[] = [];
    return none.concat(...this.#parts.chunks);
  }

  [Symbol.iterator](): Iterator<Ticket> {
    return this.values()[Symbol.iterator]();
  }

  /** With this ticket in the place of the one of its id, or after all others. */
  with(ticket: Ticket): Tickets {
    const place = this.#placeOf(ticket.ticket);
    return place === undefined ? this.#added(ticket) : this.#replaced(place, ticket);
  }

  #placeOf(id: string): number | undefined {
    const place = this.#parts.places.get(id);
    return place !== undefined && place < this.#parts.size ? place : undefined;
  }

  #added(ticket: Ticket): Tickets {
    const { chunks, places, size, waiting, absent } = this.#parts;
    const isLatest = size > 0 && places.size === size;
    const own = isLatest ? places : new Map(this.values().map((each, place) => [each.ticket, place]));
    own.set(ticket.ticket, size);
    const last = size % CHUNK === 0 ? undefined : chunks.at(-1);
    return new Tickets({
      chunks: last === undefined ? [...chunks, [ticket]] : chunks.with(-1, [...last, ticket]),
      places: own,
      size: size + 1,
      waiting: ticket.state === 'waiting' ? [...waiting, ticket] : waiting,
      absent: ticket.state === 'absent' ? [...absent, ticket] : absent,
    });
  }

  #replaced(place: number, ticket: Ticket): Tickets {
    const { chunks } = this.#parts;
    const which = Math.floor(place / CHUNK);
    const chunk = chunks[which] ?? [];
    return new Tickets({
      ...this.#parts,
      chunks: chunks.with(which, chunk.with(place % CHUNK, ticket)),
      waiting: this.#listed('waiting', place, ticket),
      absent: this.#listed('absent', place, ticket),
    });
  }

  #listed(state: 'waiting' | 'absent', place: number, ticket: Ticket): readonly Ticket[] {
    const known = this.get(ticket.ticket);
    const others = known?.state === state ? this[state].filter((each) => each !== known) : this[state];
    if (ticket.state !== state) return others;
    const before = others.findLastIndex((each) => (this.#placeOf(each.ticket) ?? 0) < place);
    return others.toSpliced(before + 1, 0, ticket);
  }
}
