import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NEW_FOR_MS } from '../dashboard/board/spotlight.ts';
import { chime } from '../hardware/speaker/chime.ts';
import { engineFor, isInstalled } from '../hardware/speaker/engines.ts';
import { Phrases } from '../hardware/speaker/phrases.ts';
import { SpeakerConfiguration } from '../hardware/speaker/speaker-configuration.ts';
import { lengthMs, readWave } from '../hardware/speaker/wave.ts';
import { aFolder } from '../hardware/testing/folder.ts';
import { systemTimers } from '../hardware/timers.ts';
import { announcementLanguages, announcementWords } from '../protocol/queue/announcement.ts';

const { dictionary, voice } = SpeakerConfiguration.parse({ id: 's', kind: 'speaker', driver: 'speech' });
const missing = [
  ...(isInstalled('espeak-ng') ? [] : ['espeak-ng']),
  ...(isInstalled('open_jtalk') && existsSync(dictionary) && existsSync(voice) ? [] : ['Open JTalk']),
];
if (missing.length > 0) process.stderr.write(`${missing.join(' and ')} is missing: no call is timed by its voice\n`);

describe.skipIf(missing.length > 0)('a new call on a board', () => {
  it.each(announcementLanguages)('stands as long as the longest is said, in Japanese and in %s', async (language) => {
    const phrases = new Phrases({
      folder: await aFolder(),
      maxBytes: 100_000_000,
      volumePercent: 80,
      rate: 1,
      timers: systemTimers,
    });
    onTestFinished(() => phrases.close());
    await phrases.open();
    let saidMs = lengthMs(chime('ding-dong'));
    for (const words of announcementWords({ number: 'W777', counter: 177, language })) {
      const engine = engineFor(words.language, { dictionary, voice });
      if (engine === null) throw new Error(`nothing speaks ${words.language}`);
      for (const phrase of words.phrases) {
        const wave = readWave(await readFile((await phrases.phrase(engine, phrase)).file));
        saidMs += wave === null ? Number.NaN : lengthMs(wave);
      }
    }
    expect(saidMs).toBeGreaterThan(4_000);
    expect(saidMs).toBeLessThan(NEW_FOR_MS);
  });
});
