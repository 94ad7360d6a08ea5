import type { Accuracy } from '../../../protocol/congestion/views.ts';

/** How right a day's promises were, as counts: days are added to a month without their tickets. */
export interface DayFigures {
  readonly tickets: number;
  /** Waits that fell into the range that was told. */
  readonly covered: number;
  /** Waits of the level that was told. */
  readonly levelRight: number;
  /** Tickets by how far the median that was told lay from the wait: by the bins below. */
  readonly errors: readonly number[];
}

/** Where bins begin, minutes: by halves to ten, by twos to thirty, by tens to two hours. */
const BINS = [
  ...Array.from({ length: 20 }, (_, i) => i / 2),
  ...Array.from({ length: 10 }, (_, i) => 10 + 2 * i),
  ...Array.from({ length: 10 }, (_, i) => 30 + 10 * i),
];
const LAST_ENDS = 240;

export const noFigures: DayFigures = { tickets: 0, covered: 0, levelRight: 0, errors: [] };

export interface Judged {
  readonly errorMinutes: number;
  readonly covered: boolean;
  readonly levelRight: boolean;
}

export function addTicket(figures: DayFigures, { errorMinutes, covered, levelRight }: Judged): DayFigures {
  const hit = Math.max(
    0,
    BINS.findLastIndex((from) => errorMinutes >= from),
  );
  return {
    tickets: figures.tickets + 1,
    covered: figures.covered + Number(covered),
    levelRight: figures.levelRight + Number(levelRight),
    errors: Array.from({ length: Math.max(figures.errors.length, hit + 1) }, (_, bin) =>
      bin === hit ? (figures.errors[bin] ?? 0) + 1 : (figures.errors[bin] ?? 0),
    ),
  };
}

/** Days together as they are published; null where nobody was called. */
export function accuracyOf(days: readonly DayFigures[]): Accuracy | null {
  const sum = (of: (day: DayFigures) => number): number => days.reduce((before, day) => before + of(day), 0);
  const tickets = sum((day) => day.tickets);
  if (tickets === 0) return null;
  const errors = BINS.map(() => 0);
  for (const day of days)
    day.errors.forEach((count, bin) => {
      errors[bin] = (errors[bin] ?? 0) + count;
    });
  const share = (count: number): number => Math.round((1000 * count) / tickets) / 1000;
  return {
    tickets,
    medianErrorMinutes: Math.round(10 * medianOf(errors, tickets)) / 10,
    covered: share(sum((day) => day.covered)),
    levelRight: share(sum((day) => day.levelRight)),
  };
}

/** Within its bin the median is taken as if the errors lay evenly: right to the bin's width. */
function medianOf(errors: readonly number[], tickets: number): number {
  let below = 0;
  for (const [bin, from] of BINS.entries()) {
    const count = errors[bin] ?? 0;
    const to = BINS[bin + 1] ?? LAST_ENDS;
    if (count > 0 && below + count >= tickets / 2) return from + ((tickets / 2 - below) / count) * (to - from);
    below += count;
  }
  return LAST_ENDS;
}
