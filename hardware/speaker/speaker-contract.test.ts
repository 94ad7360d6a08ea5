import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { TcpOutlet } from '../simulation/tcp-outlet.ts';
import { onlyPrograms } from '../testing/fake-program.ts';
import { aFolder } from '../testing/folder.ts';
import { personAtTerminal, realDevice } from '../testing/person.ts';
import { type SpeakerRig, speakerContract } from '../testing/speaker-contract.ts';
import { SpeakerSimulator } from './simulator.ts';
import { writeWave } from './wave.ts';

/** A person takes their time. */
const LONG = 600_000;

async function simulated(): Promise<SpeakerRig> {
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
  const openRig = async (): Promise<SpeakerRig> => {
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
