import type { LocalText } from '../../protocol/identifiers.ts';
import type { ForecastSlot, ForecastView, Peak } from '../../protocol/views.ts';
import { levelWords } from '../shared/words.ts';

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

/** Whole minutes below ten, from there in steps of five: nobody's wait is foretold to the minute. */
const rounded = (minutes: number): number => {
  const step = minutes >= 10 ? 5 : 1;
  return Math.round(minutes / step) * step;
};

/** What a half hour to come is like. */
export function slotWords({ level, estimate }: ForecastSlot): LocalText {
  if (estimate === null) return { ja: 'まだ予測できません', en: 'Not known yet' };
  const [low, median, high] = [estimate.lowMinutes, estimate.medianMinutes, estimate.highMinutes].map(rounded);
  const words = levelWords[level];
  return {
    ja: `${words.ja}・約${median}分（${low}〜${high}分）`,
    en: `${words.en}, about ${median} min (${low}–${high})`,
  };
}

/** The half hours of one of a forecast's days, and the day's best to come; each day ends where the next begins. */
export function slotsOfDay(
  { days }: Pick<ForecastView, 'days'>,
  { slots }: { readonly slots: readonly ForecastSlot[] },
  day: string,
): readonly ForecastSlot[] {
  return days.some((each) => each.day === day) ? slots.filter(({ from }) => dayInOffice(from) === day) : [];
}

const formatter = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' });
/** `YYYY-MM-DD` by the office's clock. */
export const dayInOffice = (atMs: number): string => formatter.format(atMs);
