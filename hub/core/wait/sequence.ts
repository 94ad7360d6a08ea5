/** Where the numbers stand of a ticket machine of another make, and how many people wait. */
export interface Sequence {
  readonly waiting: number;
  /** The number that the counting goes on from; null where the machine shows none. */
  readonly number: number | null;
  /**
   * The last number that didn't follow, and how many in a row followed each other instead: after the second the counting goes on
   * from there.
   */
  readonly strange: { readonly number: number; readonly times: number } | null;
}

/** How many numbers a machine has: it begins again after the largest that it can show. */
const ROLLS = [100, 1_000, 10_000];

/**
 * How many people were called between two counts, so many minutes apart. A number out of turn (called back, or of an
 * appointment) is no sequence; then the people say how many.
 */
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

/** The number at the end of what a machine shows; null where there is none. */
export const numberOf = (lastCalled: string | null): number | null => {
  const digits = /\d+$/.exec(lastCalled ?? '')?.[0];
  return digits === undefined ? null : Number(digits);
};
