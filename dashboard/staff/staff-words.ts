import type { Estimate } from '../../protocol/congestion/views.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { HoldReason, Need, PauseReason, Priority } from '../../protocol/queue/events.ts';
import type { LeadTicket } from '../../protocol/wire/lead-view.ts';

export const printWords: Readonly<Record<LeadTicket['print'], LocalText>> = {
  none: { ja: '紙なし', en: 'No paper' },
  pending: { ja: '印刷待ち', en: 'Printing' },
  printed: { ja: '印刷済み', en: 'Printed' },
  sent: { ja: '送信済み', en: 'Sent' },
  unknown: { ja: '印刷不明', en: 'Print unknown' },
  failed: { ja: '印刷失敗', en: 'Print failed' },
};

/** What a member of staff should do about a ticket's paper; null where nothing is to be done. */
export function printAdvice({ print, printDetail }: Pick<LeadTicket, 'print' | 'printDetail'>): LocalText | null {
  switch (print) {
    case 'none':
    case 'pending':
    case 'printed':
    case 'sent':
      return null;
    case 'unknown':
      return {
        ja: 'プリンターを見て、札が出ていなければ再印刷してください。',
        en: 'Look at the printer; reprint if nothing came out.',
      };
    case 'failed':
      return {
        ja: `${printDetail ?? 'プリンターを確かめてください。'} 直してから再印刷してください。`,
        en: 'Set the printer right, then reprint.',
      };
  }
  return null;
}

/** What the kiosk says to whoever takes a number now, told to staff: they may end reception. */
export const lateWords: Readonly<Record<NonNullable<Estimate['beforeClosing']>, LocalText>> = {
  doubtful: {
    ja: 'これから番号札を取る方は、本日中にお呼びできないことがあります',
    en: 'Whoever takes a number now may not be called today',
  },
  unlikely: {
    ja: 'これから番号札を取る方を、本日中にお呼びするのは難しい見込みです',
    en: 'Whoever takes a number now is unlikely to be called today',
  },
};

const priorityWords: Readonly<Record<Priority, LocalText>> = {
  none: { ja: '来た順', en: 'In order of arrival' },
  priority: { ja: '優先', en: 'Priority' },
  appointment: { ja: '予約', en: 'Appointment' },
};
export const priorities: readonly Priority[] = ['none', 'priority', 'appointment'];
export const priorityWord = (priority: Priority): LocalText => priorityWords[priority];

/** Why a ticket stands where it does: null for the order of arrival. */
export function orderReason(ticket: Pick<LeadTicket, 'priority' | 'creditMinutes'>): LocalText | null {
  if (ticket.creditMinutes <= 0) return null;
  const { ja, en } = priorityWords[ticket.priority];
  const minutes = Math.round(ticket.creditMinutes);
  return { ja: `${ja}：${minutes}分早く来た扱い`, en: `${en}: counted as ${minutes} min earlier` };
}

export const needWords: Readonly<Record<Need, LocalText>> = {
  hearing: { ja: '筆談・手話', en: 'Hearing' },
  sight: { ja: '声でご案内', en: 'Sight' },
  wheelchair: { ja: '車いす', en: 'Wheelchair' },
  interpreter: { ja: '通訳', en: 'Interpreter' },
  infant: { ja: '乳幼児連れ', en: 'With infant' },
};
export const needs = Object.keys(needWords) as readonly Need[];

/** Younger than the oldest browsers, which show the tag. */
const languages = 'DisplayNames' in Intl ? new Intl.DisplayNames(['ja'], { type: 'language', fallback: 'code' }) : null;
/** A language tag in Japanese words; Japanese itself needs none. */
export function languageWord(tag: string | null): string | null {
  if (tag === null || tag === 'ja') return null;
  try {
    return languages?.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export const holdWords: Readonly<Record<HoldReason, LocalText>> = {
  papers: { ja: '書類を用意しています', en: 'Papers are prepared' },
  'resident-writes': { ja: 'ご記入中です', en: 'Filling in a form' },
  fetching: { ja: '必要なものを取りに行かれています', en: 'Fetching something' },
  other: { ja: 'そのほか', en: 'Something else' },
};
export const holdReasons = Object.keys(holdWords) as readonly HoldReason[];

export const pauseWords: Readonly<Record<PauseReason, LocalText>> = {
  lunch: { ja: '昼休み', en: 'Lunch' },
  break: { ja: '休憩', en: 'Break' },
  'back-office': { ja: '事務処理', en: 'Back office' },
  training: { ja: '研修・会議', en: 'Training, meeting' },
};
export const pauseReasons = Object.keys(pauseWords) as readonly PauseReason[];

/** How a visit ended. */
export const endWords: Readonly<Record<'done' | 'cancelled', LocalText>> = {
  done: { ja: '終了', en: 'Finished' },
  cancelled: { ja: '取消', en: 'Cancelled' },
};
