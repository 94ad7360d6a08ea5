import { closingWords, waitWords } from '../../protocol/congestion/wait-words.ts';
import type { TicketContent } from './printer.ts';

/** What a template may say of a ticket, and what each name stands for. */
export const WORDS = {
  number: 'the number, as in A012',
  office: 'the office',
  'office.en': 'the same in English; nothing where that is not different',
  section: 'the section',
  'section.en': 'the same in English; nothing where that is not different',
  service: 'the service',
  'service.en': 'the same in English; nothing where that is not different',
  waiting: 'how many wait before this ticket; nothing where nobody counts',
  estimate: 'the wait, as in 約20～35分; nothing where it is not known',
  'estimate.en': 'the same in English',
  closing: 'that the office may close before; nothing where that is not in doubt',
  'closing.en': 'the same in English',
  date: 'the day of issue, as in 2026年5月7日(木)',
  time: 'the time of issue, as in 10:32',
  reprint: '再発行 REISSUED on a second paper for the same number; else nothing',
} as const;
export type Word = keyof typeof WORDS;

/** Null is nothing to say. */
export type Words = Readonly<Record<Word, string | null>>;

export function wordsOf(content: TicketContent): Words {
  const { office, section, service, waiting, estimate } = content;
  const inEnglish = ({ ja, en }: { ja: string; en: string }): string | null => (ja === en ? null : en);
  const wait = estimate === null ? null : waitWords(estimate);
  const closing = estimate?.beforeClosing === undefined ? null : closingWords[estimate.beforeClosing];
  return {
    number: content.number,
    office: office.ja,
    'office.en': inEnglish(office),
    section: section.ja,
    'section.en': inEnglish(section),
    service: service.ja,
    'service.en': inEnglish(service),
    waiting: waiting === null ? null : String(waiting),
    estimate: wait?.ja ?? null,
    // Shift_JIS has no en dash.
    'estimate.en': wait?.en.replace('–', '-') ?? null,
    closing: closing?.ja ?? null,
    'closing.en': closing?.en ?? null,
    ...issued(content),
    reprint: content.reprint ? '再発行 REISSUED' : null,
  };
}

function issued({ issuedAt, timezone }: TicketContent): { date: string; time: string } {
  const parts = new Intl.DateTimeFormat('ja-JP', {
    timeZone: timezone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(issuedAt);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return {
    date: `${part('year')}年${part('month')}月${part('day')}日(${part('weekday')})`,
    time: `${part('hour')}:${part('minute')}`,
  };
}
