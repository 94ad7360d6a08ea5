import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { announcementWords } from '../../protocol/queue/announcement.ts';
import { ButtonPanelSimulator } from '../button-panel/simulator.ts';
import { DeviceConfiguration } from '../configuration.ts';
import { createDevice } from '../open-device.ts';
import type { SimulatedDevice } from '../simulation/plug.ts';
import { TcpOutlet } from '../simulation/tcp-outlet.ts';
import { testEnvironment } from '../testing/environment.ts';
import { onlyPrograms } from '../testing/fake-program.ts';
import { aFolder } from '../testing/folder.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { SpeakerSimulator } from './simulator.ts';
import type { Announcement } from './speaker.ts';
import { type Wave, writeWave } from './wave.ts';

const SOON = { interval: 5, timeout: 10_000 };
/** Time passes ten times a watch at most: what the simulator plays takes its own time. */
const SLOWLY = { interval: 200, timeout: 15_000 };
const aplayMissing = !existsSync('/usr/bin/aplay');
if (aplayMissing)
  process.stderr.write('aplay is not installed: a missing sound card is not tried (apt-get install alsa-utils)\n');

/** A thirtieth of a second of sound, which passes for every phrase where the words alone matter. */
const blip: Wave = { rate: 8_000, samples: new Int16Array(260).map((_, i) => (i % 20 < 10 ? 9_000 : -9_000)) };
const WRITES_BLIP = (folder: string) =>
  `while [ $# -gt 0 ]; do [ "$1" = -w ] && out=$2; shift; done; /bin/cat >/dev/null; /bin/cp ${folder}/blip.wav "$out"`;

/** A speaker whose engine is a program that writes a blip; its time stands still unless a test lets it pass. */
async function aSpeaker(link: object, settings: object = {}, programs: 'blip' | 'none' = 'blip') {
  const folder = await aFolder();
  await writeFile(join(folder, 'blip.wav'), writeWave(blip, ''));
  await onlyPrograms(programs === 'blip' ? { 'espeak-ng': WRITES_BLIP(folder) } : {});
  const timers = new ManualTimers();
  const configuration = DeviceConfiguration.parse({
    id: 'speaker',
    kind: 'speaker',
    driver: 'speech',
    link,
    chime: 'none',
    cache: { folder: join(folder, 'cache') },
    voice: '/nowhere.htsvoice',
    ...settings,
  });
  const speaker = await createDevice(configuration, testEnvironment(timers));
  if (speaker.kind !== 'speaker') throw new Error('not a speaker');
  onTestFinished(async () => {
    await speaker.close();
    expect(timers.running).toBe(0);
  });
  let calls = 0;
  const say = (number: string, change: Partial<Announcement> = {}, language: string | null = null): void => {
    const { counter = 1 } = change;
    const words: Announcement['words'] = (always) => announcementWords({ number, counter, language }, always);
    calls += 1;
    speaker.announce({ id: `call-${calls}`, number, counter: 1, words, stillWanted: () => true, ...change });
  };
  const state = async (expected: string): Promise<void> => {
    await vi.waitFor(() => expect(speaker.view().state).toBe(expected), SOON);
  };
  /** Lets the speaker's time pass until it is well again. */
  const recovers = (): Promise<void> =>
    vi.waitFor(async () => {
      await timers.pass(1_000);
      expect(speaker.view().state).toBe('ok');
    }, SLOWLY);
  return { speaker, timers, folder, say, state, recovers };
}

async function atSimulator(settings: object = {}, programs: 'blip' | 'none' = 'blip') {
  const simulator = new SpeakerSimulator();
  const { outlet, link } = await plug(simulator);
  onTestFinished(() => simulator.close());
  const made = await aSpeaker(link, settings, programs);
  await made.speaker.open();
  const heard = (): string[] => simulator.heard().map(({ text }) => text);
  const hears = async (...texts: string[]): Promise<void> => {
    await vi.waitFor(() => expect(heard()).toEqual(texts), SOON);
  };
  return { ...made, simulator, outlet, heard, hears };
}

async function plug(device: SimulatedDevice) {
  const outlet = new TcpOutlet(device);
  const { host, port } = await outlet.open();
  onTestFinished(() => outlet.close());
  return { outlet, link: { tcp: `${host}:${port}` } };
}

