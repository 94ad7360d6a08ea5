import type { OfficeView } from '../../protocol/congestion/views.ts';
import type { Closable, Now } from '../../protocol/ground/environment.ts';
import { officeAddress } from '../../protocol/ground/identifiers.ts';
import { encode } from '../../protocol/wire/topics.ts';
import type { Bus } from '../../protocol/wire/transport/bus.ts';
import type { EventStream } from '../../protocol/wire/transport/event-stream.ts';
import { cityView } from '../core/views/office-view.ts';

export interface PublisherOptions {
  /** The paths of the offices that are known at the start. */
  readonly offices: readonly string[];
  /** The view of an office that is published now: asked for in its turn, and by nobody else. */
  readonly publish: (office: string) => OfficeView | undefined;
  /** An office is published at most this often, and looked at as often for what time alone changes, milliseconds. */
  readonly everyMs: number;
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

export function startPublisher({ offices, everyMs, bus, stream, now, ...options }: PublisherOptions): Publisher {
  const latest = new Map<string, Published>();
  /** When each office that has something to tell, or is due to be looked at, has its turn; milliseconds of `performance.now()`. */
  const due = new Map<string, number>();
  const cities = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  let closed = false;

  const publish = (office: string): void => {
    const atMs = performance.now();
    due.set(office, atMs + everyMs);
    const before = latest.get(office);
    const view = options.publish(office);
    if (view === undefined) return;
    const figures = figuresOf(view);
    if (before !== undefined && before.figures === figures && atMs - before.atMs < REPEAT_MS) return;
    latest.set(office, { view, figures, atMs });
    stream.publish(office, view);
    bus()?.publish(encode('office', officeAddress(office), view));
    if (before?.view.level !== view.level || before.view.waiting !== view.waiting) cities.add(view.city);
  };
  const publishCities = (): void => {
    for (const city of cities) {
      const views = [...latest.values()].map(({ view }) => view).filter((view) => view.city === city);
      bus()?.publish(encode('city', { city }, cityView(city, views, now())));
    }
    cities.clear();
  };
  /** One office a turn, so that what arrives is taken in between. */
  const next = (): void => {
    turn = undefined;
    if (closed) return;
    const at = performance.now();
    let soonest = at + everyMs;
    let mine: string | undefined;
    for (const [office, dueMs] of due) {
      if (mine === undefined && dueMs <= at) mine = office;
      else soonest = Math.min(soonest, dueMs);
    }
    if (mine !== undefined) publish(mine);
    clearTimeout(timer);
    if (mine !== undefined && soonest <= at) turn = setImmediate(next);
    else timer = setTimeout(next, soonest - performance.now());
  };
  const wake = (): void => {
    turn ??= setImmediate(next);
  };
  const tellCities = setInterval(publishCities, everyMs);
  for (const office of offices) publish(office);
  publishCities();
  wake();

  return {
    changed(offices) {
      for (const { office, called } of offices) {
        const last = latest.get(office)?.atMs ?? Number.NEGATIVE_INFINITY;
        const dueMs = last + (called ? CALLS_EVERY_MS : everyMs);
        due.set(office, Math.min(due.get(office) ?? dueMs, dueMs));
      }
      if (offices.length > 0) wake();
    },
    latest: (office) => latest.get(office)?.view,
    repeat() {
      for (const { view } of latest.values()) {
        bus()?.publish(encode('office', view, view));
        cities.add(view.city);
      }
      publishCities();
    },
    async close() {
      closed = true;
      clearInterval(tellCities);
      clearTimeout(timer);
      clearImmediate(turn);
    },
  };
}

/** A view without its times of observation: what a reader would call a change. */
function figuresOf(view: OfficeView): string {
  return JSON.stringify([view.name, view.level, view.sections.map((section) => ({ ...section, observedAt: 0 }))]);
}
