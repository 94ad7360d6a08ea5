import type { OfficeView } from '../../protocol/congestion/views.ts';
import type { Closable, Now } from '../../protocol/ground/environment.ts';
import { givingWay } from '../../protocol/ground/giving-way.ts';
import { officeAddress } from '../../protocol/ground/identifiers.ts';
import { encode } from '../../protocol/wire/topics.ts';
import type { Bus } from '../../protocol/wire/transport/bus.ts';
import type { EventStream } from '../../protocol/wire/transport/event-stream.ts';
import { cityView } from '../core/views/office-view.ts';

export interface PublisherOptions {
  /** The paths of the offices that are known at the start. */
  readonly offices: readonly string[];
  /** The view of an office that is published now: asked for in its turn, and by nobody else. */
  readonly publish: (office: string) => Promise<OfficeView | undefined>;
  /** An office whose figures change is published at most this often, milliseconds. */
  readonly publishEveryMs: number;
  /** Every office is looked at this often for what time alone changes, milliseconds. */
  readonly lookEveryMs: number;
  readonly bus: () => Bus | undefined;
  readonly stream: EventStream;
  readonly now: Now;
}

/** What every reader is given: the latest view of each office, made once and fanned out off the tick that takes events in. */
export interface Publisher extends Closable {
  /** The offices' figures changed; `called`: somebody was called there, and the boards must show it at once. */
  changed(offices: readonly { readonly office: string; readonly called: boolean }[]): void;
  latest(office: string): OfficeView | undefined;
  /** All views again: the broker may have forgotten them. */
  repeat(): void;
}

/** A call is published at once; while calls come thick and fast, so often, milliseconds. */
const CALLS_EVERY_MS = 50;
/** A view that doesn't change is told again this often, so that its age is true, milliseconds. */
const REPEAT_MS = 10_000;

interface Published {
  readonly view: OfficeView;
  readonly figures: string;
  readonly atMs: number;
}

/** Publishes what is known at the start, and from then on what changes. */
export async function startPublisher(options: PublisherOptions): Promise<Publisher> {
  const publisher = new OfficePublisher(options);
  await publisher.open();
  return publisher;
}

class OfficePublisher implements Publisher {
  readonly #options: PublisherOptions;
  readonly #latest = new Map<string, Published>();
  /** When each office that has something to tell, or is due to be looked at, has its turn; milliseconds of `performance.now()`. */
  readonly #due = new Map<string, number>();
  /** Cities whose figures changed since they were told. */
  readonly #cities = new Set<string>();
  /** Sets the next turn: at once, or when the next office is due. */
  #turn: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #tellCities: NodeJS.Timeout | undefined;
  /** The office's view that is being made and published now. */
  #underWay: Promise<void> | undefined;
  #closed = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    for await (const office of givingWay(this.#options.offices)) await this.#publish(office);
    this.#publishCities();
    this.#tellCities = setInterval(() => this.#publishCities(), this.#options.lookEveryMs);
    this.#wake();
  }

  changed(offices: readonly { readonly office: string; readonly called: boolean }[]): void {
    for (const { office, called } of offices) {
      const last = this.#latest.get(office)?.atMs ?? Number.NEGATIVE_INFINITY;
      const dueMs = last + (called ? CALLS_EVERY_MS : this.#options.publishEveryMs);
      this.#due.set(office, Math.min(this.#due.get(office) ?? dueMs, dueMs));
    }
    if (offices.length > 0) this.#wake();
  }

  latest(office: string): OfficeView | undefined {
    return this.#latest.get(office)?.view;
  }

  repeat(): void {
    for (const { view } of this.#latest.values()) {
      this.#options.bus()?.publish(encode('office', view, view));
      this.#cities.add(view.city);
    }
    this.#publishCities();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#tellCities);
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    await this.#underWay;
  }

  async #publish(office: string): Promise<void> {
    const { publish, stream, bus, lookEveryMs } = this.#options;
    const atMs = performance.now();
    this.#due.set(office, atMs + lookEveryMs);
    const view = await publish(office);
    if (view === undefined || this.#closed) return;
    const before = this.#latest.get(office);
    const figures = figuresOf(view);
    if (before !== undefined && before.figures === figures && atMs - before.atMs < REPEAT_MS) return;
    this.#latest.set(office, { view, figures, atMs });
    stream.publish(office, view);
    bus()?.publish(encode('office', officeAddress(office), view));
    if (before?.view.level !== view.level || before.view.waiting !== view.waiting) this.#cities.add(view.city);
  }

  #publishCities(): void {
    const { now } = this.#options;
    const bus = this.#options.bus();
    if (bus === undefined || this.#cities.size === 0) return;
    // Looked for once, not once a city: a hub may know thousands.
    const views = new Map<string, OfficeView[]>();
    for (const { view } of this.#latest.values()) {
      const ofCity = views.get(view.city);
      if (ofCity === undefined) views.set(view.city, [view]);
      else ofCity.push(view);
    }
    for (const city of this.#cities)
      bus.publish(encode('city', { city }, cityView(city, views.get(city) ?? [], now())));
    this.#cities.clear();
  }

  #wake(): void {
    if (this.#closed || this.#underWay !== undefined) return;
    this.#turn ??= setImmediate(() => this.#next());
  }

  /** One office a turn, so that what arrives is taken in between. */
  #next(): void {
    this.#turn = undefined;
    clearTimeout(this.#timer);
    const at = performance.now();
    let soonest = at + this.#options.publishEveryMs;
    for (const [office, dueMs] of this.#due) {
      if (dueMs > at) {
        soonest = Math.min(soonest, dueMs);
        continue;
      }
      this.#underWay = this.#publish(office).finally(() => {
        this.#underWay = undefined;
        this.#wake();
      });
      return;
    }
    this.#timer = setTimeout(() => this.#wake(), soonest - at);
  }
}

/** A view without its times of observation: what a reader would call a change. */
function figuresOf(view: OfficeView): string {
  return JSON.stringify([view.name, view.level, view.sections.map((section) => ({ ...section, observedAt: 0 }))]);
}