const words = (number: string, ...languages: ('en' | 'ko')[]): string =>
  announcementWords({ number, counter: 1 }, languages)
    .flatMap(({ phrases }) => phrases.map(({ text }) => text))
    .join(' ');

describe('a speaker', () => {
  test('says one call after another in their order, in the words of the boards', async () => {
    const { say, hears, simulator, speaker, state } = await atSimulator();
    await state('ok');
    for (const number of ['A001', 'A002', 'A001', 'B003']) say(number);
    await hears(words('A001'), words('A002'), words('B003'));
    say('A001');
    await hears(words('A001'), words('A002'), words('B003'), words('A001'));
    expect(simulator.violations).toEqual([]);
    await vi.waitFor(() => expect(speaker.pending()).toBe(0), SOON);
  });

  test('says the office’s languages and then the ticket’s own', async () => {
    const { say, hears } = await atSimulator({ languages: ['en', 'ja'] });
    say('A012', {}, 'ko');
    await hears(words('A012', 'en', 'ko'));
  });

  test('leaves out what is over, and the counters that are not its own', async () => {
    const { say, hears } = await atSimulator({ counters: [1] });
    say('A001', { stillWanted: () => false });
    say('A002', { counter: 2 });
    say('A003');
    await hears(words('A003'));
  });

  test('rings before it speaks, and rings alone where nothing speaks, and then says what to install', async () => {
    const { say, simulator, speaker, state } = await atSimulator({ chime: 'ding-dong' }, 'none');
    await state('attention');
    expect(speaker.view().detail).toMatch(/日本語.*チャイムだけ.*apt-get install espeak-ng/);
    say('A001');
    await vi.waitFor(() => expect(simulator.heard()).toMatchObject([{ text: '' }]), SOON);
    expect(simulator.heard()[0]?.lengthMs).toBeGreaterThan(1_000);
  });
});

describe('a speaker that cannot be heard', () => {
  test('keeps a call until it is plugged in again, and says so meanwhile', async () => {
    const { say, state, simulator, speaker, recovers, hears, outlet } = await atSimulator();
    await state('ok');
    simulator.setFault('unplugged', true);
    await outlet.settled();
    say('A001');
    await state('offline');
    expect(speaker.view().detail).toMatch(/つながりません.*声でお呼び/);
    simulator.setFault('unplugged', false);
    await outlet.settled();
    await recovers();
    await hears(words('A001'));
  });

  test('says no call that is too old when it works again, but the newer ones', async () => {
    const { say, state, simulator, timers, recovers, hears, outlet } = await atSimulator({ expiresAfterSeconds: 60 });
    await state('ok');
    simulator.setFault('unplugged', true);
    await outlet.settled();
    say('A001');
    await state('offline');
    await timers.pass(50_000);
    say('A002');
    await timers.pass(20_000);
    simulator.setFault('unplugged', false);
    await outlet.settled();
    await recovers();
    await hears(words('A002'));
  });

  test('is powered off in the middle of a call and on again: the call is said again, whole', async () => {
    const { say, state, simulator, recovers, outlet, heard } = await atSimulator({ chime: 'ding-dong' });
    await state('ok');
    say('A001');
    await vi.waitFor(() => expect(simulator.sounding()).toBe(true), SOON);
    simulator.setFault('unplugged', true);
    await outlet.settled();
    await state('offline');
    simulator.setFault('unplugged', false);
    await outlet.settled();
    await recovers();
    await vi.waitFor(() => expect(heard().at(-1)).toBe(words('A001')), SOON);
  });

  test.each([
    ['broken', /音を出せません/],
    ['garbled', /音を出せません/],
  ] as const)('is %s: staff are told, and the call is said when it is mended', async (fault, detail) => {
    const { say, state, simulator, speaker, recovers, heard } = await atSimulator();
    await state('ok');
    simulator.setFault(fault, true);
    say('A001');
    await state('fault');
    expect(speaker.view().detail).toMatch(detail);
    simulator.setFault(fault, false);
    await recovers();
    await vi.waitFor(() => expect(heard().at(-1)).toBe(words('A001')), SOON);
  });

  test.each(['silent', 'slow'] as const)(
    'is %s: it is given up, not said twice, and the next one is said',
    async (fault) => {
      const { say, state, simulator, speaker, timers, recovers, heard } = await atSimulator({ chime: 'rising' });
      await state('ok');
      simulator.setFault(fault, true);
      say('A001');
      await vi.waitFor(() => expect(simulator.sounding()).toBe(true), SOON);
      await timers.pass(10_000);
      await state('fault');
      expect(speaker.view().detail).toMatch(/再生が終わりません/);
      simulator.setFault(fault, false);
      await recovers();
      say('A002');
      await vi.waitFor(() => expect(heard().at(-1)).toBe(words('A002')), SOON);
      expect(heard().filter((text) => text === words('A001')).length).toBeLessThanOrEqual(1);
    },
  );

  test('is another device: staff are told', async () => {
    const { link } = await plug(new ButtonPanelSimulator());
    const { speaker, timers } = await aSpeaker(link);
    await speaker.open();
    await vi.waitFor(async () => {
      await timers.pass(1_000);
      expect(speaker.view()).toMatchObject({ state: 'fault', detail: expect.stringMatching(/再生が終わりません/) });
    }, SOON);
  });

  test('has no folder for its sounds: staff are told, and nothing else suffers', async () => {
    const { speaker, say, state } = await aSpeaker(
      { command: ['/bin/true'] },
      { cache: { folder: '/dev/null/speech' } },
    );
    await speaker.open();
    say('A001');
    await state('fault');
    expect(speaker.view().detail).toMatch(/書き込めません/);
  });
});

