import type { Refusal, RefusalCode } from '../../protocol/queue/commands.ts';

type Sentence = (about: string) => { ja: string; en: string };

/** Each refusal in words that a member of staff can act on. `about` is the number, counter or service that it concerns. */
const sentences: Record<RefusalCode, Sentence> = {
  'nobody-waiting': () => ({ ja: 'お待ちの方はいません。', en: 'Nobody is waiting.' }),
  'no-visit': (counter) => ({
    ja: `窓口${counter}は、どなたも対応していません。「次へ」で呼び出してください。`,
    en: `Counter ${counter} is serving nobody. Press NEXT to call someone.`,
  }),
  'visit-changed': (number) =>
    number === ''
      ? {
          ja: 'この窓口では、いま、どなたもお呼びしていません。何も行いませんでした。',
          en: 'Nobody is at this counter any more. Nothing was done.',
        }
      : {
          ja: `この窓口では、いま ${number} をお呼びしています。何も行いませんでした。`,
          en: `It is ${number} who is at this counter now. Nothing was done.`,
        },
  'just-called': (number) => ({
    ja: `${number} をお呼びしたばかりです。いらっしゃらないときは「不在」、手続が終わったときは「終了」を押してから「次へ」、呼び間違えたときは「列に戻す」を押してください。`,
    en: `${number} was called a moment ago. Press ABSENT if nobody came, FINISH and then NEXT if the visit is over, or put the ticket back if it was called by mistake.`,
  }),
  'counter-busy': (number) => ({
    ja: `${number}番の方を対応中です。「終了」か「保留」をしてからにしてください。`,
    en: `${number} is being served here. Finish or hold that visit first.`,
  }),
  'counter-not-open': (counter) => ({
    ja: `窓口${counter}は開いていません。先に窓口を開けてください。`,
    en: `Counter ${counter} is not open. Open it first.`,
  }),
  'no-change': () => ({ ja: 'すでにその状態です。', en: 'It is so already.' }),
  'not-allowed': (whoMay) =>
    whoMay === 'supervisor'
      ? {
          ja: 'この操作は、責任者だけが行えます。職員画面で、責任者がサインインして操作してください。',
          en: 'Only a supervisor may do this. Let a supervisor sign in at the staff page.',
        }
      : whoMay === 'staff'
        ? {
            ja: 'この操作は、ここからは行えません。職員画面で操作してください。',
            en: 'This cannot be asked for from here. Use the staff page.',
          }
        : {
            ja: 'この操作は、親端末が自分で行います。ほかからは行えません。',
            en: "This is done by the section's lead unit itself, and can be asked for by nobody.",
          },
  'other-duty': (counter) => ({
    ja: `${counter === '' ? 'この窓口' : `窓口${counter}`}は、ご自分の担当の窓口ではありません。担当が変わったときは、責任者に登録し直してもらってください。`,
    en: `${counter === '' ? 'This counter' : `Counter ${counter}`} is not one of your duty. If your duty has changed, let a supervisor enrol you again.`,
  }),
  'unknown-counter': (counter) => ({
    ja: `窓口${counter}は設定にありません。番号をお確かめください。`,
    en: `There is no counter ${counter} in the configuration. Check the number.`,
  }),
  'unknown-service': (service) => ({
    ja: `業務「${service}」は設定にありません。`,
    en: `There is no service "${service}" in the configuration.`,
  }),
  'unknown-duty': (duty) => ({
    ja: `担当「${duty}」は、親端末の設定にありません。職員カードを登録し直してください。`,
    en: `There is no duty "${duty}" in the lead's configuration. Enrol the staff card again.`,
  }),
  'duty-elsewhere': (counter) => ({
    ja: `この職員カードの担当は、窓口${counter}では開けません。`,
    en: `The duty of this staff card cannot be opened at counter ${counter}.`,
  }),
  'unknown-ticket': (number) => ({
    ja: `番号札${number}は、本日は発行されていません。`,
    en: `No ticket ${number} was issued today.`,
  }),
  'ticket-over': (number) => ({
    ja: `番号札${number}の手続はもう終わっています。`,
    en: `The visit of ticket ${number} is over already.`,
  }),
  'ticket-at-counter': (number) => ({
    ja: `番号札${number}の方は、もう窓口に呼び出されています。`,
    en: `Ticket ${number} has been called to a counter already.`,
  }),
  'ticket-waiting': (number) => ({
    ja: `番号札${number}の方は、もうお待ちです。`,
    en: `Ticket ${number} is waiting already.`,
  }),
  'number-taken': (number) => ({
    ja: `番号${number}は、いまは別の方の番号札です。新しい番号札を発行してください。`,
    en: `The number ${number} belongs to somebody else by now. Issue a new ticket.`,
  }),
  'no-paper': (number) => ({
    ja: `番号札${number}は、スマートフォンで受け取られたもので、紙はありません。紙が必要なときは、職員画面で新しい番号札を発行してください。`,
    en: `Ticket ${number} was taken on a phone and has no paper. If paper is needed, issue a new ticket on the staff page.`,
  }),
  'reception-closed': () => ({
    ja: '本日の受付は終了しました。',
    en: 'Reception has closed for today.',
  }),
  'no-day-open': () => ({
    ja: '本日の受付が始まっていません。時計を確かめ、職員画面で「受付開始」を押してください。',
    en: 'The day has not been opened. Check the clock, then press "Open the day" on the staff page.',
  }),
  'day-in-the-past': (day) => ({
    ja: `${day}はもう過ぎた日です。時計をお確かめください。`,
    en: `${day} is over already. Check the clock.`,
  }),
  'day-out-of-reach': (day) => ({
    ja: `${day}の受付は開けません。開けられるのは今日です（翌日は、番号札をお持ちの方がいないときだけ）。日付と時計をお確かめください。`,
    en: `${day} cannot be opened: only today can, or tomorrow when nobody holds a number any more. Check the date and the clock.`,
  }),
  'too-many-tickets': () => ({
    ja: '番号札が続けて発行されています。少し待ってからもう一度お試しいただくか、職員にお声がけください。',
    en: 'Many tickets were taken in a row. Wait a moment and try again, or ask a member of staff.',
  }),
  'numbers-exhausted': (numbers) => ({
    ja: `${numbers}の番号がすべて使われています。終わった番号札を取消してください。`,
    en: `Every number of ${numbers} is in use. Cancel tickets whose owners have left.`,
  }),
  'too-often': () => ({
    ja: 'ここからの操作が多すぎるため、何も行いませんでした。少し待ってからもう一度お試しください。',
    en: 'Too much is asked from here, so nothing was done. Wait a moment and try again.',
  }),
  expired: () => ({
    ja: '操作が届くのが遅すぎたため、行いませんでした。',
    en: 'The command arrived too late and was not carried out.',
  }),
  malformed: (fault) => ({ ja: `操作の内容を読み取れません: ${fault}`, en: `The command cannot be read: ${fault}` }),
  'log-damaged': () => ({
    ja: '記録を書き込めないため、番号札を発行できません。直るまで紙の番号札をお使いください。',
    en: 'Nothing can be recorded, so no ticket is issued. Use the paper roll until that is mended.',
  }),
  'disk-full': () => ({
    ja: 'ディスクがいっぱいで記録できないため、番号札を発行できません。空きを作るまで紙の番号札をお使いください。',
    en: 'The disk is full, so nothing can be recorded and no ticket issued. Use the paper roll until there is room again.',
  }),
  'lead-unreachable': () => ({
    ja: '親端末につながりません。配線と親端末の電源をお確かめください。',
    en: "The section's lead unit cannot be reached. Check its cable and power.",
  }),
};

export function refuse(code: RefusalCode, about: string | number = ''): Refusal {
  return { code, message: sentences[code](String(about)) };
}
