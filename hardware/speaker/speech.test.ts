import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type AnnouncementLanguage,
  announcementLanguages,
  announcementWords,
} from '../../protocol/queue/announcement.ts';
import { onlyPrograms } from '../testing/fake-program.ts';
import { aFolder } from '../testing/folder.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { loudness, speechLikeness } from '../testing/sound.ts';
import { systemTimers } from '../timers.ts';
import { chime } from './chime.ts';
import { type Engine, engineFor, INSTALL_ESPEAK, INSTALL_OPEN_JTALK, isInstalled } from './engines.ts';
import { Phrases, type PhrasesOptions } from './phrases.ts';
import { SpeakerConfiguration } from './speaker-configuration.ts';
import { lengthMs, readWave, titleOf, type Wave } from './wave.ts';

const { dictionary, voice } = SpeakerConfiguration.parse({ id: 's', kind: 'speaker', driver: 'speech' });
const japanese = { dictionary, voice };
const hasJtalk = isInstalled('open_jtalk') && existsSync(dictionary) && existsSync(voice);
const hasEspeak = isInstalled('espeak-ng');
if (!hasJtalk) process.stderr.write(`Open JTalk is missing (${INSTALL_OPEN_JTALK}): its speech is not measured\n`);
if (!hasEspeak) process.stderr.write(`espeak-ng is missing (${INSTALL_ESPEAK}): its speech is not measured\n`);

async function phrasesIn(folder: string, change: Partial<PhrasesOptions> = {}): Promise<Phrases> {
  const options = { folder, maxBytes: 100_000_000, volumePercent: 80, rate: 1, timers: systemTimers, ...change };
  const phrases = new Phrases(options);
  onTestFinished(() => phrases.close());
  await phrases.open();
  return phrases;
}

function engine(language: AnnouncementLanguage, voices = japanese): Engine {
  const found = engineFor(language, voices);
  if (found === null) throw new Error(`nothing speaks ${language}`);
  return found;
}

const wordsOf = (language: AnnouncementLanguage, number = 'A012', counter = 3) => {
  const words = announcementWords({ number, counter, language }).find((each) => each.language === language);
  if (words === undefined) throw new Error('no words');
  return words;
};

async function waveAt(file: string): Promise<Wave> {
  const wave = readWave(await readFile(file));
  if (wave === null) throw new Error(`${file} is no sound`);
  return wave;
}

async function say(language: AnnouncementLanguage, voices = japanese): Promise<Wave[]> {
  const phrases = await phrasesIn(await aFolder());
  const made = wordsOf(language).phrases.map((phrase) => phrases.phrase(engine(language, voices), phrase));
  return Promise.all(made.map(async (rendered) => waveAt((await rendered).file)));
}

/** Not silence, not a tone, not noise, and as long as a person needs for it. */
function expectSpeech(waves: readonly Wave[]): void {
  for (const wave of waves) {
    const { voicedShare, lowCrossings, highCrossings } = speechLikeness(wave);
    expect(loudness(wave)).toBeGreaterThan(1_500);
    expect(voicedShare).toBeGreaterThan(0.35);
    expect(voicedShare).toBeLessThan(0.99);
    expect(highCrossings / lowCrossings).toBeGreaterThan(2.5);
  }
  const seconds = waves.reduce((sum, wave) => sum + lengthMs(wave), 0) / 1000;
  expect(seconds).toBeGreaterThan(2);
  expect(seconds).toBeLessThan(9);
}

test('a chime is no speech', () => {
  expect(() => expectSpeech([chime('rising'), chime('ding-dong')])).toThrow();
});

