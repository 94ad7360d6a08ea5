import type { HardwareFault } from '../fault.ts';
import { type Finding, findingOf } from '../finding.ts';
import type { CardIdentity } from './card-identity.ts';
import type { UnusableReader } from './usb-readers.ts';

/** What staff read; under 200 characters, for a DeviceView's `detail`. */
export const CHANGING =
  'このカードは職員カードとして使えません（かざすたびに番号が変わります）。登録した職員カードをかざしてください。';
export const UNREADABLE = 'カードを読み取れませんでした。もう一度、ゆっくりかざしてください。';

const CALL = 'システム担当に連絡してください';

/** Why there is no reader, in the staff's words. */
export function downWords(fault: HardwareFault): string {
  switch (fault.code) {
    case 'refused':
      return `カードの常駐プログラム（pcscd）が動いていません。${CALL}（sudo systemctl enable --now pcscd.socket）。`;
    case 'permission':
      return `カードリーダーを使う権限がありません。${CALL}（pcscd の polkit 規則が必要です）。`;
    case 'package-missing':
      return `カードリーダーに必要なソフトウェアが入っていません。${CALL}（npm install nfc-pcsc）。`;
    default:
      return 'カードリーダーとの通信が切れました。自動でつなぎ直します。直らないときは、USBケーブルを差し直してください。';
  }
}

export function missingWords(unusable: readonly UnusableReader[]): string {
  const [first] = unusable;
  if (first === undefined) return 'カードリーダーが見つかりません。USBケーブルが抜けていないか確認してください。';
  return first.why === 'not-ccid'
    ? `つながっている ${first.model} には対応していません。RC-S300 か ACR1252U に取り替えてください。`
    : `${first.model} を別のドライバー（pn533）が使っています。${CALL}（pn533 の無効化が必要です）。`;
}

const missing = (ja: string, en: string, command: string | null): Finding => ({
  is: 'missing',
  what: { ja, en },
  command,
});
const there = (ja: string, en: string): Finding => ({ is: 'there', what: { ja, en }, command: null });

/** The same for whoever sets the unit up, with the command that mends it. */
export function downFinding(fault: HardwareFault): Finding {
  switch (fault.code) {
    case 'refused':
      return missing(
        'pcscd が動いていません',
        'pcscd is not running',
        'sudo apt install pcscd && sudo systemctl enable --now pcscd.socket',
      );
    case 'permission':
      return missing(
        'pcscd の polkit 規則が、この利用者を認めていません',
        "pcscd's polkit rule refuses this user",
        'sudo cp hardware/wiring/60-matazu-pcscd.rules /etc/polkit-1/rules.d/ && sudo systemctl restart pcscd',
      );
    case 'package-missing':
      return missing(
        'nfc-pcsc が入っていません',
        'the package nfc-pcsc is missing',
        'sudo apt install libpcsclite-dev && npm install nfc-pcsc',
      );
    default:
      return findingOf(fault);
  }
}

export function missingFindings(unusable: readonly UnusableReader[]): Finding[] {
  if (unusable.length === 0) {
    const ja = 'カードリーダーがありません。つないでください。つながっている機器は次のコマンドで分かります';
    return [missing(ja, 'there is no card reader; plug it in. This command lists what is there', 'lsusb')];
  }
  return unusable.map(({ why, model }) =>
    why === 'not-ccid'
      ? missing(
          `${model} は CCID ではないので使えません。RC-S300 か ACR1252U に取り替えてください`,
          `${model} does not speak CCID and cannot be used; take an RC-S300 or an ACR1252U`,
          null,
        )
      : missing(
          `${model} をカーネルの pn533 が使っています`,
          `the kernel's pn533 driver holds the ${model}`,
          'sudo cp hardware/wiring/matazu-blacklist.conf /etc/modprobe.d/ && sudo modprobe -r pn533_usb pn533 nfc',
        ),
  );
}

/** Of a reader that the card readers of these counters would take too. */
export const contestedWords = (counters: readonly number[]): string =>
  `このカードリーダーは${counters.join('・')}番窓口の設定にも当てはまるため、どの窓口でも使えません。${CALL}（設定の pcsc に製造番号かUSBの位置を書きます）。`;

export const contestedFinding = (reader: string): Finding =>
  missing(
    `${reader} は、ほかの窓口の設定にも当てはまるので使いません。製造番号かUSBの位置を書いてください`,
    `${reader} is another device's too by its configuration, and is used by none; write its serial number or USB port under pcsc`,
    null,
  );

export const unnamedFinding = (wanted: string, others: readonly string[]): Finding =>
  missing(
    `名前に ${wanted} を含むカードリーダーがありません。あるもの：${others.join('、')}`,
    `no reader has ${wanted} in its name; there are: ${others.join(', ')}`,
    null,
  );

export const readerFinding = (name: string): Finding => there(name, `reader: ${name}`);

/** What kind of card lies on the reader; nothing of what is in it. */
export function cardFinding(kind: CardIdentity['kind']): Finding {
  switch (kind) {
    case 'felica':
      return there('カード：FeliCa（職員カードに使えます）', 'card: FeliCa, good for a staff card');
    case 'type-a':
      return there('カード：Type A（職員カードに使えます）', 'card: type A, good for a staff card');
    case 'changing':
      return there(
        'カード：番号が変わるカード（マイナンバーカード、運転免許証など）',
        'card: one without a lasting number (My Number card, driving licence)',
      );
    case 'unreadable':
      return there('カード：読み取れません', 'card: it cannot be read');
  }
}