describe('a player', () => {
  test('is given the files of one call after another', async () => {
    const out = await aFolder();
    const { speaker, say } = await aSpeaker({ command: ['/bin/cp', '-t', out] });
    await speaker.open();
    say('A012');
    await vi.waitFor(async () => expect((await readdir(out)).length).toBe(3), SOON);
  });

  test('that hangs is killed with its children when its time is up, and the next call is said', async () => {
    const folder = await aFolder();
    const script = `/bin/sleep 1000 & echo $! > ${folder}/child; echo $$ > ${folder}/player; wait`;
    const { speaker, timers, state } = await aSpeaker({ command: ['/bin/sh', '-c', script] });
    await speaker.open();
    const pid = async (name: string) => Number(await readFile(join(folder, name), 'utf8'));
    await vi.waitFor(async () => expect(await pid('player')).toBeGreaterThan(0), SOON);
    const pids = [await pid('child'), await pid('player')];
    expect(pids.map(isAlive)).toEqual([true, true]);
    await timers.pass(5_200);
    await state('fault');
    await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), SOON);
    expect(speaker.view().detail).toMatch(/再生が終わりません/);
  });

  test('that fails is a state, and the call waits', async () => {
    const { speaker, say, state } = await aSpeaker({ command: ['/bin/false'] });
    await speaker.open();
    say('A001');
    await state('fault');
    expect(speaker.view().detail).toMatch(/音を出せません/);
    expect(speaker.pending()).toBe(1);
  });

  test('that is not installed is a state with the command that installs it', async () => {
    const { speaker, state } = await aSpeaker({ alsa: 'default' }, {}, 'none');
    await speaker.open();
    await state('fault');
    expect(speaker.view().detail).toMatch(/表示盤と声で.*sudo apt-get install alsa-utils/);
  });

  test.skipIf(aplayMissing)('without its sound card is a state that says what to do', async () => {
    const { speaker, state } = await aSpeaker({ command: ['/usr/bin/aplay', '-q', '-D', 'plughw:CARD=Nowhere'] });
    await speaker.open();
    await state('offline');
    expect(speaker.view().detail).toMatch(/見つかりません.*USB/);
  });

  test.each([
    ['Permission denied', /audio グループ/],
    ['Device or resource busy', /使用中/],
  ])('that says "%s" is told in the words of staff', async (said, detail) => {
    const complains = `echo 'aplay: main:831: audio open error: ${said}' >&2; exit 1`;
    const { speaker, state } = await aSpeaker({ command: ['/bin/sh', '-c', complains] });
    await speaker.open();
    await state('fault');
    expect(speaker.view().detail).toMatch(detail);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