describe.skipIf(!hasEspeak)('espeak-ng', () => {
  test.each(announcementLanguages)('says a call in %s that can be heard as speech', async (language) => {
    expectSpeech(await say(language, { dictionary, voice: '/nowhere' }));
  });

  test('does not say the same in two languages', async () => {
    const lengths = new Set<number>();
    for (const language of announcementLanguages)
      for (const wave of await say(language, { dictionary, voice: '/nowhere' })) lengths.add(wave.samples.length);
    expect(lengths.size).toBe(announcementLanguages.length * 2);
  });

  test('reads no figure and no Chinese character in the wrong language', () => {
    const phonemes = (language: AnnouncementLanguage): string => {
      const { args, input } = engine(language, { dictionary, voice: '/nowhere' }).run(
        { text: '', spoken: '', kana: null },
        1,
        '/dev/null',
      );
      expect(input).toBe('\n');
      const spoken = wordsOf(language)
        .phrases.map(({ spoken: each, kana }) => kana ?? each)
        .join(' ');
      return execFileSync('espeak-ng', ['-q', '-x', '-v', args[1] ?? '', '--stdin'], {
        input: spoken,
        encoding: 'utf8',
      });
    };
    for (const language of ['ja', 'zh'] as const) expect(phonemes(language)).not.toMatch(/\(en\)|tS'aIni:z/);
    expect(phonemes('zh')).toContain("s.i.35_|'@r51");
    expect(phonemes('ko')).toContain("s'ip_!'i_!");
  });
});

describe.skipIf(!hasJtalk)('Open JTalk', () => {
  test('says a call that can be heard as speech', async () => {
    expectSpeech(await say('ja'));
  });

  test.each([
    ['A012', 'e e n o pau j u u n i b a N n o b a N g o o f u d a o o m o ch i n o k a t a'],
    ['B004', 'b i i n o pau y o N b a N n o'],
    ['C077', 's i i n o pau n a n a j u u n a n a b a N n o'],
    ['D900', 'd i i n o pau ky u u hy a k u b a N n o'],
    ['E333', 'i i n o pau s a N by a k U s a N j u u s a N b a N n o'],
    ['17', 'j u u n a n a b a N n o'],
  ])('reads %s as a clerk does', async (number, expected) => {
    const trace = join(await aFolder(), 'trace');
    const [whom, where] = wordsOf('ja', number, 4).phrases;
    const options = ['-x', dictionary, '-m', voice, '-ow', '/dev/null', '-ot', trace];
    execFileSync('open_jtalk', options, { input: `${whom.spoken}${where.spoken}\n` });
    const read = [...(await readFile(trace, 'utf8')).matchAll(/-([a-zA-Z]+)\+/g)]
      .map(([, phoneme]) => phoneme)
      .join(' ');
    expect(read).toContain(expected);
    expect(read).toContain('y o N b a N m a d o g u ch i e o k o sh I k u d a s a i');
  });
});

describe.skipIf(!hasEspeak)('rendered phrases', () => {
  test('are rendered once, also when two ask at once, and found again after a restart', async () => {
    const folder = await aFolder();
    const before = await phrasesIn(folder);
    const [whom] = wordsOf('en').phrases;
    const [one, two] = await Promise.all([before.phrase(engine('en'), whom), before.phrase(engine('en'), whom)]);
    expect(two).toEqual(one);
    expect(await before.phrase(engine('en'), whom)).toEqual(one);
    expect(before.rendered).toBe(1);
    await before.close();
    const after = await phrasesIn(folder);
    expect(await after.phrase(engine('en'), whom)).toEqual(one);
    expect(after.rendered).toBe(0);
    expect(titleOf(await readFile(one.file))).toBe('Number A012,');
  });

  test('are rendered anew for another voice, rate or volume, and the volume is heard', async () => {
    const folder = await aFolder();
    const [whom] = wordsOf('en').phrases;
    const files = new Map<string, Wave>();
    for (const change of [{}, { rate: 1.5 }, { volumePercent: 40 }]) {
      const phrases = await phrasesIn(folder, change);
      for (const language of ['en', 'ko'] as const) {
        const { file } = await phrases.phrase(engine(language), whom);
        files.set(file, await waveAt(file));
      }
    }
    const waves = [...files.values()];
    expect(waves).toHaveLength(6);
    const [normal, , fast, , soft] = waves;
    if (normal === undefined || fast === undefined || soft === undefined) throw new Error('missing');
    expect(lengthMs(fast)).toBeLessThan(lengthMs(normal) * 0.85);
    expect(loudness(soft) / loudness(normal)).toBeCloseTo(0.5, 1);
  });

  test('take no more room than they may: the least recently used goes', async () => {
    const folder = await aFolder();
    const [first, second] = [wordsOf('en', 'A001').phrases[0], wordsOf('en', 'A002').phrases[0]];
    const measured = await phrasesIn(await aFolder());
    const { size } = await stat((await measured.phrase(engine('en'), first)).file);
    const phrases = await phrasesIn(folder, { maxBytes: Math.round(size * 2.5) });
    const kept = await phrases.phrase(engine('en'), first);
    const gone = await phrases.phrase(engine('en'), second);
    await phrases.phrase(engine('en'), first);
    await phrases.phrase(engine('en'), wordsOf('en', 'A003').phrases[0]);
    expect([existsSync(kept.file), existsSync(gone.file)]).toEqual([true, false]);
    expect(await readdir(folder)).toHaveLength(2);
    await phrases.phrase(engine('en'), second);
    expect(phrases.rendered).toBe(4);
  });

  test('that somebody removed or broke are rendered again, and what a power cut left is cleaned up', async () => {
    const folder = await aFolder();
    const half = join(folder, 'old.half');
    await writeFile(half, 'half');
    await utimes(half, 0, 0);
    const phrases = await phrasesIn(folder);
    expect(await readdir(folder)).toEqual([]);
    const [whom] = wordsOf('en').phrases;
    const { file } = await phrases.phrase(engine('en'), whom);
    await writeFile(file, 'RIFF');
    expectSoundAt((await phrases.phrase(engine('en'), whom)).file, await waveAt(file));
    expect(phrases.rendered).toBe(2);
  });
});

const expectSoundAt = (file: string, wave: Wave): void => {
  expect(file).toMatch(/\.wav$/);
  expect(loudness(wave)).toBeGreaterThan(1_000);
};

describe('an engine', () => {
  const [whom] = wordsOf('en').phrases;

  test('that hangs is killed when its time is up', async () => {
    const folder = await aFolder();
    await onlyPrograms({ 'espeak-ng': `echo $$ > ${folder}/pid; exec /bin/sleep 1000` });
    const timers = new ManualTimers();
    const phrases = await phrasesIn(folder, { timers });
    const failed = expect(phrases.phrase(engine('en'), whom)).rejects.toThrow('espeak-ng: timeout');
    const pid = await expect
      .poll(() => readFile(join(folder, 'pid'), 'utf8').then(Number, () => 0))
      .toBeGreaterThan(0)
      .then(() => readFile(join(folder, 'pid'), 'utf8'))
      .then(Number);
    await timers.pass(15_000);
    await failed;
    await expect.poll(() => existsSync(`/proc/${pid}/exe`)).toBe(false);
    expect((await readdir(folder)).filter((name) => name.endsWith('.half'))).toEqual([]);
  });

  test.each([
    ['ends with an error', 'echo no voice >&2; exit 3', /status 3.*no voice/],
    ['writes nothing', 'exit 0', /rendered no sound/],
    [
      'writes rubbish',
      'while [ $# -gt 0 ]; do [ "$1" = -w ] && out=$2; shift; done; echo rubbish > "$out"',
      /no sound/,
    ],
  ])('that %s fails in words', async (_name, script, message) => {
    await onlyPrograms({ 'espeak-ng': script });
    const phrases = await phrasesIn(await aFolder());
    await expect(phrases.phrase(engine('en'), whom)).rejects.toThrow(message);
  });

  test('that is not installed is none', async () => {
    await onlyPrograms({});
    expect(announcementLanguages.map((language) => engineFor(language, japanese))).toEqual([null, null, null, null]);
  });
});
