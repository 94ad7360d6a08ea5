import type { ButtonPanel, LevelPanel } from '../../hardware/button-panel/button-panel.ts';
import type { CardReader } from '../../hardware/card-reader/card-reader.ts';
import type {
  ButtonAction,
  ButtonPanelConfiguration,
  DeviceConfiguration,
  LevelPanelConfiguration,
} from '../../hardware/configuration.ts';
import type { DeviceEnvironment } from '../../hardware/device.ts';
import { type AnyDevice, createDevice, type SignBuses } from '../../hardware/open-device.ts';
import type { Printer } from '../../hardware/printer/printer.ts';
import type { Scanner } from '../../hardware/scanner/scanner.ts';
import type { Sign } from '../../hardware/sign/sign.ts';
import type { Speaker } from '../../hardware/speaker/speaker.ts';
import type { SpeakerConfiguration } from '../../hardware/speaker/speaker-configuration.ts';
import type { DeviceView } from '../../protocol/ground/devices.ts';
import type { Closable } from '../../protocol/ground/environment.ts';
import { announcementWords } from '../../protocol/queue/announcement.ts';
import type { AnnouncementMessage } from '../../protocol/queue/calls.ts';
import type { Command, Refusal } from '../../protocol/queue/commands.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import { type Lamp, lampsFor } from '../core/lamps.ts';
import { isQuiet } from '../core/quiet.ts';
import type { Clock } from '../queue/clock.ts';
import { scanned } from './scans.ts';
import type { StaffCards } from './staff-cards.ts';
import { staffTaps } from './staff-taps.ts';

export interface CounterDevicesOptions extends DeviceEnvironment {
  readonly devices: readonly DeviceConfiguration[];
  /** What a button asks for. */
  readonly onCommand: (command: Command, device: string) => void;
  readonly onDeviceChange: () => void;
  readonly clock: Clock;
  /** The counters that will be announced, as far as they are known. */
  readonly counters: readonly number[];
  /** The staff cards that this unit knows; null where it keeps none. */
  readonly staffCards: StaffCards | null;
  /** How the lamps of a level panel should be now; only a section's lead knows. */
  readonly levelLamps?: (levels: LevelPanelConfiguration['buttons']) => ReadonlyMap<number, Lamp>;
}

/** The devices of one unit, of a lead or of a member. */
export interface CounterDevices extends Closable {
  readonly printers: readonly Printer[];
  views(): DeviceView[];
  /**
   * Makes signs and lamps show this. They are told the whole of what should be, never a change, so that after a restart, a
   * reconnection or a lost message they are right again. `null`: the lead can't be reached.
   */
  show(waiting: WaitingMessage | null): void;
  /** Time has passed, which a lamp may tell. */
  relight(): void;
  /** Says a call, which is in the log already, on every speaker of its counter; once it is over it is not said any more. */
  announce(call: AnnouncementMessage): void;
  /** What a device asked for was refused: staff read why at the device, where it can show it. */
  refused(device: string, refusal: Refusal): void;
}

