import { z } from 'zod';
import { Peaks, Thresholds } from '../protocol/congestion/configuration.ts';
import {
  BrokerUrl,
  Hours,
  httpListener,
  httpsListener,
  Letter,
  plainListener,
  SignerIdentity,
} from '../protocol/ground/configuration.ts';
import { CounterId, Identifier, LocalText, OfficePath } from '../protocol/ground/identifiers.ts';
import { addressRules, brokerRules, httpsRules, openRules, pageRules } from '../protocol/ground/listeners.ts';
import { type Fault, namedTwice, type Readable, withRules } from '../protocol/ground/rules.ts';
import { SecurityContact } from './telling/http/security-txt.ts';

const Section = z.strictObject({
  id: Identifier,
  name: LocalText,
  /** Without hours a section is open when it says so. */
  hours: Hours.optional(),
  services: z
    .array(
      z.strictObject({
        id: Identifier,
        name: LocalText,
        letter: Letter.optional(),
        expectedMinutes: z.number().min(0.5).max(240).default(10),
      }),
    )
    .max(64)
    .default([]),
  counters: z
    .array(z.strictObject({ id: CounterId, services: z.array(Identifier).min(1) }))
    .max(200)
    .default([]),
  thresholds: Thresholds.prefault({}),
  peaks: Peaks.prefault({}),
});

/** An id alone stands for a section that its lead describes. */
const named = (section: unknown): unknown => (typeof section === 'string' ? { id: section, name: section } : section);

const Hub = z.strictObject({
  http: httpListener(8080),
  https: httpsListener(8444).optional(),
  /** Where Prometheus reads. Without it that is `/metrics` of the pages while they are on loopback and behind no proxy, else nowhere. */
  metrics: plainListener(9480).optional(),
  mqtt: z
    .union(
      [
        plainListener(1883),
        z.strictObject({ url: BrokerUrl, username: z.string().optional(), passwordFile: z.string().optional() }),
      ],
      'write { port: 1883 } for the broker inside, or { url: "mqtt://host:port" } for another',
    )
    .prefault({ port: 1883 }),
  /** The folder of the store. Created when missing. */
  data: z.string().min(1),
  identity: SignerIdentity.optional(),
  security: SecurityContact.optional(),
  offices: z
    .array(
      z.strictObject({
        path: OfficePath,
        name: LocalText,
        place: z
          .strictObject({
            latitude: z.number().min(-90).max(90),
            longitude: z.number().min(-180).max(180),
            address: z.string().max(200).optional(),
          })
          .optional(),
        /**
         * Its sections; where they are named there are no others. A section whose lead tells what it is, is named by its id alone;
         * where none is named, each lead of the office that tells what its section is, is believed.
         */
        sections: z.array(z.preprocess(named, Section)).max(64).optional(),
      }),
    )
    .max(500)
    .default([]),
  /** What becomes of sections that are not among these: `shown`, `counted` (told to staff, not published) or `refused`. */
  unknown: z.enum(['shown', 'counted', 'refused'], 'write shown, counted or refused').optional(),
});

/** An office, and a section within its office, is described once. */
function* describedOnce({ offices }: Readable<z.output<typeof Hub>>): Generator<Fault> {
  yield* namedTwice(offices, 'path', ['offices']);
  for (const [i, office] of (offices ?? []).entries())
    yield* namedTwice(office?.sections, 'id', ['offices', i, 'sections']);
}

/** Nobody is let in unknown unless the configuration says so. */
function* letsIn({ identity, http, https, metrics, mqtt }: Readable<z.output<typeof Hub>>): Generator<Fault> {
  const hasIdentity = identity !== undefined;
  yield* pageRules(http, { path: ['http'], hasIdentity });
  yield* httpsRules(https, { path: ['https'], hasIdentity });
  yield* openRules(metrics, ['metrics']);
  if (mqtt === undefined) return;
  if ('url' in mqtt) yield* addressRules(mqtt.url, { path: ['mqtt', 'url'], hasIdentity });
  else if ('host' in mqtt) yield* brokerRules(mqtt, { path: ['mqtt'], hasIdentity });
}

/** What a hub's YAML says. */
export const HubConfiguration = withRules(Hub, describedOnce, letsIn);
export type HubConfiguration = z.infer<typeof HubConfiguration>;
export type OfficeConfiguration = HubConfiguration['offices'][number];
