import type { LocalText } from '../../protocol/ground/identifiers.ts';

const PIN_FIGURES = { least: 6, most: 12 } as const;
/** A PIN of fewer is among the first that somebody tries: 112233, 121212, 777777. */
const DIFFERENT = 4;

/** Why a PIN may not be chosen, in words; null where it may. Pure. */
export function pinFault(pin: string, name: string): LocalText | null {
  const { least, most } = PIN_FIGURES;
  if (!/^\d+$/.test(pin) || pin.length < least || pin.length > most)
    return {
      ja: `暗証番号は、${least}桁から${most}桁までの数字にしてください。`,
      en: `A PIN is ${least} to ${most} figures.`,
    };
  if (new Set(pin).size < DIFFERENT)
    return {
      ja: `暗証番号には、${DIFFERENT}種類以上の数字を使ってください。`,
      en: `Use at least ${DIFFERENT} different figures in a PIN.`,
    };
  if (isRun(pin))
    return {
      ja: '123456のように続く数字は、暗証番号にできません。',
      en: 'Figures that follow one another, as in 123456, are no PIN.',
    };
  const figures = name.replace(/\D/g, '');
  if (figures.length >= DIFFERENT && (figures.includes(pin) || pin.includes(figures)))
    return {
      ja: 'お名前や職員番号の数字は、暗証番号にできません。',
      en: 'The figures of a name or staff number are no PIN.',
    };
  return null;
}

/** Whether each figure is the one before it and one more, or each one less; 0 follows 9. */
function isRun(pin: string): boolean {
  const steps = [...pin].slice(1).map((figure, i) => (Number(figure) - Number(pin[i]) + 10) % 10);
  return steps.every((step) => step === 1) || steps.every((step) => step === 9);
}

/** The wrong tries of somebody since they last got in. */
export interface Tries {
  readonly wrong: number;
  /** When the last one was, milliseconds since 1970. */
  readonly at: number;
}
export const NO_TRIES: Tries = { wrong: 0, at: 0 };

/** So many wrong tries lock. */
const WRONG_MOST = 5;
/** For so long the first time, then twice as long with each further one, milliseconds. */
const LOCK_MS = 60_000;
const LOCK_LONGEST_MS = 4 * 3_600_000;
/** Who tried nothing wrong for so long begins anew, milliseconds. */
const FORGOTTEN_MS = 24 * 3_600_000;

/** One more wrong try. Pure. */
export const wrongAgain = (tries: Tries, now: number): Tries => ({ wrong: standing(tries, now).wrong + 1, at: now });

/** Tries that still count, of a clock that may have been set back since: a lock then counts from now. Pure. */
export function standing(tries: Tries, now: number): Tries {
  if (tries.at > now) return { ...tries, at: now };
  return now - tries.at > FORGOTTEN_MS ? NO_TRIES : tries;
}

/** Until when nothing is tried, milliseconds since 1970; null where something may be. Pure. */
export function lockedUntil({ wrong, at }: Tries, now: number): number | null {
  if (wrong < WRONG_MOST) return null;
  const until = at + Math.min(LOCK_LONGEST_MS, LOCK_MS * 2 ** (wrong - WRONG_MOST));
  return until > now ? until : null;
}

export const triesLeft = ({ wrong }: Tries): number => Math.max(0, WRONG_MOST - wrong);
