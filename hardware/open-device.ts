import type { ButtonPanel, LevelPanel } from './button-panel/button-panel.ts';
import type { CardReader } from './card-reader/card-reader.ts';
import type { DeviceConfiguration } from './configuration.ts';
import type { DeviceEnvironment } from './device.ts';
import { createLink } from './links/create-link.ts';
import { type LinkConfiguration, placeOf } from './links/link-configuration.ts';
import type { Printer } from './printer/printer.ts';
import type { Typeface } from './printer/typeface.ts';
import type { Scanner } from './scanner/scanner.ts';
import type { Sign } from './sign/sign.ts';
import type { SignBus } from './sign/sign-bus.ts';
import type { Output } from './speaker/output.ts';
import type { Speaker } from './speaker/speaker.ts';
import type { SpeakerConfiguration } from './speaker/speaker-configuration.ts';

export type AnyDevice = Printer | ButtonPanel | LevelPanel | Sign | Speaker | Scanner | CardReader;

/**
 * The driver that a configuration names, not opened yet: attach listeners, then `open` it. Only that driver's code and
 * packages are loaded. A device that cannot be reached, or whose port needs a package that is not installed, is a state of
 * the driver that names the remedy: the rest of the unit works. Devices of one unit are given the same `buses`, so that signs
 * at one link take turns.
 */
export async function createDevice(
  configuration: DeviceConfiguration,
  environment: DeviceEnvironment,
  buses: SignBuses = new Map(),
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
  if (configuration.kind === 'sign' && configuration.address !== undefined) {
    const { BusSign } = await import('./sign/bus-sign.ts');
    const { id, counter, address, refreshMs } = configuration;
    return new BusSign({ id, counter, address, refreshMs, bus: await busAt(configuration.link, buses, environment) });
  }
  if (configuration.kind === 'button-panel' || configuration.kind === 'level-panel') {
    const { createPanel } = await import('./button-panel/create-panel.ts');
    const { id, link } = configuration;
    return configuration.kind === 'button-panel'
      ? createPanel({ id, kind: configuration.kind, actions: configuration.buttons, link }, environment)
      : createPanel({ id, kind: configuration.kind, actions: configuration.buttons, link }, environment);
  }
  const link = await createLink(configuration.link);
  switch (configuration.kind) {
    case 'printer': {
      const { EscPosPrinter } = await import('./printer/escpos-printer.ts');
      const loadTypeface = async (): Promise<Typeface> => (await import('./printer/canvas-typeface.ts')).loadTypeface();
      return new EscPosPrinter({ configuration, loadTypeface }, link, environment);
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

/** The buses of one unit, by where their link leads. */
export type SignBuses = Map<string, Promise<SignBus>>;

function busAt(link: LinkConfiguration, buses: SignBuses, environment: DeviceEnvironment): Promise<SignBus> {
  const place = placeOf(link);
  const found = buses.get(place);
  if (found !== undefined) return found;
  const made = Promise.all([createLink(link), import('./sign/sign-bus.ts')]).then(
    ([opened, { SignBus }]) => new SignBus(opened, environment),
  );
  buses.set(place, made);
  return made;
}
