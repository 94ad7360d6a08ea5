import type { TicketView } from '../../protocol/congestion/views.ts';
import { closingWords } from '../../protocol/congestion/wait-words.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { ticketWords } from '../base/words.ts';

export const noticeChoices = [1, 3, 5, 10] as const;

type Known = Pick<TicketView, 'state' | 'ahead' | 'counter' | 'calledAt'>;

/**
 * What to tell a resident who looks away, between two sights of their ticket: that they are called (again: at another time or
 * counter), or that no more than `wanted` people are ahead now. Null: nothing new. What was so at the first sight is no news,
 * but being called is told at once.
 */
export function noticeDue(before: Known | null, after: Known, wanted: number | null): 'called' | 'near' | null {
  if (after.state === 'called') {
    const same = before?.state === 'called' && before.counter === after.counter && before.calledAt === after.calledAt;
    return same ? null : 'called';
  }
  if (wanted === null || !isNear(after, wanted)) return null;
  return before !== null && !isNear(before, wanted) ? 'near' : null;
}

export const isNear = (ticket: Known, wanted: number): boolean =>
  ticket.state === 'waiting' && ticket.ahead !== null && ticket.ahead <= wanted;

/** The page's title: what matters most first, for a tab shows only its beginning. */
export function ticketTitle(
  ticket: Pick<TicketView, 'number' | 'state' | 'ahead' | 'counter' | 'freshness' | 'callState'>,
): string {
  const { number, state, ahead, counter } = ticket;
  if (state === 'called' && ticket.callState === 'serving') return `${number} ${servingWords.ja}`;
  if (state === 'called' && counter !== null) return `【${counter}番窓口へ】${number}`;
  if (state === 'waiting' && ahead !== null && ticket.freshness !== 'lost') return `あと${ahead}人 ${number}`;
  return `${number} 番号札`;
}

/** What a screen reader says when it changes: minutes change too often to be read aloud. */
export function spokenState(
  ticket: Pick<
    TicketView,
    'state' | 'ahead' | 'counter' | 'estimate' | 'callState' | 'heldReason' | 'transferred' | 'serviceName'
  >,
  lost: boolean,
): string {
  const { state, ahead, counter, estimate } = ticket;
  if (state === 'called' && ticket.callState === 'serving') return `${servingWords.ja}。`;
  if (state === 'called' && counter !== null) return `${counter}番窓口へお越しください。`;
  if (state === 'held') return `${heldTitle(ticket).ja}。`;
  if (state !== 'waiting') return `${ticketWords[state].ja}。`;
  if (lost || ahead === null) return '情報なし。';
  const closing = estimate?.beforeClosing === undefined ? '' : `${closingWords[estimate.beforeClosing].ja}。`;
  const transferred = ticket.transferred === true ? `${transferredWords(ticket).ja}。` : '';
  return `${transferred}${aheadWords(ahead).ja}。${closing}`;
}

export const servingWords: LocalText = { ja: 'ご案内中', en: 'You are being served' };

/** What a held ticket waits for, where staff said it. */
export const heldTitle = ({ heldReason }: Pick<TicketView, 'heldReason'>): LocalText =>
  heldReason === null ? ticketWords.held : { ...ticketWords.held, ...heldWords[heldReason] };

const heldWords: Readonly<Record<NonNullable<TicketView['heldReason']>, Partial<LocalText>>> = {
  papers: { ja: '書類を用意しています', en: 'Your papers are being prepared' },
  'resident-writes': { ja: '書類のご記入をお待ちしています', en: 'Please fill in your papers' },
  fetching: { ja: '必要なものをお持ちになるのをお待ちしています', en: 'We wait for what you went to fetch' },
  other: {},
};

/** Whoever was at one counter and goes on to another keeps the number. */
export const transferredWords = ({ serviceName }: Pick<TicketView, 'serviceName'>): LocalText => ({
  ja: `続けて『${serviceName.ja}』の窓口でお呼びします。この番号のままお待ちください`,
  en: `Next: ${serviceName.en}. Keep this number; you will be called again`,
});

/** "Ahead of you" in words; nobody ahead is "next". */
export function aheadWords(ahead: number): LocalText {
  return ahead === 0
    ? { ja: '次にお呼びします', en: 'You are next' }
    : { ja: `あと${ahead}人`, en: `${ahead} ahead of you` };
}
