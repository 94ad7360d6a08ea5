import { rootOf, squareOf } from './roots.ts';

/** Minutes of a slot: everything of the forecast is by half hours of the office's own day, the first from midnight. */
export const SLOT_MINUTES = 30;
export const SLOTS = (24 * 60) / SLOT_MINUTES;

/** What the slots of a usual day are like: the mean root and how many days it comes from; null where a slot was never seen. */
export type SlotProfile = readonly (SlotMean | null)[];
interface SlotMean {
  readonly days: number;
  readonly mean: number;
}

export const emptyProfile: SlotProfile = [];

/** Days that a slot's mean remembers, and how many of its own days weigh as much as its neighbours. */
const MEMORY_DAYS = 20;
const NEIGHBOUR_DAYS = 3;

/** Learns one day's figures by slot; null where a slot had none. */
export function learnSlots(profile: SlotProfile, figures: readonly (number | null)[]): SlotProfile {
  return Array.from({ length: Math.max(profile.length, figures.length) }, (_, slot) => {
    const known = profile[slot] ?? null;
    const figure = figures[slot] ?? null;
    if (figure === null) return known;
    const { days, mean } = known ?? { days: 0, mean: 0 };
    const more = Math.min(MEMORY_DAYS, days + 1);
    return { days: more, mean: mean + (rootOf(figure) - mean) / more };
  });
}

/** What is to be expected of a slot: its own mean, drawn to its neighbours' while it comes from few days. Null: never seen. */
export function expectedOf(profile: SlotProfile, slot: number): number | null {
  const own = profile[slot] ?? null;
  if (own === null) return null;
  const beside = [profile[slot - 1], profile[slot + 1]].filter((each): each is SlotMean => each != null);
  if (beside.length === 0) return squareOf(own.mean);
  const around = beside.reduce((sum, { mean }) => sum + mean, own.mean) / (beside.length + 1);
  return squareOf((own.days * own.mean + NEIGHBOUR_DAYS * around) / (own.days + NEIGHBOUR_DAYS));
}

/** What is to be expected at a minute of the day: between the middles of slots evenly. Null: its slot was never seen. */
export function expectedAt(profile: SlotProfile, minute: number): number | null {
  const slot = Math.floor(minute / SLOT_MINUTES);
  const own = expectedOf(profile, slot);
  if (own === null) return null;
  const beyond = minute / SLOT_MINUTES - slot - 0.5;
  const beside = expectedOf(profile, slot + Math.sign(beyond)) ?? own;
  return own + (beside - own) * Math.abs(beyond);
}
