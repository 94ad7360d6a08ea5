import type { DeviceKind } from '../device-kind.ts';
import type { Speaker } from './speaker.ts';
import { SpeakerConfiguration } from './speaker-configuration.ts';

/** Calls of which a simulated speaker keeps what was heard. */
const CALLS_KEPT = 3;

export const speaker: DeviceKind<typeof SpeakerConfiguration, Speaker> = {
  kind: 'speaker',
  name: { ja: 'スピーカー', en: 'speaker' },
  configuration: SpeakerConfiguration,

  async create(configuration, environment) {
    const [{ SpeechSpeaker }, { createOutput }] = await Promise.all([
      import('./speech-speaker.ts'),
      import('./create-output.ts'),
    ]);
    return new SpeechSpeaker(configuration, await createOutput(configuration.link, environment.timers), environment);
  },

  async simulate(_configuration, { timers }) {
    const { SpeakerSimulator } = await import('./simulator.ts');
    const simulator = new SpeakerSimulator({ timers, keep: CALLS_KEPT });
    return {
      simulator,
      look: () => ({ said: [...simulator.heard()].reverse() }),
      onChange: (listener) => simulator.onHeard(listener),
      close: () => simulator.close(),
    };
  },

  trial: {
    option: 'say',
    untried: '試験の放送は --say で行います / nothing was said; --say says that it is a test',
    async run(device, { counters }, timers) {
      const { sayTest } = await import('./say-test.ts');
      return sayTest(device, counters?.[0] ?? 1, timers);
    },
  },
};
