import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { commandWords } from '../base/command-words.ts';

/** `GET /api/bench` of the demo, and `event: bench` of its stream: the simulated devices, and what can be done to them. */
export interface BenchValue {
  /** The demo's time in milliseconds since 1970: it runs `speed` times as fast as a watch. */
  readonly wardTime: number;
  readonly speed: number;
  readonly links: readonly { readonly label: LocalText; readonly url: string }[];
  readonly devices: readonly BenchDevice[];
  readonly sections: readonly BenchSection[];
}

export interface BenchDevice {
  readonly id: string;
  readonly kind: 'printer' | 'button-panel' | 'level-panel' | 'sign' | 'speaker' | 'scanner';
  readonly label: LocalText;
  /** A whole path, as in `kyoto/ukyo/shimin`. */
  readonly section: string;
  /** The ways in which it can be broken. */
  readonly faults: readonly string[];
  readonly fault: string | null;
  /** Newest first. */
  readonly paper?: readonly { readonly svg: string }[];
  readonly buttons?: readonly BenchButton[];
  readonly shows?: string | null;
  /** Newest first: the words, and the addresses of their sounds, one after another. */
  readonly said?: readonly { readonly text: string; readonly sounds: readonly string[] }[];
}

export interface BenchButton {
  readonly button: number;
  readonly action: string;
  readonly led: 'on' | 'off' | 'blink';
}

export interface BenchSection {
  readonly path: string;
  readonly services: readonly { readonly service: string; readonly name: LocalText }[];
  /** Where the section's own pages are. */
  readonly lead: string;
}

export interface SectionBench {
  readonly path: string;
  readonly section: BenchSection | null;
  readonly devices: readonly BenchDevice[];
}

/** The devices by section, in the order of the sections; devices of a section that isn't listed come last. */
export function bySection({ devices, sections }: BenchValue): SectionBench[] {
  const listed = sections.map(({ path }) => path);
  const others = [...new Set(devices.map(({ section }) => section))].filter((path) => !listed.includes(path));
  return [...listed, ...others].map((path) => ({
    path,
    section: sections.find((section) => section.path === path) ?? null,
    devices: devices.filter((device) => device.section === path),
  }));
}

/** What a button of a panel does: what staff read on their page, shorter where a button has no room for it. */
const actions: Readonly<Record<string, LocalText>> = {
  ...commandWords,
  quiet: { ja: '空', en: 'Quiet' },
  moderate: { ja: 'やや', en: 'Moderate' },
  busy: { ja: '混', en: 'Busy' },
  'call-next': { ja: '次へ', en: 'Next' },
  arrived: { ja: '来庁', en: 'Arrived' },
  'pause-counter': { ja: '休止', en: 'Pause' },
  'open-counter': { ja: '開く', en: 'Open' },
  'close-counter': { ja: '閉じる', en: 'Close' },
};
export const actionWord = (action: string): LocalText => actions[action] ?? { ja: action, en: action };

const faults: Readonly<Record<string, LocalText>> = {
  'paper-out': { ja: '用紙切れ', en: 'Paper out' },
  'paper-near-end': { ja: '用紙わずか', en: 'Paper low' },
  'cover-open': { ja: 'カバー開', en: 'Cover open' },
  unplugged: { ja: 'ケーブルが抜けた', en: 'Unplugged' },
  offline: { ja: 'オフライン', en: 'Offline' },
  silent: { ja: '応答しない', en: 'Silent' },
  slow: { ja: '遅い', en: 'Slow' },
  repeating: { ja: '読み続ける', en: 'Reads on and on' },
  endless: { ja: '終わりがない', en: 'Endless' },
  broken: { ja: 'アンプ故障', en: 'Amplifier dead' },
  garbled: { ja: '文字化け', en: 'Garbled' },
};
export const faultWord = (fault: string): LocalText => faults[fault] ?? { ja: fault, en: fault };
