import type { Estimate, ForecastSlot, ForecastView, Peak } from '../../protocol/congestion/views.ts';
import { saidRange, stepOf, waitWords } from '../../protocol/congestion/wait-words.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { dayInOffice } from '../base/format.ts';
import { levelWords } from '../base/words.ts';

const peakWords: Readonly<Record<Peak, LocalText>> = {
  monday: { ja: '月曜日', en: 'a Monday' },
  'after-rest': { ja: '休み明け', en: 'the day after a holiday' },
  'month-end': { ja: '月末', en: "the month's end" },
  moving: { ja: '引っ越しの時期', en: 'the season of moving' },
};

/** Why more people than usual are expected; null where nothing speaks for it. */
export function peaksNote(peaks: readonly Peak[]): LocalText | null {
  if (peaks.length === 0) return null;
  return {
    ja: `混みやすい日です（${peaks.map((peak) => peakWords[peak].ja).join('・')}）`,
    en: `Often busier: ${peaks.map((peak) => peakWords[peak].en).join(', ')}`,
  };
}

/** What a half hour to come is like. */
export function slotWords({ level, estimate }: ForecastSlot): LocalText {
  if (estimate === null) return { ja: 'まだ予測できません', en: 'Not known yet' };
  const { medianMinutes } = estimate;
  const median = Math.round(medianMinutes / stepOf(medianMinutes)) * stepOf(medianMinutes);
  const words = levelWords[level];
  const wait = waitWords(estimate);
  if (median === 0) return { ja: `${words.ja}・${wait.ja}`, en: `${words.en}, ${wait.en.toLowerCase()}` };
  // The range is said as it is of a ticket that is taken now.
  const { lowMinutes: low, highMinutes: high } = saidRange(estimate);
  return {
    ja: `${words.ja}・約${median}分（${low}〜${high}分）`,
    en: `${words.en}, about ${median} min (${low}–${high})`,
  };
}

/** Where a half hour's visitors may not be called before closing. */
export const slotClosingWords: Readonly<Record<NonNullable<Estimate['beforeClosing']>, LocalText>> = {
  doubtful: { ja: '閉庁までにご案内できないことがあります', en: 'May not be served before closing' },
  unlikely: { ja: '閉庁までのご案内は難しい見込みです', en: 'Unlikely to be served before closing' },
};

/** The half hours of one of a forecast's days, and the day's best to come; each day ends where the next begins. */
export function slotsOfDay(
  { days }: Pick<ForecastView, 'days'>,
  { slots }: { readonly slots: readonly ForecastSlot[] },
  day: string,
): readonly ForecastSlot[] {
  return days.some((each) => each.day === day) ? slots.filter(({ from }) => dayInOffice(from) === day) : [];
}
