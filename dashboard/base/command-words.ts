import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { CommandType } from '../../protocol/queue/commands.ts';

/** What staff read on what they press. */
export const commandWords = {
  'call-next': { ja: '次を呼ぶ', en: 'Next' },
  call: { ja: '呼ぶ', en: 'Call' },
  arrived: { ja: '来られた', en: 'Arrived' },
  recall: { ja: '再呼出', en: 'Recall' },
  absent: { ja: '不在', en: 'Absent' },
  hold: { ja: '保留', en: 'Hold' },
  finish: { ja: '終了', en: 'Finish' },
  transfer: { ja: '別の業務へ引き継ぐ', en: 'Transfer' },
  requeue: { ja: '列に戻す', en: 'Requeue' },
  cancel: { ja: '取消', en: 'Cancel' },
  restore: { ja: '元に戻す', en: 'Put back' },
  issue: { ja: '番号札を出す', en: 'Issue' },
  reprint: { ja: '再印刷', en: 'Reprint' },
  'open-counter': { ja: '窓口を開く', en: 'Open the counter' },
  'pause-counter': { ja: '休止する', en: 'Pause' },
  'close-counter': { ja: '窓口を閉じる', en: 'Close the counter' },
  'open-day': { ja: '受付を開始', en: 'Open reception' },
  'close-reception': { ja: '受付を終了', en: 'End reception' },
  'declare-level': { ja: '混み具合', en: 'How busy it is' },
} as const satisfies Partial<Record<CommandType, LocalText>>;
