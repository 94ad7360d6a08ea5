import type { ButtonPanel } from './button-panel/button-panel.ts';
import type { CardReader } from './card-reader/card-reader.ts';
import type { DeviceConfiguration } from './configuration.ts';
import type { DeviceEnvironment } from './device.ts';
import { createLink } from './links/create-link.ts';
import type { Printer } from './printer/printer.ts';
import type { Typeface } from './printer/typeface.ts';
import type { Scanner } from './scanner/scanner.ts';
import type { Sign } from './sign/sign.ts';
import type { Output } from './speaker/output.ts';
import type { Speaker } from './speaker/speaker.ts';
import type { SpeakerConfiguration } from './speaker/speaker-configuration.ts';

export type AnyDevice = Printer | ButtonPanel | Sign | Speaker | Scanner | CardReader;

/**
 * The driver that a configuration names, not opened yet: attach listeners, then `open` it. Only that driver's code and
 * packages are loaded. A device that cannot be reached, or whose port needs a package that is not installed, is a state of
 * the driver that names the remedy: the rest of the unit works.
 */
export async function createDevice(
  configuration: DeviceConfiguration,
  environment: DeviceEnvironment,
): Promise<AnyDevice> {
  if (configuration.kind === 'speaker') {
    const { SpeechSpeaker } = await import('./speaker/speech-speaker.ts');
    return new SpeechSpeaker(configuration, await createOutput(configuration, environment), environment);
  }
  if (configuration.kind === 'card-reader') {
    const [{ PcscCardReader }, { PcscLink }] = await Promise.all([
      import('./card-reader/pcsc-card-reader.ts'),
      import('./links/pcsc.ts'),
    ]);
    return new PcscCardReader(configuration, { link: new PcscLink(environment), environment });
  }
  const link = await createLink(configuration.link);
  switch (configuration.kind) {
    case 'printer': {
      const { EscPosPrinter } = await import('./printer/escpos-printer.ts');
      const loadTypeface = async (): Promise<Typeface> => (await import('./printer/canvas-typeface.ts')).loadTypeface();
      return new EscPosPrinter({ configuration, loadTypeface }, link, environment);
    }
    case 'button-panel': {
      const { serialPanel } = await import('./button-panel/serial-panel.ts');
      const { id, kind, buttons } = configuration;
      return serialPanel({ id, kind, actions: buttons, link, environment });
    }
    case 'scanner': {
      const { SerialScanner } = await import('./scanner/serial-scanner.ts');
      return new SerialScanner(configuration, link, environment);
    }
    case 'sign': {
      const { SerialSign } = await import('./sign/serial-sign.ts');
      return new SerialSign(configuration, link, environment);
    }
  }
}

async function createOutput({ link }: SpeakerConfiguration, { timers }: DeviceEnvironment): Promise<Output> {
  if ('tcp' in link) {
    const { NetworkOutput } = await import('./speaker/network-output.ts');
    return new NetworkOutput(await createLink(link), timers);
  }
  const { ProcessOutput } = await import('./speaker/process-output.ts');
  if ('command' in link) {
    return new ProcessOutput({ name: link.command[0], command: link.command, install: null, timers });
  }
  const command: [string, ...string[]] = ['aplay', '-q', '-D', link.alsa];
  return new ProcessOutput({ name: link.alsa, command, install: 'sudo apt-get install alsa-utils', timers });
}
