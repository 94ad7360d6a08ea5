import type { LocalText } from '../ground/identifiers.ts';
import type { Estimate } from './views.ts';

/** The ends of an estimated wait, minutes. */
export type WaitRange = Pick<Estimate, 'lowMinutes' | 'highMinutes'>;

/** From ten minutes on in steps of five: nobody's wait is known to the minute. */
export const stepOf = (minutes: number): number => (minutes >= 10 ? 5 : 1);

/** A range on whole steps, outwards, so that what is said promises no more than the figures. */
export function saidRange({ lowMinutes, highMinutes }: WaitRange): WaitRange {
  const to = (minutes: number, round: (value: number) => number): number =>
    round(minutes / stepOf(minutes)) * stepOf(minutes);
  return { lowMinutes: to(lowMinutes, Math.floor), highMinutes: to(highMinutes, Math.ceil) };
}

/** Where nobody waits, fewer minutes than these are said as none: they would go to and fro between 1, 5 and 6. */
const AT_ONCE_MINUTES = 10;

/** Whether who takes a ticket now needs no figure: nobody waits (`waiting` null: not known), and the wait is short. */
export const isAtOnce = ({ medianMinutes, beforeClosing }: Estimate, waiting: number | null): boolean =>
  waiting === 0 && medianMinutes < AT_ONCE_MINUTES && beforeClosing === undefined;

export const atOnceWords: LocalText = { ja: 'すぐにご案内できます', en: 'No wait' };

/** Whether it is so long that minutes say nothing any more: as where no counter serves a service. */
export const isBeyondPlans = (range: WaitRange): boolean => saidRange(range).lowMinutes >= 180;

/** An estimated wait in words: the same on every page and on paper. */
export function waitWords(range: WaitRange): LocalText {
  const { lowMinutes: low, highMinutes: high } = saidRange(range);
  if (high <= 0) return atOnceWords;
  if (isBeyondPlans(range)) return { ja: '3時間以上', en: '3 hours or more' };
  if (low === high) return { ja: `約${high}分`, en: `about ${high} min` };
  if (low <= 0) return { ja: `${high}分以内`, en: `within ${high} min` };
  return { ja: `約${low}〜${high}分`, en: `about ${low}–${high} min` };
}

/** Where the office may close before somebody is called. */
export const closingWords: Readonly<Record<NonNullable<Estimate['beforeClosing']>, LocalText>> = {
  doubtful: { ja: '本日ご案内できないことがあります', en: 'You may not be served today' },
  unlikely: { ja: '本日中のご案内は難しい見込みです', en: 'Unlikely to be served today' },
};
