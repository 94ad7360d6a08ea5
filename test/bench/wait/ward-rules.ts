/** The simulated ward day of the notes on estimation, with its parameters. */
export const WARD = {
  opensMinute: 8 * 60 + 45,
  closesMinute: 17 * 60 + 15,
  arrivalsByHour: [0.8, 0.95, 1.15, 1.25, 1.15, 1.1, 1, 0.85, 0.6],
  services: [
    { service: 'shomei', minutes: 5, share: 0.6 },
    { service: 'ido', minutes: 14, share: 0.4 },
  ],
  cv: 0.7,
  noShows: 0.03,
  noShowMinutes: 0.5,
  priority: 0.15,
  load: 0.87 * 0.88,
  monday: 1.2,
  peak: 1.25,
} as const;

export interface Rest {
  readonly from: number;
  readonly minutes: number;
}

export interface Desk {
  readonly counter: number;
  /** Breaks that are still to come, in order. Each is taken whole, when the visit that it falls into is over. */
  rests: Rest[];
  /** Absent until this minute. */
  awayUntil: number;
  serving: {
    readonly service: number;
    readonly since: number;
    readonly noShow: boolean;
    readonly ticket: string;
  } | null;
  freeAt: number;
}

export interface Waiter {
  readonly ticket: string;
  readonly service: number;
  readonly priority: boolean;
  readonly at: number;
  readonly visitMinutes: number;
  readonly noShow: boolean;
}

/** As Matazu itself calls: whoever waited longest, a priority being credited with minutes. */
export function takeFirst(queue: Waiter[]): Waiter | undefined {
  let best = -1;
  let bestKey = Number.POSITIVE_INFINITY;
  for (const [i, { at, priority }] of queue.entries()) {
    const key = at - (priority ? 15 : 0);
    if (key < bestKey) {
      best = i;
      bestKey = key;
    }
  }
  return best < 0 ? undefined : queue.splice(best, 1)[0];
}
