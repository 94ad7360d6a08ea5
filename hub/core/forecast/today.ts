import type { Judged } from './ranges.ts';
import { SLOTS } from './slot-profile.ts';

/** What a day has brought so far, by slot; null where nothing was. */
export interface ServiceTally {
  /** Sums and numbers of counts; or, where the section counts nobody itself, the sum of the slot's shares that people waited. */
  readonly people: readonly (readonly [sum: number, n: number] | null)[];
  /** Minutes that those who came in the slot waited, and minutes that they had been told: the slot's present. */
  readonly waits: readonly (readonly [sum: number, n: number, told: number] | null)[];
}

export interface Today {
  readonly day: string;
  /** By how much this day was expected to lie above a usual one. */
  readonly factor: number;
  /** Whether people were counted by the section itself; otherwise their waits say how many waited. */
  readonly counted: boolean;
  /** How many of an earlier day came since the last of this one. */
  readonly late: number;
  /** The slots in which something happened. */
  readonly from: number;
  readonly to: number;
  readonly services: Readonly<Record<string, ServiceTally>>;
  /** What was foretold, by horizon, against what came. */
  readonly judged: readonly (Judged | null)[];
}

const emptyTally: ServiceTally = { people: [], waits: [] };

export const beginDay = (day: string, factor: number): Today => ({
  day,
  factor,
  counted: false,
  late: 0,
  from: SLOTS,
  to: 0,
  services: {},
  judged: [],
});

const seen = (today: Today, slot: number): Today => ({
  ...today,
  from: Math.min(today.from, slot),
  to: Math.max(today.to, slot),
});

interface Place {
  readonly service: string;
  readonly slot: number;
}

export function addPeople(today: Today, { service, slot }: Place, { sum, n }: { sum: number; n: number }): Today {
  const before = today.services[service] ?? emptyTally;
  const [had, times] = before.people[slot] ?? [0, 0];
  const people = put(before.people, slot, [had + sum, times + n] as const);
  return { ...seen(today, slot), services: { ...today.services, [service]: { ...before, people } } };
}

export function addWait(today: Today, { service, slot }: Place, wait: { came: number; told: number }): Today {
  const before = today.services[service] ?? emptyTally;
  const [sum, n, told] = before.waits[slot] ?? [0, 0, 0];
  const waits = put(before.waits, slot, [sum + wait.came, n + 1, told + wait.told] as const);
  return { ...seen(today, slot), services: { ...today.services, [service]: { ...before, waits } } };
}

const put = <T>(slots: readonly (T | null)[], slot: number, value: T): (T | null)[] =>
  Array.from({ length: Math.max(slots.length, slot + 1) }, (_, i) => (i === slot ? value : (slots[i] ?? null)));

/** People who waited, by slot: nobody where the section was there and nobody was seen. */
export function peopleOf({ counted, from, to }: Today, { people }: ServiceTally): (number | null)[] {
  return Array.from({ length: to + 1 }, (_, slot) => {
    if (slot < from) return null;
    const [sum, n] = people[slot] ?? [0, 0];
    if (!counted) return sum;
    return n === 0 ? null : sum / n;
  });
}

/** Minutes that were waited, on average of a slot, and minutes that were told. */
export const minutesOf = ({ waits }: ServiceTally): (number | null)[] =>
  waits.map((each) => (each === null ? null : each[0] / each[1]));
export const toldOf = ({ waits }: ServiceTally): (number | null)[] => waits.map(toldIn);
export const toldIn = (wait: ServiceTally['waits'][number] | undefined): number | null =>
  wait == null ? null : wait[2] / wait[1];