/** Creates and opens a unit's devices. A device that isn't there is a state of it; only a missing package rejects. */
export async function openCounterDevices(options: CounterDevicesOptions): Promise<CounterDevices> {
  const buses: SignBuses = new Map();
  const devices: AnyDevice[] = await Promise.all(options.devices.map((device) => createDevice(device, options, buses)));
  const signs = devices.filter((device): device is Sign => device.kind === 'sign');
  const panels = devices.flatMap((panel): { panel: ButtonPanel; configuration: ButtonPanelConfiguration }[] => {
    const configuration = options.devices.find(({ id }) => id === panel.id);
    return panel.kind === 'button-panel' && configuration?.kind === 'button-panel' ? [{ panel, configuration }] : [];
  });
  const readers = devices.filter((device): device is CardReader => device.kind === 'card-reader');
  const levelPanels = devices.flatMap((panel): { panel: LevelPanel; levels: LevelPanelConfiguration['buttons'] }[] => {
    const configuration = options.devices.find(({ id }) => id === panel.id);
    return panel.kind === 'level-panel' && configuration?.kind === 'level-panel'
      ? [{ panel, levels: configuration.buttons }]
      : [];
  });
  const scanners = devices.filter((device): device is Scanner => device.kind === 'scanner');
  const speakers = devices.flatMap((speaker): { speaker: Speaker; configuration: SpeakerConfiguration }[] => {
    const configuration = options.devices.find(({ id }) => id === speaker.id);
    return speaker.kind === 'speaker' && configuration?.kind === 'speaker' ? [{ speaker, configuration }] : [];
  });
  let shown: WaitingMessage | null = null;
  const showLamps = (): void => {
    for (const { panel, configuration } of panels) {
      const broken = ({ id, state }: DeviceView) => id !== panel.id && (state === 'fault' || state === 'offline');
      const deviceFault = devices.some((device) => broken(device.view()));
      panel.setLeds(lampsFor({ ...configuration, waiting: shown, deviceFault }));
    }
    for (const { panel, levels } of levelPanels) panel.setLeds(options.levelLamps?.(levels) ?? new Map());
  };

  for (const device of devices)
    device.onChange(() => {
      showLamps();
      options.onDeviceChange();
    });
  for (const { panel, configuration } of panels)
    panel.onPress(({ action }) => options.onCommand(commandOf(action, configuration.counter, shown), panel.id));
  const { staffCards } = options;
  if (staffCards !== null) {
    const tapped = staffTaps({ ...options, cards: staffCards, shown: () => shown });
    for (const reader of readers) reader.onTap((tap) => tapped(reader, tap));
  }
  for (const { panel } of levelPanels)
    panel.onPress(({ action }) => options.onCommand({ type: 'declare-level', level: action }, panel.id));
  for (const scanner of scanners)
    scanner.onScan((text) => {
      const { counter, id } = scanner;
      const read = scanned(text);
      if (read.type === 'ticket') return options.onCommand({ type: 'scan', counter, code: read.code }, id);
      options.logger.info({ device: id, length: text.length }, 'a code was read that is not a ticket’s');
      scanner.tell('読み取ったコードは番号札のものではありません。番号札のQRコードを読み取ってください。');
    });
  await Promise.all(devices.map((device) => device.open()));
  for (const { speaker } of speakers) speaker.prepare(options.counters);

  let closing: Promise<void> | undefined;
  return {
    printers: devices.filter((device): device is Printer => device.kind === 'printer'),
    views: () => devices.map((device) => device.view()),
    show(waiting) {
      shown = waiting;
      // A sign keeps its number while the lead can't be reached: the one who was called still has to find the counter.
      if (waiting !== null) {
        for (const sign of signs)
          sign.show(waiting.counters.find(({ counter }) => counter === sign.counter)?.ticket ?? null);
        for (const { speaker } of speakers) speaker.prepare(waiting.counters.map(({ counter }) => counter));
      }
      showLamps();
    },
    relight: showLamps,
    announce(call) {
      const { number } = call;
      // Without the lead nobody knows better: who was called is still called.
      const stillWanted = (): boolean =>
        shown === null || shown.counters.some(({ counter, ticket }) => counter === call.counter && ticket === number);
      for (const { speaker, configuration } of speakers) {
        if (configuration.quiet !== undefined && isQuiet(configuration.quiet, options.clock.now())) continue;
        speaker.announce({ ...call, words: (always) => announcementWords(call, always), stillWanted });
      }
    },
    refused(device, { code, message }) {
      // The ticket that is served there, once more: nothing is wrong.
      if (code !== 'no-change') [...scanners, ...readers].find(({ id }) => id === device)?.tell(message.ja);
    },
    close() {
      closing ??= Promise.all(devices.map((device) => device.close())).then(() => undefined);
      return closing;
    },
  };
}

/** PAUSE pressed at a paused counter resumes it: a panel has one button for both. */
function commandOf(action: ButtonAction, counter: number, shown: WaitingMessage | null): Command {
  const paused = shown?.counters.some((each) => each.counter === counter && each.state === 'paused') ?? false;
  return { type: action === 'pause-counter' && paused ? 'open-counter' : action, counter };
}
