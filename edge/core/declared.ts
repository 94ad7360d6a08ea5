import type { CongestionLevel } from '../../protocol/queue/events.ts';
import type { Declared, SectionState } from '../../protocol/queue/state.ts';
import type { Lamp } from './lamps.ts';

const MINUTE = 60_000;
/** Staff are reminded so long before their level expires, and never for more than a quarter of its time. */
const REMINDER_MS = 5 * MINUTE;
/** A declaration from further ahead than this was made by a clock that has since gone back: nobody knows how old it is. */
const AHEAD_MS = MINUTE;
/** What is declared of the section itself and still stands; null where nothing is known. */
export function standing(state: SectionState): Declared | null {
  const declared = state.declared.get('');
  return declared === undefined || declared.level === 'unknown' ? null : declared;
}

/**
 * The declarations that say nothing any more, by their key in the state: by the clock, or because they have stood for their time
 * by a watch (`stoodMs`), whatever the clock did meanwhile. In doubt a level is unknown: it must never stand too long.
 */
export function expired(
  state: SectionState,
  now: number,
  stoodMs: (key: string, declared: Declared) => number,
): readonly string[] {
  return [...state.declared].flatMap(([key, declared]) => {
    if (declared.level === 'unknown') return [];
    const lifeMs = declared.until - declared.at;
    const over = now >= declared.until || now < declared.at - AHEAD_MS || stoodMs(key, declared) >= lifeMs;
    return over ? [key] : [];
  });
}

/**
 * How the lamps of a level panel should be: the one of the level that stands is lit, and blinks when it is soon over, so that
 * staff look up and press again. `levels`: gesture to level.
 */
export function levelLampsFor(
  levels: Readonly<Record<string, CongestionLevel>>,
  declared: Declared | null,
  now: number,
): Map<number, Lamp> {
  const soonMs = declared === null ? 0 : Math.min(REMINDER_MS, (declared.until - declared.at) / 4);
  const lamp: Lamp = declared !== null && now >= declared.until - soonMs ? 'blink' : 'on';
  return new Map(
    Object.entries(levels)
      .filter(([gesture]) => /^\d+$/.test(gesture))
      .map(([button, level]) => [Number(button), level === declared?.level ? lamp : 'off']),
  );
}
