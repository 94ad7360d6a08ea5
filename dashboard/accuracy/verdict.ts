import type { AccuracyDayView } from '../../protocol/congestion/views.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';

export type JudgedTicket = AccuracyDayView['tickets'][number];
export type Verdict = 'within' | 'longer' | 'shorter';

/** Whether a wait fell into the range that was told. */
export function verdictOf({ estimate, actualMinutes }: JudgedTicket): Verdict {
  if (actualMinutes > estimate.highMinutes) return 'longer';
  return actualMinutes < estimate.lowMinutes ? 'shorter' : 'within';
}

export const verdictWords: Readonly<Record<Verdict, LocalText>> = {
  within: { ja: '幅の中', en: 'within' },
  longer: { ja: '幅より長い', en: 'longer' },
  shorter: { ja: '幅より短い', en: 'shorter' },
};
