import { unknownSection } from '../../../hub/core/facts.ts';
import { emptyProjection, type SectionProjection, takeEvents } from '../../../hub/core/section-projection.ts';
import { readEvent, type StoredEvent } from '../../../protocol/queue/events.ts';
import { MINUTE } from './lines.ts';

const TICKETS = 200;
const COUNTERS = 3;
const START = Date.parse('2026-01-05T08:30:00+09:00');
const DAY = 86_400_000;

/** Many sections for a few days, and fewer for so long that whatever grows with history is seen to. */
const WIDE = { sections: 1_000, days: 2 } as const;
const LONG = { sections: 20, days: 60 } as const;
/** How right a section was is kept for four weeks and a few days: from then on nothing may grow. */
const FULL_DAY = 33;
const MOST_GROWTH = 1.02;
/** A day's events beside those of the first three weeks. */
const MOST_SLOWER = 1.15;

interface Day {
  /** Of the processor's time, microseconds an event. */
  readonly micros: number;
  /** On the heap, kilobytes a section. */
  readonly kilobytes: number;
}

/** Sections with two hundred tickets a day each, event by event in time order: time per event and memory, day by day. */
export function measureScale(tell: (text: string) => void): string {
  const wide = live(WIDE, tell);
  const long = beside(live({ ...LONG, sections: 1 }, tell), live(LONG, tell));
  const median = (from: number, to: number): number => {
    const micros = long.slice(from - 1, to).map((day) => day.micros);
    return micros.sort((a, b) => a - b)[Math.floor(micros.length / 2)] ?? Number.NaN;
  };
  const kilobytes = (day: number): number => long[day - 1]?.kilobytes ?? Number.NaN;
  const { days } = LONG;
  return [
    `\n${WIDE.sections} sections, ${TICKETS} tickets a day each: ${wide.map(dayText).join('; ')}`,
    `${LONG.sections} sections for ${days} days: ${[1, 2, 7, FULL_DAY, days]
      .map((day) => dayText(long[day - 1] ?? { micros: Number.NaN, kilobytes: Number.NaN }, day - 1))
      .join('; ')}`,
    verdict(`room on day ${days} / on day ${FULL_DAY}`, kilobytes(days) / kilobytes(FULL_DAY), MOST_GROWTH),
    `        room on day ${FULL_DAY} / on day 2, with four weeks of how right it was: ${(kilobytes(FULL_DAY) / kilobytes(2)).toFixed(2)}`,
    verdict(
      `time an event, median of days ${days - 20} to ${days} / of days 3 to 23`,
      median(days - 20, days) / median(3, 23),
      MOST_SLOWER,
    ),
    '',
  ].join('\n');
}

/** What the process itself takes in so many days (compiled code and the like) is in both runs: it is taken off. */
function beside(one: readonly Day[], many: readonly Day[]): Day[] {
  const { sections } = LONG;
  return many.map((day, i) => ({
    ...day,
    kilobytes: (day.kilobytes * sections - (one[i]?.kilobytes ?? Number.NaN)) / (sections - 1),
  }));
}

const dayText = ({ micros, kilobytes }: Day, i: number): string =>
  `day ${i + 1} ${micros.toFixed(1)} µs an event, ${kilobytes.toFixed(0)} kB a section`;

const verdict = (what: string, ratio: number, most: number): string =>
  `${ratio <= most ? 'reached' : 'MISSED '} ${what}: ${ratio.toFixed(3)} (at most ${most})`;

function live(
  { sections, days }: { readonly sections: number; readonly days: number },
  tell: (text: string) => void,
): Day[] {
  const before = heapBytes();
  const projections: SectionProjection[] = Array.from({ length: sections }, (_, i) =>
    emptyProjection(unknownSection(`section-${i}`)),
  );
  return Array.from({ length: days }, (_, day) => {
    const events = dayOf(day);
    const began = process.cpuUsage();
    for (const event of events)
      for (const [i, projection] of projections.entries()) {
        // Read for each section, as it comes for each.
        const read = readEvent(event);
        if (read !== undefined) projections[i] = takeEvents(projection, [read], read.at);
      }
    const { user, system } = process.cpuUsage(began);
    const lived = {
      micros: (user + system) / (events.length * sections),
      kilobytes: (heapBytes() - before) / 1_000 / sections,
    };
    tell(`${sections} sections, ${dayText(lived, day)}`);
    return lived;
  });
}

function heapBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function dayOf(day: number): StoredEvent[] {
  const from = START + day * DAY;
  const events: StoredEvent[] = [{ type: 'day-opened', at: from, day: new Date(from).toISOString().slice(0, 10) }];
  for (let counter = 1; counter <= COUNTERS; counter += 1)
    events.push({ type: 'counter-opened', at: from, counter, services: ['shomei', 'ido'] });
  for (let n = 0; n < TICKETS; n += 1) {
    const ticket = `d${day}t${n}`;
    const number = `A${String(n + 1).padStart(3, '0')}`;
    const service = n % 3 === 0 ? 'ido' : 'shomei';
    const counter = 1 + (n % COUNTERS);
    const issuedAt = from + n * 2 * MINUTE;
    const calledAt = from + n * 2.4 * MINUTE + 1;
    events.push(
      { type: 'ticket-issued', at: issuedAt, ticket, number, service, code: `code-${ticket}`, by: 'kiosk' },
      { type: 'ticket-called', at: calledAt, ticket, counter },
      { type: 'service-finished', at: calledAt + 7 * MINUTE, ticket, counter },
    );
  }
  return events.sort((a, b) => a.at - b.at);
}
