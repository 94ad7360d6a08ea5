import type { AnnouncementLanguage } from '../../protocol/queue/announcement.ts';
import type { Condition } from '../device.ts';
import type { HardwareFault, HardwareFaultCode } from '../fault.ts';
import { INSTALL_ESPEAK } from './engines.ts';

/** What is known of a speaker. */
export interface SpeakerHealth {
  /** `null`: not tried yet. */
  readonly output: 'sounds' | HardwareFault | null;
  /** Languages that nobody speaks here, and those whose engine failed the last time. */
  readonly mute: readonly AnnouncementLanguage[];
  readonly failing: readonly AnnouncementLanguage[];
  /** Why no sound file can be kept, if so: the folder. */
  readonly folder: string | null;
}

const NAMES: Readonly<Record<AnnouncementLanguage, string>> = { ja: '日本語', en: '英語', zh: '中国語', ko: '韓国語' };
const names = (languages: readonly AnnouncementLanguage[]): string => languages.map((each) => NAMES[each]).join('・');

/** A speaker's state, in the words of the staff. */
export function conditionOf({ output, mute, failing, folder }: SpeakerHealth): Condition {
  if (folder !== null)
    return {
      state: 'fault',
      detail: `音声を置くフォルダー（${folder.slice(-60)}）に書き込めません。表示盤と声でお呼びし、システム担当に連絡してください。`,
    };
  if (output === null) return { state: 'unknown', detail: null };
  if (output !== 'sounds') return { state: isAway(output) ? 'offline' : 'fault', detail: outputWords(output) };
  if (mute.length > 0)
    return {
      state: 'attention',
      detail: `音声ソフトがないため、${names(mute)}はチャイムだけ鳴ります。システム担当に連絡してください（${INSTALL_ESPEAK}）。`,
    };
  if (failing.length > 0)
    return {
      state: 'attention',
      detail: `${names(failing)}の音声を作れませんでした。チャイムと表示盤でお知らせしています。続くときはシステム担当に連絡してください。`,
    };
  return { state: 'ok', detail: null };
}

const AWAY: readonly HardwareFaultCode[] = ['missing', 'refused', 'unreachable', 'timeout', 'lost', 'closed'];
const isAway = ({ code }: HardwareFault): boolean => AWAY.includes(code);

function outputWords({ code, subject, command }: HardwareFault): string {
  const where = subject.slice(0, 40);
  switch (code) {
    case 'package-missing':
      return `音を出すソフトが入っていません。表示盤と声でお呼びし、システム担当に連絡してください（${command ?? subject}）。`;
    case 'missing':
      return `スピーカー（${where}）が見つかりません。USBの差し込みと電源を確認してください。直るまで声でお呼びください。`;
    case 'refused':
    case 'unreachable':
    case 'timeout':
    case 'lost':
    case 'closed':
      return `スピーカー（${where}）につながりません。電源とケーブルを確認してください。直るまで声でお呼びください。`;
    case 'permission':
      return `スピーカー（${where}）を使う権限がありません。システム担当に連絡してください（audio グループへの追加が必要です）。`;
    case 'busy':
      return `スピーカー（${where}）をほかのプログラムが使用中です。端末を再起動するか、システム担当に連絡してください。`;
    case 'silent':
      return `スピーカー（${where}）の再生が終わりません。電源を入れ直してください。直るまで声でお呼びください。`;
    case 'forbidden':
    case 'failed':
      return `スピーカー（${where}）で音を出せません。電源を入れ直しても直らないときは、システム担当に連絡してください。`;
    default:
      return code satisfies never;
  }
}
