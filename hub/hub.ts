import type { Closable, Logger, Now } from '../protocol/ground/environment.ts';
import { sectionAddress } from '../protocol/ground/identifiers.ts';
import { openWhole, type Parts } from '../protocol/ground/parts.ts';
import { readPages } from '../protocol/wire/transport/built-pages.ts';
import type { Bus } from '../protocol/wire/transport/bus.ts';
import type { HubConfiguration } from './configuration.ts';
import { unitPath } from './core/committed.ts';
import { openIdentity } from './identity/open-identity.ts';
import { Ingest } from './intake/ingest.ts';
import { openBus } from './open-bus.ts';
import { ABOUT_EVERY_MS, HUB_PACE, type HubPace, pacedOn, REFUSALS_EVERY_MS } from './pace.ts';
import { namesOf, officesOf } from './section-facts.ts';
import { keepLearned } from './sections/keep-learned.ts';
import type { KnownSections } from './sections/known-sections.ts';
import { loadSections } from './sections/sections.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';
import { acknowledgeBy } from './telling/acknowledge.ts';
import { answersOf } from './telling/answers.ts';
import { openPages } from './telling/http/open-pages.ts';
import { openTelling } from './telling/open-telling.ts';
import { revokedBy } from './telling/revoked.ts';
import { Turns } from './turns.ts';

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
  readonly pace?: HubPace;
}

export interface Hub extends Closable {
  readonly httpPort: number;
  /** Where its pages are served over TLS; undefined where they are not. */
  readonly httpsPort: number | undefined;
  /** The port of the broker inside; undefined where another broker is configured. */
  readonly mqttPort: number | undefined;
  /** Whether only a new start may help: the store refuses what is written, and not for want of room. */
  wedged(): boolean;
}

/**
 * Opens a hub: store, sections, what it tells, intake, pages, and at last its ears, so that nothing arrives before it can be kept.
 *
 * @throws StoreFault where the store is damaged; the listeners' errors
 */
export const openHub = (options: HubOptions): Promise<Hub> => openWhole((parts: Parts) => open(options, parts));

async function open(options: HubOptions, parts: Parts): Promise<Omit<Hub, 'close'>> {
  const { configuration, logger, now, version, pace = HUB_PACE } = options;
  const identity = await openIdentity(parts, { ...configuration, now, logger });
  const store = parts.add(options.store ?? openSqliteStore(configuration.data));
  const names = namesOf(configuration);
  const takes = (section: string, isTold: boolean): boolean => names.hear(section, isTold) === 'taken';
  const sections = await loadSections({ offices: officesOf(configuration), takes, store, logger, now });
  const { known } = sections;
  const asked = askedOf(known, now);
  let bus: Bus | undefined;
  const built = readPages({ ...options, base: configuration.http.base });
  const { stream, publisher, metrics } = await openTelling(parts, {
    ...asked,
    offices: known.offices.paths(),
    sections: () => known.paths().flatMap((path) => known.section(path) ?? []),
    unknown: () => names.counted,
    ...pace,
    bus: () => bus,
    build: built.build,
  });
  parts.add(keepLearned({ store, sections: known, logger }));
  // Before what was learned is kept for the last time.
  const turns = parts.add(new Turns(logger));
  const paced = pacedOn(parts, turns);
  const acknowledge = acknowledgeBy(() => bus, asked.section);
  const revoked = revokedBy(identity, () => bus);
  const ingest = parts.add(
    new Ingest({
      store,
      logger,
      now,
      names,
      stored: await store.sections(),
      auditHeads: await store.auditHeads(),
      retryAfterMs: pace.retryAfterMs,
      acknowledge,
      onCommitted: (committed) => turns.soon(async () => publisher.changed(await sections.take(committed))),
      // A lead that announces itself may know less of its day's numbers than came before, and is told the latest.
      onUnit: turns.gathered(unitPath, (section, heard) => {
        sections.takeUnit(section, heard);
        revoked.heard(sectionAddress(section).city);
        if (heard.message.state === 'online') acknowledge(section, ingest.position(section), true);
      }),
      onAbout: paced(ABOUT_EVERY_MS, async (section, about) =>
        publisher.changed(await sections.takeAbout(section, about)),
      ),
      onRefused: paced<string>(REFUSALS_EVERY_MS, (section) => sections.takeRefusal(section)),
      count: metrics.count,
    }),
  );

  const listen = await openPages(parts, {
    ...{ ...configuration, ...pace, identity, logger, version, built },
    offices: () => known.offices.paths().flatMap((path) => publisher.latest(path) ?? []),
    office: (path) => publisher.latest(path),
    ...answersOf(asked, pace),
    stream,
    figures: metrics,
    healthy: () => ingest.healthy,
    now,
  });

  const ears = await openBus(
    parts,
    {
      mqtt: configuration.mqtt,
      identity,
      password: options.brokerPassword,
      logger,
      keeps: (topic) => ingest.knows(topic),
    },
    // A broker that was started anew has forgotten what it kept.
    {
      onPacket: (...packet) => ingest.onPacket(...packet),
      onConnected: () => void [publisher.repeat(), revoked.repeat()],
    },
  );
  bus = ears.bus;
  // What was published before there were ears is kept by the broker from now on.
  publisher.repeat();
  const ports = await listen();
  logger.info({ as: identity?.identity, ...ports, mqtt: ears.port ?? configuration.mqtt }, 'the hub is open');
  return { httpPort: ports.http, httpsPort: ports.https, mqttPort: ears.port, wedged: () => ingest.wedged };
}

/** What those who tell may ask of what is known. */
const askedOf = (known: KnownSections, now: Now) => ({
  facts: (office: string) => known.offices.facts(office),
  sectionsOf: (office: string) => known.offices.sectionsOf(office),
  section: (path: string) => known.section(path),
  sectionOfCode: (code: string) => known.sectionOfCode(code),
  now,
});
