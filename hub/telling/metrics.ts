import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Freshness } from '../../protocol/congestion/views.ts';
import type { Now } from '../../protocol/ground/environment.ts';
import type { SectionProjection } from '../core/section-projection.ts';
import { freshnessOf } from '../core/views/section-view.ts';

/** What is counted of what comes in, and what each count says. */
const HELP = {
  events: 'Events made durable',
  duplicates: 'Messages that brought nothing new',
  late: 'Messages that came faster than their section is stored; not acknowledged, so that they come again',
  gaps: 'Messages that came before what they follow; answered with where the hub stands',
  faults: 'Messages that could not be used and were dropped',
  unreadable: 'Events of a known type without its fields; stored and skipped',
  strangers: 'Messages of sections that the configuration does not name; counted, not shown',
  clocks: 'Counts whose time was far from now; taken as of now',
  breaks: 'Audits of sections that ended sooner than before, otherwise, or were not told of any more',
  commits: 'Transactions committed',
  failures: 'Transactions that failed; nothing of them was acknowledged',
} as const;
export type Counted = keyof typeof HELP;

export interface Gauges {
  readonly readers: () => number;
  readonly dropped: () => number;
  readonly sections: () => readonly SectionProjection[];
  /** How many sections publish that the configuration does not name. */
  readonly unknown: () => number;
  readonly now: Now;
}

/** What the hub counts of itself, for Prometheus. */
export function createMetrics({ readers, dropped, sections, unknown, now }: Gauges) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counters = new Map(
    Object.entries(HELP).map(([what, help]) => [
      what,
      new Counter({ name: `matazu_ingest_${what}_total`, help, registers }),
    ]),
  );
  new Gauge({
    name: 'matazu_stream_readers',
    help: 'Pages that listen',
    registers,
    collect() {
      this.set(readers());
    },
  });
  new Counter({
    name: 'matazu_stream_dropped',
    help: 'Pages dropped because they stopped reading',
    registers,
    collect() {
      this.reset();
      this.inc(dropped());
    },
  });
  new Gauge({
    name: 'matazu_sections',
    help: 'Sections by the freshness of their figures',
    labelNames: ['freshness'],
    registers,
    collect() {
      const counts: Record<Freshness, number> = { live: 0, delayed: 0, lost: 0 };
      for (const section of sections()) counts[freshnessOf(section, now())] += 1;
      for (const [freshness, count] of Object.entries(counts)) this.set({ freshness }, count);
    },
  });
  new Gauge({
    name: 'matazu_unknown_sections',
    help: 'Sections that publish and that the configuration does not name',
    registers,
    collect() {
      this.set(unknown());
    },
  });
  return {
    count: (what: Counted, by = 1): void => counters.get(what)?.inc(by),
    contentType: registry.contentType,
    text: (): Promise<string> => registry.metrics(),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
