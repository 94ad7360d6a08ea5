import type { Closable, Now } from '../protocol/environment.ts';
import { officeAddress } from '../protocol/identifiers.ts';
import { encode } from '../protocol/topics.ts';
import type { Bus } from '../protocol/transport/bus.ts';
import type { EventStream } from '../protocol/transport/event-stream.ts';
import type { OfficeView } from '../protocol/views.ts';
import { cityView } from './core/office-view.ts';
import type { Projection } from './projection.ts';

export interface PublisherOptions {
  readonly projection: Projection;
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

/** An office is published at most this often, but for calls; and looked at for what time alone changes, milliseconds. */
const EVERY_MS = 1_000;
/** A view that doesn't change is told again this often, so that its age is true, milliseconds. */
const REPEAT_MS = 10_000;

export function startPublisher({ projection, bus, stream, now }: PublisherOptions): Publisher {
  const latest = new Map<string, { view: OfficeView; figures: string; atMs: number }>();
  const urgent = new Set<string>();
  const cities = new Set<string>();
  let scheduled = false;

  const publish = (office: string): void => {
    const before = latest.get(office);
    const view = projection.office(office);
    if (view === undefined) return;
    const atMs = performance.now();
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
  const flushUrgent = (): void => {
    scheduled = false;
    for (const office of urgent) publish(office);
    urgent.clear();
  };
  const tick = (): void => {
    // What time alone changes, freshness and opening hours, concerns every office.
    for (const office of projection.offices()) publish(office);
    publishCities();
  };
  tick();
  const timer = setInterval(tick, EVERY_MS);

  return {
    changed(offices) {
      for (const { office, called } of offices) {
        const last = latest.get(office)?.atMs;
        const due = called || last === undefined || performance.now() - last >= EVERY_MS;
        if (due) urgent.add(office);
      }
      if (urgent.size === 0 || scheduled) return;
      scheduled = true;
      setImmediate(flushUrgent);
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
      clearInterval(timer);
    },
  };
}

/** A view without its times of observation: what a reader would call a change. */
function figuresOf(view: OfficeView): string {
  return JSON.stringify(view, (key, value: unknown) => (key === 'observedAt' ? undefined : value));
}
