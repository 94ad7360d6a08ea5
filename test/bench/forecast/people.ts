import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dayFactor } from '../../../hub/core/forecast/day-effects.ts';
import { dayFacts, emptyForecast, learnForecast, settled, slotAt } from '../../../hub/core/forecast/forecast-model.ts';
import { HALF_LIFE } from '../../../hub/core/forecast/forecast-view.ts';
import { expectedOf, SLOT_MINUTES } from '../../../hub/core/forecast/slot-profile.ts';
import { type SectionFacts, unknownSection } from '../../../hub/core/section-projection.ts';
import { Scores } from './score.ts';

const FOLDER = process.env.MATAZU_WAIT_DATA ?? '../shared/data';
const FILE = 'warsaw-offices-2020-01-02_15.csv.gz';
/** The days before teach and served to choose the constants; those from here on are reported. */
const REPORT_FROM = '2020-01-09';
const ZONE = 'Europe/Warsaw';
const AHEAD_SLOTS = [2, 4, 8] as const;

type Counts = readonly { readonly at: number; readonly services: { service: string; waiting: number }[] }[];

/** People who wait, by half hours, at Warsaw's offices: what was foretold of a day before it began, and through it. */
export function measurePeople(): string {
  const file = join(FOLDER, FILE);
  if (!existsSync(file)) return `${file} is missing: put it there, or name its folder in MATAZU_WAIT_DATA`;
  const before = new Scores();
  const through = new Scores();
  for (const days of readOffices(file).values()) score(days, { before, through });
  return [
    before.table('\nWarsaw: people waiting in a half hour of a day to come', 'people'),
    through.table('\nWarsaw: people waiting later on the same day', 'people'),
  ].join('\n');
}

function readOffices(file: string): Map<string, Map<string, Counts>> {
  const offices = new Map<string, Map<string, { at: number; services: { service: string; waiting: number }[] }[]>>();
  const [, ...rows] = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/);
  for (const row of rows) {
    const [date = '', time = '', office = '', group = '', , , waiting = ''] = row.split(',');
    const days = offices.get(office) ?? new Map();
    offices.set(office, days);
    const at = Date.parse(`${date}T${time.padStart(5, '0')}:00+01:00`);
    const counts = days.get(date) ?? [];
    days.set(date, counts);
    if (counts.at(-1)?.at !== at) counts.push({ at, services: [] });
    counts.at(-1)?.services.push({ service: group, waiting: Number(waiting) });
  }
  return offices;
}

interface Tables {
  readonly before: Scores;
  readonly through: Scores;
}

/** The three kings closed the offices on 6 January; the counts know no other rest. */
const facts: SectionFacts = {
  ...unknownSection('counters'),
  hours: { opens: '07:00', closes: '19:00', timezone: ZONE, dates: { '2020-01-06': 'closed' } },
};

function score(days: ReadonlyMap<string, Counts>, { before, through }: Tables): void {
  let model = emptyForecast;
  const past = new Map<string, Map<number, number>[]>();
  for (const [day, counts] of days) {
    model = settled(model, facts, day);
    const factor = dayFactor(model.effects, dayFacts(facts, day));
    for (const [service, slots] of slotsOf(counts)) {
      const known = past.get(service) ?? [];
      past.set(service, [...known, slots]);
      const profile = model.services[service]?.people ?? [];
      const everySlot = known.flatMap((each) => [...each.values()]);
      const mean = everySlot.reduce((sum, people) => sum + people, 0) / everySlot.length;
      for (const [slot, came] of slots) {
        const usual = expectedOf(profile, slot);
        const yesterday = known.at(-1)?.get(slot);
        if (usual === null || yesterday === undefined || day < REPORT_FROM) continue;
        before.add('ours', came, usual * factor);
        before.add('the same half hour of yesterday', came, yesterday);
        before.add('the mean of all half hours', came, mean);
        for (const ahead of AHEAD_SLOTS) {
          const now = slots.get(slot - ahead);
          const usualNow = expectedOf(profile, slot - ahead);
          if (now === undefined || usualNow === null) continue;
          const left = 2 ** (-(ahead * SLOT_MINUTES) / HALF_LIFE.people);
          const told = Math.max(0, usual * factor + (now - usualNow * factor) * left);
          const name = `${(ahead * SLOT_MINUTES) / 60} h ahead`;
          through.add(`${name}, ours`, came, told);
          through.add(`${name}, as many as now`, came, now);
          through.add(`${name}, as many as yesterday`, came, yesterday);
        }
      }
    }
    for (const { at, services } of counts) {
      const message = {
        observedAt: at,
        services: services.map((each) => ({ ...each, lastCalled: null })),
        counters: [],
      };
      model = learnForecast(model, { source: 'counts', facts, outcomes: [], before: null, message });
    }
  }
}

/** The mean count of each half hour, by service. */
function slotsOf(counts: Counts): Map<string, Map<number, number>> {
  const sums = new Map<string, Map<number, { sum: number; n: number }>>();
  for (const { at, services } of counts) {
    const { slot } = slotAt(at, ZONE);
    for (const { service, waiting } of services) {
      const slots = sums.get(service) ?? new Map<number, { sum: number; n: number }>();
      sums.set(service, slots);
      const { sum, n } = slots.get(slot) ?? { sum: 0, n: 0 };
      slots.set(slot, { sum: sum + waiting, n: n + 1 });
    }
  }
  const mean = (slots: ReadonlyMap<number, { sum: number; n: number }>) =>
    new Map([...slots].map(([slot, { sum, n }]) => [slot, sum / n] as const));
  return new Map([...sums].map(([service, slots]) => [service, mean(slots)]));
}
