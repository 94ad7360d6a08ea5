import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { announcementWords, testWords } from '../../protocol/queue/announcement.ts';
import { DeviceConfiguration } from '../configuration.ts';
import { createDevice } from '../open-device.ts';
import { TcpOutlet } from '../simulation/tcp-outlet.ts';
import { testEnvironment } from '../testing/environment.ts';
import { onlyPrograms } from '../testing/fake-program.ts';
import { aFolder } from '../testing/folder.ts';
import { personAtTerminal, realDevice } from '../testing/person.ts';
import { SpeakerSimulator } from './simulator.ts';
import type { Announcement } from './speaker.ts';
import { writeWave } from './wave.ts';

/** A person takes their time. */
const LONG = 600_000;

/** A speaker, and ears before it. */
interface Rig {
  readonly settings: object;
  /** Since the last time, these and nothing else: what was said in Japanese. */
  hears(...sentences: string[]): Promise<void>;
}

/** What {@link Speaker} owes, whatever makes the sound. */
function speakerContract(name: string, openRig: () => Promise<Rig>, timeout: number): void {
  const setup = async () => {
    const { settings, hears } = await openRig();
    const cache = { folder: join(await aFolder(), 'cache') };
    const base = { id: 'speaker', kind: 'speaker', driver: 'speech', cache };
    const speaker = await createDevice(DeviceConfiguration.parse({ ...base, ...settings }), testEnvironment());
    if (speaker.kind !== 'speaker') throw new Error('not a speaker');
    onTestFinished(() => speaker.close());
    await speaker.open();
    await speaker.open();
    const eventually = (look: () => void) => vi.waitFor(look, { interval: 20, timeout });
    await eventually(() => expect(speaker.view().state).toBe('ok'));
    let calls = 0;
    const say = (number: string, change: Partial<Announcement> = {}): void => {
      calls += 1;
      const words: Announcement['words'] = (always) => announcementWords({ number, counter: 1 }, always);
      speaker.announce({ id: String(calls), number, counter: 1, words, stillWanted: () => true, ...change });
    };
    const quiet = () => eventually(() => expect(speaker.pending()).toBe(0));
    return { speaker, say, hears, quiet };
  };
  const sentence = (number: string): string => announcementWords({ number, counter: 1 })[0]?.text ?? '';

  describe(`a speaker ${name}`, { timeout }, () => {
    test('says calls in their order, each once', async () => {
      const { say, hears, quiet, speaker } = await setup();
      say('A001', { id: 'one' });
      say('A002');
      say('A001', { id: 'one' });
      await quiet();
      await hears(sentence('A001'), sentence('A002'));
      expect(speaker.view().state).toBe('ok');
    });

    test('leaves out what is over, and says a test that nobody takes for a call', async () => {
      const { say, hears, quiet } = await setup();
      say('A001', { stillWanted: () => false });
      say('test', { words: testWords });
      await quiet();
      await hears(testWords([])[0]?.text ?? '');
    });

    test('is silent as soon as it is closed, in the middle of a word', async () => {
      const { say, hears, speaker } = await setup();
      say('A001');
      say('A002');
      await Promise.all([speaker.close(), speaker.close()]);
      say('A003');
      expect(speaker.pending()).toBeLessThanOrEqual(2);
      await hears();
    });
  });
}

async function simulated(): Promise<Rig> {
  const folder = await aFolder();
  const blip = { rate: 8_000, samples: new Int16Array(400).fill(9_000) };
  await writeFile(join(folder, 'blip.wav'), writeWave(blip, ''));
  const script = 'while [ $# -gt 0 ]; do [ "$1" = -w ] && out=$2; shift; done';
  await onlyPrograms({ 'espeak-ng': `${script}; /bin/cat >/dev/null; /bin/cp ${folder}/blip.wav "$out"` });
  const simulator = new SpeakerSimulator();
  const outlet = new TcpOutlet(simulator);
  const { host, port } = await outlet.open();
  onTestFinished(async () => {
    await outlet.close();
    simulator.close();
  });
  return {
    settings: { link: { tcp: `${host}:${port}` }, chime: 'none', voice: '/nowhere' },
    async hears(...sentences) {
      const heard = () => simulator.heard().map(({ text }) => text.replaceAll(' ', ''));
      await vi.waitFor(() => expect(heard()).toEqual(sentences), { interval: 10, timeout: 15_000 });
    },
  };
}

speakerContract('in the network', simulated, 30_000);

// MATAZU_SPEAKER='{"link":{"alsa":"default"}}' npx vitest run hardware/speaker/speaker-contract.test.ts
const real = realDevice('MATAZU_SPEAKER');
if (real !== null) {
  const openRig = async (): Promise<Rig> => {
    const person = personAtTerminal();
    onTestFinished(() => person.leaves());
    return {
      settings: real,
      hears: (...sentences) =>
        person.sees(
          sentences.length === 0 ? 'Is it silent now?' : `Did you hear, in this order: ${sentences.join(' / ')}?`,
        ),
    };
  };
  speakerContract('that is real', openRig, LONG);
}
