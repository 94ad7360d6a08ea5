import type { Freshness } from '../../protocol/congestion/views.ts';
import type { DeviceState } from '../../protocol/ground/devices.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { CongestionLevel } from '../../protocol/queue/events.ts';
import type { TicketState } from '../../protocol/queue/ticket-state.ts';
import type { CounterState } from '../../protocol/queue/waiting.ts';
import type { Live } from '../live/live-feed.ts';

export const levelWords: Readonly<Record<CongestionLevel, LocalText>> = {
  quiet: { ja: '空いています', en: 'Quiet' },
  moderate: { ja: 'やや混雑', en: 'Moderate' },
  busy: { ja: '混雑', en: 'Busy' },
  packed: { ja: '大変混雑', en: 'Very busy' },
  closed: { ja: '受付時間外', en: 'Closed' },
  unknown: { ja: '情報なし', en: 'No information' },
};

/** Why nobody new is received: today's reception is over, and whoever holds a number is still called; or it is outside the hours. */
export function closedWords({
  endedToday,
  services,
}: {
  readonly endedToday?: boolean | undefined;
  readonly services: readonly { readonly waiting: number | null }[];
}): LocalText {
  if (!endedToday) return levelWords.closed;
  if (services.every(({ waiting }) => !waiting)) return { ja: '本日の受付は終了しました', en: 'Closed for today' };
  return {
    ja: '本日の受付は終了しました。番号札をお持ちの方は順番にお呼びします',
    en: 'Closed for today. Numbers already taken are still called',
  };
}

export const ticketWords: Readonly<Record<TicketState, LocalText>> = {
  waiting: { ja: 'お待ちください', en: 'Please wait' },
  called: { ja: 'お呼びしています', en: 'Called now' },
  held: { ja: '準備中です（もう一度お呼びします）', en: 'Being prepared: you will be called again' },
  absent: { ja: 'お呼びしましたが、いらっしゃいませんでした', en: 'Called while away' },
  done: { ja: 'お手続きは終わりました', en: 'Finished' },
  cancelled: { ja: '取り消されました', en: 'Cancelled' },
};

export const counterWords: Readonly<Record<CounterState, LocalText>> = {
  open: { ja: '受付中', en: 'Open' },
  paused: { ja: '休止中', en: 'Paused' },
  closed: { ja: '閉鎖', en: 'Closed' },
};

export const deviceWords: Readonly<Record<DeviceState, LocalText>> = {
  ok: { ja: '正常', en: 'OK' },
  attention: { ja: '注意', en: 'Look soon' },
  fault: { ja: '故障', en: 'Fault' },
  offline: { ja: '接続なし', en: 'Offline' },
  unknown: { ja: '不明', en: 'Unknown' },
};

/** The level that may be shown: what is lost, on the way to the hub or on the way to this page, is unknown, never quiet. That it is closed, the hub knows by the hours alone. */
export function shownLevel(
  level: CongestionLevel,
  freshness: Freshness,
  status: Live<unknown>['status'],
): CongestionLevel {
  if (status === 'lost') return 'unknown';
  return freshness === 'lost' && level !== 'closed' ? 'unknown' : level;
}
