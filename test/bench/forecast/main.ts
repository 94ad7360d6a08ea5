import { type SectionFacts, unknownSection } from '../../../hub/core/facts.ts';
import type { ReplayLine } from '../../../hub/sections/replay.ts';
import type { OpeningHours } from '../../../protocol/ground/calendar.ts';
import { bankDataset } from '../wait/bank.ts';
import { type Dataset, MINUTE, truthKey } from '../wait/lines.ts';
import { wardDataset } from '../wait/ward.ts';
import { WARD } from '../wait/ward-rules.ts';
import { warsawDataset } from '../wait/warsaw.ts';
import { type Came, type Figures, group, liveThrough, noFigures } from './live-through.ts';

/** Constants were chosen on seeds 1 to 8 and on the ward's first days; these were never looked at meanwhile. */
const SEEDS = (process.env.SEEDS ?? '31,32,33,34,35,36').split(',').map(Number);
const DESKS = [2, 3, 5];

function ward(): Figures {
  const figures = noFigures();
  const hours = { opens: '08:45', closes: '17:15', timezone: 'Asia/Tokyo', closedOn: ['weekends' as const] };
  const services = WARD.services.map(({ service: id, minutes: expectedMinutes }) => ({
    id,
    name: { ja: id, en: id },
    letter: null,
    expectedMinutes,
  }));
  for (const seed of SEEDS) {
    for (const desks of DESKS) {
      // No day is given to the oracle.
      const { lines } = wardDataset({ desks, seed, days: 60, reportFrom: 60, oracleEvery: 1 });
      const facts: SectionFacts = { ...unknownSection('ward'), hours, services };
      liveThrough({ lines, facts, timezone: hours.timezone, waits: waitsOf(lines), learnDays: 10 }, figures);
    }
  }
  return figures;
}

/** Sections of a dataset, of which nothing is configured but when they are open. */
function sections(dataset: Dataset, hours: OpeningHours, learnDays: number): Figures {
  const figures = noFigures();
  for (const lines of group(dataset.lines, ({ section }) => section).values()) {
    const waits = lines.some((line) => 'event' in line) ? waitsOf(lines) : waitsOfCounts(lines, dataset);
    const facts = { ...unknownSection('section'), hours };
    liveThrough({ lines, facts, timezone: hours.timezone, waits, learnDays }, figures);
  }
  return figures;
}

/** From each ticket's issue to its first call. */
function waitsOf(lines: readonly ReplayLine[]): Came[] {
  const issued = new Map<unknown, { at: number; service: string }>();
  return lines.flatMap((line) => {
    if (!('event' in line)) return [];
    const { type, ticket, at, service } = line.event;
    if (type === 'ticket-issued') issued.set(ticket, { at, service: String(service) });
    const since = issued.get(ticket);
    if (type !== 'ticket-called' || since === undefined) return [];
    issued.delete(ticket);
    return [{ ...since, figure: (at - since.at) / MINUTE }];
  });
}

const waitsOfCounts = (lines: readonly ReplayLine[], { truths }: Dataset): Came[] =>
  lines.flatMap((line) =>
    'event' in line
      ? []
      : line.waiting.services.flatMap(({ service }) => {
          const at = line.waiting.observedAt;
          const truth = truths.get(truthKey({ section: line.section, service, at }));
          return truth === undefined ? [] : [{ at, service, figure: truth.actualMinutes }];
        }),
  );

const warsaw = warsawDataset();
const bank = bankDataset();
const measured: (readonly [string, Figures])[] = [
  [`Simulated ward days, ${DESKS.join(', ')} desks, seeds ${SEEDS.join(' ')}`, ward()],
  // The three kings closed the offices on 6 January; the counts know no other rest.
  ...(warsaw === undefined
    ? []
    : [
        [
          'Warsaw offices from the fifth day on',
          sections(
            warsaw,
            { opens: '07:00', closes: '19:00', timezone: 'Europe/Warsaw', dates: { '2020-01-06': 'closed' } },
            4,
          ),
        ] as const,
      ]),
  ...(bank === undefined
    ? []
    : [
        [
          'Bank calls from the sixth day on',
          sections(bank, { opens: '07:00', closes: '24:00', closedOn: [], timezone: 'Asia/Tokyo' }, 5),
        ] as const,
      ]),
];
for (const [title, { minutes, people, bestBefore, bestToday }] of measured) {
  process.stdout.write(`\n${minutes.table(`${title}: how long one waits`, 'min')}\n`);
  process.stdout.write(`${people.table('  people waiting', 'people')}\n`);
  process.stdout.write(`  ${bestBefore.line('best times told before the day')}\n`);
  process.stdout.write(`  ${bestToday.line('the quietest half hour left of a day')}\n`);
}
