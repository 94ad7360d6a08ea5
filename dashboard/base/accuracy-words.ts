import type { Accuracy } from '../../protocol/congestion/views.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';

/** Below so many tickets a share says more about chance than about the estimate. */
const ENOUGH_TICKETS = 30;

/** How right the estimates of the last 28 days were, in a sentence; null where too few people were called to say. */
export function accuracyWords({ tickets, medianErrorMinutes, covered }: Accuracy): LocalText | null {
  if (tickets < ENOUGH_TICKETS) return null;
  const ofTen = Math.round(covered * 10);
  const minutes = Math.max(1, Math.round(medianErrorMinutes));
  return {
    ja: `この28日間は10人中${ofTen}人が目安の時間の中で呼ばれ、半分の人は予想との差が${minutes}分以内でした（${tickets}人）。`,
    en: `Last 28 days: ${ofTen} in 10 were called within the estimated range; for half of them it was off by ${minutes} min at most (${tickets} people).`,
  };
}
