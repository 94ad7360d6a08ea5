import type { Parts } from '../../protocol/ground/parts.ts';
import { createEventStream, type EventStream } from '../../protocol/wire/transport/event-stream.ts';
import { createMetrics, type Gauges, type Metrics } from './metrics.ts';
import { type Publisher, type PublisherOptions, startPublisher } from './publish.ts';
import { PublishedViews, type PublishedViewsOptions } from './published-views.ts';

export interface TellingOptions
  extends PublishedViewsOptions,
    Pick<PublisherOptions, 'offices' | 'publishEveryMs' | 'lookEveryMs' | 'bus'>,
    Pick<Gauges, 'sections' | 'unknown'> {
  /** The program's build, which a stream tells first. */
  readonly build: string;
}

/** What the hub tells without being asked: to open pages, to the broker as soon as there is one, and of itself. */
export interface Telling {
  readonly stream: EventStream;
  readonly publisher: Publisher;
  readonly metrics: Metrics;
}

export async function openTelling(parts: Parts, options: TellingOptions): Promise<Telling> {
  const { now, build } = options;
  const stream = parts.add(createEventStream({ event: 'congestion', now, build }));
  const metrics = createMetrics({ ...options, readers: () => stream.readers, dropped: () => stream.dropped });
  const views = new PublishedViews(options);
  const publisher = parts.add(await startPublisher({ ...options, publish: (office) => views.publish(office), stream }));
  return { stream, publisher, metrics };
}
