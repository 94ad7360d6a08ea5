import type { AddressInfo } from 'node:net';
import { httpListener } from '../../protocol/ground/configuration.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import { readPages } from '../../protocol/wire/transport/built-pages.ts';
import { createEventStream } from '../../protocol/wire/transport/event-stream.ts';
import { createHttpServer } from '../../protocol/wire/transport/http-server.ts';
import { addBenchRoutes, type BenchHands } from './bench-routes.ts';

export interface BenchOptions extends BenchHands {
  readonly host: string;
  readonly port: number;
  readonly dashboard: string | undefined;
  readonly version: string;
  readonly logger: Logger;
}

/** The page beside the demo: the simulated devices' papers, lamps and signs, and hands to press, break and take tickets. */
export interface Bench extends Closable {
  readonly port: number;
  /** Something at a device changed: readers hear of it within a quarter of a second, together with what else changes then. */
  changed(): void;
}

const SHORTEST_MS = 250;
/** The ward's time goes on even where nothing happens. */
const AT_LEAST_EVERY_MS = 1_000;
const WATCHED = 'bench';

/** @throws the listener's error */
export async function openBench(options: BenchOptions): Promise<Bench> {
  const { view } = options;
  const built = readPages(options);
  const stream = createEventStream({ event: 'bench', now: () => view().wardTime, build: built.build });
  const server = await createHttpServer({
    ...options,
    http: httpListener(options.port).parse({ host: options.host }),
    built,
    pages: { '/': 'bench.html' },
    ways: [{ path: '/', name: { ja: 'デモの機器', en: 'The devices of the demo' } }],
    readers: 'own-pages',
  });

  let toldMs = Number.NEGATIVE_INFINITY;
  let waiting: NodeJS.Timeout | undefined;
  const tell = (): void => {
    clearTimeout(waiting);
    waiting = undefined;
    toldMs = performance.now();
    if (stream.readers > 0) stream.publish(WATCHED, view());
  };
  const changed = (): void => {
    if (stream.readers === 0) return;
    waiting ??= setTimeout(tell, Math.max(0, toldMs + SHORTEST_MS - performance.now()));
  };
  const timer = setInterval(changed, AT_LEAST_EVERY_MS);

  addBenchRoutes(server, { ...options, stream, topic: WATCHED });
  await server.listen({ host: options.host, port: options.port });

  let closing: Promise<void> | undefined;
  return {
    port: (server.server.address() as AddressInfo).port,
    changed,
    close() {
      clearInterval(timer);
      clearTimeout(waiting);
      closing ??= stream.close().then(() => server.close());
      return closing;
    },
  };
}
