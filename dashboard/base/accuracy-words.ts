import type { Accuracy } from '../../protocol/congestion/views.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';

/** Below so many tickets a share says more about chance than about the estimate. */
const ENOUGH_TICKETS = 30;

/** How right the estimates of the last 28 days were, in a sentence; null where too few people were called to say. */
export function accuracyWords({ tickets, covered }: Accuracy): LocalText | null {
  if (tickets < ENOUGH_TICKETS) return null;
  const ofTen = Math.round(covered * 10);
  return {
    ja: `目安は10回中${ofTen}回当たっています（過去28日）`,
    en: `The estimate held ${ofTen} times in 10 (last 28 days)`,
  };
}
