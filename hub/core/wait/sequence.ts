/** Where a machine's numbers stand, and how many wait. */
export interface Sequence {
  readonly waiting: number;
  /** The number that the counting goes on from; null where the machine shows none. */
  readonly number: number | null;
  /** A number that doesn't follow, and how often in a row such came: twice, and counting goes on from there. */
  readonly strange: { readonly number: number; readonly times: number } | null;
}

/** Machines begin again after the largest number that they can show. */
const ROLLS = [100, 1_000, 10_000];

/** How many were called. A number out of turn (called back, or of an appointment) is no sequence; then the people say how many. */
export function callsSince(
  before: Sequence & { readonly number: number },
  { waiting, number }: { readonly waiting: number; readonly number: number },
  minutes: number,
): Omit<Sequence, 'waiting'> & { readonly calls: number } {
  const fewer = Math.max(0, before.waiting - waiting);
  const most = before.waiting + 10 + 3 * minutes;
  const from = before.number;
  const forward = number - from;
  if (forward >= 0 && forward <= most) return { calls: forward, number, strange: null };
  const rolled = ROLLS.find(
    (roll) => from < roll && number < from && from + most >= roll && number + roll - from <= most,
  );
  if (rolled !== undefined) return { calls: number + rolled - from, number, strange: null };
  const { strange } = before;
  const follows = strange !== null && number >= strange.number && number - strange.number <= most;
  // What follows a strange number is the new sequence.
  if (follows && strange.times >= 2) return { calls: number - strange.number, number, strange: null };
  return { calls: fewer, number: from + fewer, strange: { number, times: follows ? strange.times + 1 : 1 } };
}

export const numberOf = (lastCalled: string | null): number | null => {
  const digits = /\d+$/.exec(lastCalled ?? '')?.[0];
  return digits === undefined ? null : Number(digits);
};
