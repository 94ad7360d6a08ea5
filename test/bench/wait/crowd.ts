import { unknownSection } from '../../../hub/core/facts.ts';
import { emptyProjection, type SectionProjection, takeEvents } from '../../../hub/core/section-projection.ts';
import { ticketView } from '../../../hub/core/views/office-view.ts';
import { sectionView } from '../../../hub/core/views/section-view.ts';
import type { Event } from '../../../protocol/queue/events.ts';
import { MINUTE } from './lines.ts';

const START = Date.parse('2026-01-05T08:30:00+09:00');
const FEW = 5;
const MANY = 500;
const TIMES = 400;
const OFFICE = { city: 'city', office: 'office', name: { ja: 'office', en: 'office' } };
/** An estimate looks at everybody ahead: a hundred times as many may cost at most so many times as much. */
const MOST_TIMES = 20;

/** What an estimate costs where five hundred people wait, beside where five do. */
export function measureCrowd(): string {
  const rows = [
    ['the page of a section', (projection: SectionProjection) => sectionView(projection, projection.state.clock)],
    [
      "the last ticket's page",
      (projection: SectionProjection) =>
        ticketView(OFFICE, projection, `code-${projection.state.tickets.size - 1}`, projection.state.clock),
    ],
    [
      'one more ticket',
      (projection: SectionProjection) => takeEvents(projection, [issued(1_000)], START + 60 * MINUTE),
    ],
  ] as const;
  const [few, many] = [waitingFor(FEW), waitingFor(MANY)];
  const lines = rows.map(([what, of]) => {
    const [small, large] = [micros(() => of(few)), micros(() => of(many))];
    const ratio = large / small;
    return `${ratio <= MOST_TIMES ? 'reached' : 'MISSED '} ${what}: ${small.toFixed(0)} µs with ${FEW} waiting, ${large.toFixed(0)} µs with ${MANY}: ${ratio.toFixed(1)} × (at most ${MOST_TIMES})`;
  });
  return `\n${lines.join('\n')}\n`;
}

/** The second half of so many runs, when the code is warm; the processor's time, microseconds a run. */
function micros(run: () => unknown): number {
  for (let i = 0; i < TIMES; i += 1) run();
  const began = process.cpuUsage();
  for (let i = 0; i < TIMES; i += 1) run();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / TIMES;
}

const issued = (n: number): Event => ({
  type: 'ticket-issued',
  at: START + n * (MINUTE / 10),
  ticket: `t${n}`,
  number: `A${n}`,
  service: n % 3 === 0 ? 'ido' : 'shomei',
  code: `code-${n}`,
  by: 'kiosk',
});

function waitingFor(people: number): SectionProjection {
  const counters = [1, 2, 3].map(
    (counter): Event => ({ type: 'counter-opened', at: START, counter, services: ['shomei', 'ido'] }),
  );
  const events: Event[] = [
    { type: 'day-opened', at: START, day: '2026-01-05' },
    ...counters,
    ...Array.from({ length: people }, (_, n) => issued(n)),
    ...[1, 2, 3].map(
      (counter): Event => ({ type: 'ticket-called', at: START + 50 * MINUTE, ticket: `t${counter - 1}`, counter }),
    ),
  ];
  return takeEvents(emptyProjection(unknownSection('section')), events, START + 50 * MINUTE);
}
