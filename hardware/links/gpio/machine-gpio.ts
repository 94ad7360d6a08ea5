import { HardwareFault } from '../../fault.ts';
import type { Timers } from '../../timers.ts';
import type { LinkReceiver } from '../link.ts';
import { HEADER_CHIPS } from './gpio-fault.ts';
import { type GpioConnection, type GpioEdge, type GpioLines, type GpioRequest, nameOf } from './gpio-lines.ts';
import { GpiodLines } from './gpiod.ts';
import { hasSysfs, loadOnOff, SysfsLines } from './sysfs.ts';

export interface MachineGpioOptions {
  readonly request: GpioRequest;
  /** The label of the chip, where it is not that of a Raspberry Pi's header. */
  readonly chip?: string | undefined;
  /** The kernel's interface, where it is not to be chosen by what the machine has. */
  readonly through?: 'sysfs' | 'character-device' | undefined;
  readonly timers: Timers;
}

/**
 * This machine's own pins, by whichever of the kernel's interfaces it has when they are opened: /sys/class/gpio with onoff, else
 * the character device with libgpiod's tools.
 */
export class MachineGpio implements GpioLines {
  readonly name: string;
  readonly #options: MachineGpioOptions;

  constructor(options: MachineGpioOptions) {
    this.name = nameOf(options.request);
    this.#options = options;
  }

  async open(receiver: LinkReceiver<GpioEdge>, signal: AbortSignal): Promise<GpioConnection> {
    return (await this.#choose()).open(receiver, signal);
  }

  async #choose(): Promise<GpioLines> {
    const { request, chip, through, timers } = this.#options;
    const shared = { request, timers, chips: chip === undefined ? HEADER_CHIPS : [chip] };
    const sysfs = through !== 'character-device' && (await hasSysfs());
    const onOff = sysfs ? await loadOnOff() : null;
    if (onOff !== null) return new SysfsLines({ ...shared, onOff });
    if (through === 'sysfs') throw sysfs ? onOffMissing(this.name) : noSysfs(this.name);
    return new GpiodLines(shared);
  }
}

const onOffMissing = (subject: string): HardwareFault =>
  new HardwareFault('package-missing', subject, {
    message: `${subject}: /sys/class/gpio needs the package onoff; install it with: npm install onoff`,
    command: 'npm install onoff',
  });

const noSysfs = (subject: string): HardwareFault =>
  new HardwareFault('missing', subject, {
    message: `${subject}: this kernel has no /sys/class/gpio; leave \`through\` out of the link, and the character device is used`,
    command: 'ls /sys/class/gpio /dev/gpiochip*',
  });
