import type { AddressInfo } from 'node:net';
import type { Freshness, OfficeView } from '../protocol/congestion/views.ts';
import type { Closable, Logger, Now } from '../protocol/ground/environment.ts';
import { sectionAddress } from '../protocol/ground/identifiers.ts';
import type { LogPosition } from '../protocol/queue/log-messages.ts';
import { businessNumbers } from '../protocol/queue/numbers.ts';
import { encode, filterOf } from '../protocol/wire/topics.ts';
import { openBroker } from '../protocol/wire/transport/broker.ts';
import type { Bus, BusHandlers } from '../protocol/wire/transport/bus.ts';
import { createEventStream } from '../protocol/wire/transport/event-stream.ts';
import { createHttpServer } from '../protocol/wire/transport/http-server.ts';
import { connectBus } from '../protocol/wire/transport/mqtt-bus.ts';
import type { HubConfiguration } from './configuration.ts';
import { freshnessOf } from './core/views/section-view.ts';
import { startIngest } from './intake/ingest.ts';
import { keepLearned } from './sections/keep-learned.ts';
import { loadProjection } from './sections/projection.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { type Store, StoreFault } from './store/store.ts';
import { addRoutes } from './telling/http/routes.ts';
import { createMetrics } from './telling/metrics.ts';
import { startPublisher } from './telling/publish.ts';

export interface HubOptions {
  readonly configuration: HubConfiguration;
  readonly logger: Logger;
  readonly now: Now;
  readonly version: string;
  /** The folder of the built pages; without it the API is served alone. */
  readonly dashboard?: string;
  readonly brokerPassword?: string;
  /** The store; SQLite in the configured folder where none is given. */
  readonly store?: Store;
}

export interface Hub extends Closable {
  readonly httpPort: number;
  /** The port of the broker inside; undefined where another broker is configured. */
  readonly mqttPort: number | undefined;
  /** Whether only a new start may help: the store refuses what is written, and not for want of room. */
  wedged(): boolean;
}

const present = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);
const PAGES = { '/': 'index.html', '/board': 'board.html', '/t/:code': 'ticket.html', '/accuracy': 'accuracy.html' };

/**
 * Opens a hub: store, projection, ingest, pages, and at last its ears, so that nothing arrives before it can be kept.
 *
 * @throws StoreFault where the store is damaged; the listeners' errors
 */
export async function openHub(options: HubOptions): Promise<Hub> {
  const closers: Closable[] = [];
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= closers.reduceRight((before, each) => before.then(() => each.close()), Promise.resolve());
    return closing;
  };
  try {
    return { ...(await open(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(options: HubOptions, closers: Closable[]): Promise<Omit<Hub, 'close'>> {
  const { configuration, logger, now, version } = options;
  const opened = <T extends Closable>(part: T): T => {
    closers.push(part);
    return part;
  };
  const store = opened(options.store ?? openSqliteStore(configuration.data));
  const projection = await loadProjection({ configuration, store, logger, now });
  const stream = opened(createEventStream({ event: 'congestion', now }));
  const metrics = createMetrics({
    readers: () => stream.readers,
    dropped: () => stream.dropped,
    sections() {
      const count: Record<Freshness, number> = { live: 0, delayed: 0, lost: 0 };
      for (const path of projection.sections()) {
        const section = projection.section(path);
        if (section !== undefined) count[freshnessOf(section, now())] += 1;
      }
      return count;
    },
  });
  let bus: Bus | undefined;
  const publisher = opened(startPublisher({ projection, bus: () => bus, stream, now }));

  /** With the day's numbers, for a lead that announces itself and may know less of them. */
  const acknowledge = (section: string, position: LogPosition, withNumbers = false): void => {
    const state = withNumbers ? projection.section(section)?.state : undefined;
    const numbers = state === undefined ? undefined : businessNumbers(state);
    bus?.publish(
      encode('acked', sectionAddress(section), { ...position, ...(numbers === undefined ? {} : { numbers }) }),
    );
  };
  let projecting: Promise<void> = Promise.resolve();
  /** One after another, each on a tick of its own, so that acknowledgements go out first. */
  const soon = (act: () => void | Promise<void>): void => {
    projecting = projecting
      .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
      .then(act)
      .catch((error: unknown) => logger.error({ err: error }, 'what was taken in could not be projected'));
  };
  opened(keepLearned({ store, projection, logger }));
  // Before what was learned is kept for the last time.
  opened({ close: () => projecting });
  let failure: unknown;
  const ingest = opened(
    startIngest({
      store,
      logger,
      stored: await store.sections(),
      acknowledge,
      onCommitted: (committed) => soon(async () => publisher.changed(await projection.take(committed))),
      // After what was taken before it, so that the numbers it is told are the latest.
      onUnit: (section, heard) =>
        soon(() => {
          projection.takeUnit(section, heard);
          if (heard.message.state === 'online') acknowledge(section, ingest.position(section), true);
        }),
      count(what, by) {
        if (what === 'commits') failure = undefined;
        metrics.count(what, by);
      },
      onFailure(error) {
        failure = error;
      },
    }),
  );

  const server = await createHttpServer({
    logger,
    dashboard: options.dashboard,
    pages: PAGES,
    openApi: { title: 'Matazu', version },
  });
  opened({ close: () => stream.close().then(() => server.close()) });
  addRoutes(server, {
    offices: () => projection.offices().flatMap((path): readonly OfficeView[] => present(publisher.latest(path))),
    office: (path) => publisher.latest(path),
    ticket: projection.ticket,
    forecast: projection.forecast,
    accuracy: projection.accuracy,
    accuracyDay: projection.accuracyDay,
    stream,
    metrics,
    healthy: () => failure === undefined,
    now,
  });

  const handlers: BusHandlers = {
    onPacket: ingest.onPacket,
    // A broker that was started anew has forgotten what it kept.
    onConnected: () => publisher.repeat(),
  };
  const { mqtt } = configuration;
  let mqttPort: number | undefined;
  if ('url' in mqtt) {
    bus = opened(
      connectBus(
        {
          url: mqtt.url,
          clientId: 'matazu-hub',
          subscriptions: [filterOf('events'), filterOf('waiting'), filterOf('unit')],
          logger,
          ...(mqtt.username === undefined ? {} : { username: mqtt.username }),
          ...(options.brokerPassword === undefined ? {} : { password: options.brokerPassword }),
        },
        handlers,
      ),
    );
  } else {
    const broker = opened(await openBroker({ ...mqtt, logger }, handlers));
    mqttPort = broker.port;
    bus = broker;
  }
  await server.listen(configuration.http);
  const httpPort = (server.server.address() as AddressInfo).port;
  logger.info({ http: httpPort, mqtt: 'url' in mqtt ? mqtt.url : mqttPort }, 'the hub is open');
  const wedged = (): boolean => failure !== undefined && !(failure instanceof StoreFault && failure.code === 'full');
  return { httpPort, mqttPort, wedged };
}
