import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { AnnouncementLanguage } from '../../protocol/queue/announcement.ts';
import type { HardwareFault } from '../fault.ts';
import { type Finding, findingOf } from '../finding.ts';
import { engineFor, INSTALL_ESPEAK, INSTALL_OPEN_JTALK } from './engines.ts';
import type { SpeakerConfiguration } from './speaker-configuration.ts';

const there = (ja: string, en: string): Finding => ({ is: 'there', what: { ja, en }, command: null });

/** What a speaker's unit has to speak with: engines and voices, a sound card, a player. */
export async function speakerFindings(
  configuration: SpeakerConfiguration,
  fault: HardwareFault | null,
): Promise<readonly Finding[]> {
  const cards = 'alsa' in configuration.link ? await soundCards() : [];
  return [...outputFindings(fault, configuration, cards), ...cards, ...engineFindings(configuration)];
}

function outputFindings(
  fault: HardwareFault | null,
  { link }: SpeakerConfiguration,
  cards: readonly Finding[],
): readonly Finding[] {
  if (fault === null) return [];
  // A missing program is told before the card that it would need.
  const noCard = 'alsa' in link && cards.length === 0 && fault.code !== 'package-missing';
  return [noCard ? NO_CARD : outputFinding(fault)];
}

const NO_CARD: Finding = {
  is: 'missing',
  what: {
    ja: 'サウンドカードがありません。USBスピーカーを差すか、Pi の音声出力を有効にしてください',
    en: "there is no sound card; plug a USB speaker in, or enable the Pi's own (dtparam=audio=on)",
  },
  command: 'aplay -l',
};

function engineFindings(configuration: SpeakerConfiguration): readonly Finding[] {
  const japanese = engineFor('ja', configuration);
  const other = engineFor('en', configuration);
  const lacking = (ja: string, en: string, command: string): Finding => ({ is: 'lacking', what: { ja, en }, command });
  const others: Readonly<Record<Exclude<AnnouncementLanguage, 'ja'>, string>> = {
    en: '英語',
    zh: '中国語',
    ko: '韓国語',
  };
  const names = Object.values(others).join('・');
  return [
    japanese?.name === 'open_jtalk'
      ? there(`日本語：Open JTalk（${configuration.voice}）`, 'Japanese: Open JTalk')
      : japanese === null
        ? lacking(
            '日本語を話すソフトがありません。チャイムだけ鳴ります',
            'nothing speaks Japanese; only the chime sounds',
            INSTALL_OPEN_JTALK,
          )
        : lacking(
            '日本語は espeak-ng で話します。Open JTalk の方が聞き取りやすくなります（音声は Debian の contrib にあります）',
            "Japanese: espeak-ng; Open JTalk is easier to understand (its voice is in Debian's contrib)",
            INSTALL_OPEN_JTALK,
          ),
    other === null
      ? lacking(`${names}を話すソフトがありません`, 'nothing speaks English, Chinese or Korean', INSTALL_ESPEAK)
      : there(`${names}：espeak-ng`, 'English, Chinese, Korean: espeak-ng'),
  ];
}

/** The kernel's own list: ` 0 [Headphones     ]: bcm2835_headpho - bcm2835 Headphones`. */
async function soundCards(): Promise<readonly Finding[]> {
  const list = await readFile('/proc/asound/cards', 'utf8').catch(() => '');
  const cards = [...list.matchAll(/^\s*\d+ \[(\S+)\s*\]: .* - (.*)$/gm)];
  return cards.map(([, id = '', name = '']) =>
    there(`サウンドカード ${id}（${name}）`, `sound card ${id}: { alsa: "plughw:${id}" }`),
  );
}

function outputFinding(fault: HardwareFault): Finding {
  if (fault.code !== 'permission') return findingOf(fault);
  return {
    is: 'missing',
    what: {
      ja: `${fault.subject}：音を出す権限がありません。次のコマンドのあと、ログインし直してください`,
      en: `${fault.subject}: no permission to play; after this command, log in again`,
    },
    command: `sudo usermod -aG audio ${userInfo().username}`,
  };
}
