import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { announcementWords, testWords } from '../../protocol/queue/announcement.ts';
import { DeviceConfiguration } from '../configuration.ts';
import { createDevice } from '../open-device.ts';
import type { Announcement, Speaker } from '../speaker/speaker.ts';
import { testEnvironment } from './environment.ts';
import { aFolder } from './folder.ts';

/** A speaker, and ears before it. */
export interface SpeakerRig {
  readonly settings: object;
  /** Since the last time, these and nothing else: what was said in Japanese. */
  hears(...sentences: string[]): Promise<void>;
}

/** What {@link Speaker} owes, whatever makes the sound. */
export function speakerContract(name: string, openRig: () => Promise<SpeakerRig>, timeout: number): void {
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
