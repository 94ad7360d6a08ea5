import { z } from 'zod';
import { BrokerUrl, Host, Hours, Letter, Port } from '../protocol/ground/configuration.ts';
import { CounterId, Identifier, LocalText, OfficePath } from '../protocol/ground/identifiers.ts';
import { type Fault, namedTwice, type Readable, withRules } from '../protocol/ground/rules.ts';
import { defaultPeaks } from './core/forecast/day-effects.ts';

/** Minutes of the median at which a level begins. Defaults: what Nagoya and Kusatsu use, and an hour. */
export const Thresholds = withRules(
  z.strictObject({
    moderate: z.number().min(1).max(600).default(15),
    busy: z.number().min(1).max(600).default(30),
    packed: z.number().min(1).max(600).default(60),
  }),
  function* ({ moderate, busy, packed }) {
    const [least = 0, middle = 0, most = 0] = [moderate, busy, packed];
    if (!(least < middle && middle < most)) yield { path: [], message: 'moderate, busy and packed must grow' };
  },
);

const factor = (usual: number) => z.number().min(0.2).max(5).default(usual);
/** How many times as many people wait on such days as on others, where the forecast begins; the section's own days correct it. */
const Peaks = z.strictObject({
  monday: factor(defaultPeaks.monday),
  'after-rest': factor(defaultPeaks['after-rest']),
  'month-end': factor(defaultPeaks['month-end']),
  moving: factor(defaultPeaks.moving),
});

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

const Hub = z.strictObject({
  http: z.strictObject({ host: Host, port: Port.default(8080) }).prefault({}),
  mqtt: z
    .union(
      [
        z.strictObject({ host: Host, port: Port.default(1883) }),
        z.strictObject({ url: BrokerUrl, username: z.string().optional(), passwordFile: z.string().optional() }),
      ],
      'write { port: 1883 } for the broker inside, or { url: "mqtt://host:port" } for another',
    )
    .prefault({ port: 1883 }),
  /** The folder of the store. Created when missing. */
  data: z.string().min(1),
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
        sections: z.array(Section).max(64).default([]),
      }),
    )
    .max(500)
    .default([]),
});

/** An office, and a section within its office, is described once. */
function* describedOnce({ offices }: Readable<z.output<typeof Hub>>): Generator<Fault> {
  yield* namedTwice(offices, 'path', ['offices']);
  for (const [i, office] of (offices ?? []).entries())
    yield* namedTwice(office?.sections, 'id', ['offices', i, 'sections']);
}

/** What a hub's YAML says. Offices and sections that it doesn't name appear by their ids when they publish. */
export const HubConfiguration = withRules(Hub, describedOnce);
export type HubConfiguration = z.infer<typeof HubConfiguration>;
export type OfficeConfiguration = HubConfiguration['offices'][number];
export type SectionConfiguration = OfficeConfiguration['sections'][number];
