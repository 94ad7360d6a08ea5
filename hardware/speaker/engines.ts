import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { AnnouncementLanguage, Phrase } from '../../protocol/queue/announcement.ts';

/** Where Open JTalk's dictionary and voice are. */
export interface JapaneseVoice {
  readonly dictionary: string;
  readonly voice: string;
}

export interface Engine {
  readonly name: 'open_jtalk' | 'espeak-ng';
  /** Whatever makes its sound another one: part of a rendered phrase's key. */
  readonly voice: string;
  /** How it is run to write `phrase` to `file`; the text goes in at standard input. */
  run(phrase: Phrase, rate: number, file: string): { readonly args: readonly string[]; readonly input: string };
}

export const INSTALL_OPEN_JTALK =
  'sudo apt-get install open-jtalk open-jtalk-mecab-naist-jdic hts-voice-nitech-jp-atr503-m001';
export const INSTALL_ESPEAK = 'sudo apt-get install espeak-ng';

/** Words a minute at rate 1: a little slower than espeak-ng's own 175, for a hall. */
const ESPEAK_WORDS = 150;
/** `cmn` reads Chinese characters as if their pinyin were English; `cmn-latn-pinyin` reads them right. */
const ESPEAK_VOICES: Readonly<Record<AnnouncementLanguage, string>> = {
  ja: 'ja',
  en: 'en-us',
  zh: 'cmn-latn-pinyin',
  ko: 'ko',
};

const openJtalk = ({ dictionary, voice }: JapaneseVoice): Engine => ({
  name: 'open_jtalk',
  voice,
  run: ({ spoken }, rate, file) => ({
    args: ['-x', dictionary, '-m', voice, '-r', String(rate), '-ow', file],
    input: `${spoken}\n`,
  }),
});

const espeak = (language: AnnouncementLanguage): Engine => ({
  name: 'espeak-ng',
  voice: ESPEAK_VOICES[language],
  run: ({ spoken, kana }, rate, file) => ({
    args: ['-v', ESPEAK_VOICES[language], '-s', String(Math.round(ESPEAK_WORDS * rate)), '-w', file, '--stdin'],
    input: `${kana ?? spoken}\n`,
  }),
});

/** What speaks a language here: Open JTalk for Japanese where it is whole, else espeak-ng; null where neither is installed. */
export function engineFor(language: AnnouncementLanguage, japanese: JapaneseVoice): Engine | null {
  const whole = existsSync(japanese.dictionary) && existsSync(japanese.voice) && isInstalled('open_jtalk');
  if (language === 'ja' && whole) return openJtalk(japanese);
  return isInstalled('espeak-ng') ? espeak(language) : null;
}

/** Whether a program of this name can be started here. */
export function isInstalled(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
