import type { SectionState } from './state.ts';

/** The last numbers that a section gave out on its day, by letter or series; `undefined` before its first day. */
export function businessNumbers(state: SectionState): { day: string; last: Record<string, number> } | undefined {
  return state.day === null ? undefined : { day: state.day, last: Object.fromEntries(state.lastNumbers) };
}
