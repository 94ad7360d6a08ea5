import { createLink } from '../links/create-link.ts';
import type { SpeakerLinkConfiguration } from '../links/link-configuration.ts';
import type { Timers } from '../timers.ts';
import type { Output } from './output.ts';

/** What makes the sound, as a configuration names it. Only that output's code is loaded; nothing is played. */
export async function createOutput(link: SpeakerLinkConfiguration, timers: Timers): Promise<Output> {
  if ('tcp' in link) {
    const { NetworkOutput } = await import('./network-output.ts');
    return new NetworkOutput(await createLink(link), timers);
  }
  const { ProcessOutput } = await import('./process-output.ts');
  if ('command' in link) {
    return new ProcessOutput({ name: link.command[0], command: link.command, install: null, timers });
  }
  const command: [string, ...string[]] = ['aplay', '-q', '-D', link.alsa];
  return new ProcessOutput({ name: link.alsa, command, install: 'sudo apt-get install alsa-utils', timers });
}
