import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultOf, HardwareFault } from '../../fault.ts';
import type { Finding } from '../../finding.ts';
import type { Cancel, Timers } from '../../timers.ts';
import type { LinkReceiver } from '../link.ts';
import { Blinker } from './blinker.ts';
import { chipMissing, lineBusy } from './gpio-fault.ts';
import {
  type GpioConnection,
  type GpioEdge,
  type GpioLines,
  type GpioRequest,
  nameOf,
  type Signal,
} from './gpio-lines.ts';
import { holdLines } from './line-lock.ts';
import { watchPath } from './watch-path.ts';

const SYSFS = '/sys/class/gpio';

/** What is used of onoff. It is an optional package, so its own types may be absent where this is compiled. */
export interface OnOff {
  new (line: number, direction: 'in' | 'low', edge: 'both' | 'none', options: { activeLow: boolean }): Pin;
}
interface Pin {
  readSync(): 0 | 1;
  writeSync(value: 0 | 1): void;
  watch(heard: (error: Error | null | undefined, value: 0 | 1) => void): void;
  unexport(): void;
}

/** The package, or null where it isn't installed. */
export async function loadOnOff(): Promise<OnOff | null> {
  const name: string = 'onoff';
  try {
    const { Gpio }: { Gpio: OnOff } = await import(name);
    return Gpio;
  } catch {
    return null;
  }
}

export interface SysfsOptions {
  readonly request: GpioRequest;
  /** Labels of the chips that will do. */
  readonly chips: readonly string[];
  readonly onOff: OnOff;
  readonly timers: Timers;
}

/**
 * The kernel's older interface, by onoff. Since kernel 6.6 a chip's first line has a number that changes, so the BCM number is
 * added to the `base` of the chip with the right label. It gives no time with an edge and can't pull a line: that is the board's
 * affair, or config.txt's.
 */
export class SysfsLines implements GpioLines {
  readonly name: string;
  readonly #options: SysfsOptions;

  constructor(options: SysfsOptions) {
    this.name = nameOf(options.request);
    this.#options = options;
  }

  async open(receiver: LinkReceiver<GpioEdge>, signal: AbortSignal): Promise<GpioConnection> {
    const { request, chips } = this.#options;
    const chip = await findChip(chips, this.name);
    const lock = await holdLines([...request.inputs, ...request.outputs].map((line) => chip.base + line));
    if (lock.busy !== null) throw lineBusy(lock.busy - chip.base, 'matazu');
    const connection = new SysfsConnection({ ...this.#options, chip, receiver, release: lock.release });
    try {
      connection.claim();
      if (signal.aborted) throw new HardwareFault('closed', this.name);
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }
}

interface Chip {
  readonly label: string;
  readonly base: number;
}

async function findChip(chips: readonly string[], subject: string): Promise<Chip> {
  const entries = await readdir(SYSFS).catch(() => []);
  const found: Chip[] = [];
  for (const entry of entries.filter((name) => name.startsWith('gpiochip'))) {
    const read = async (file: string) => (await readFile(join(SYSFS, entry, file), 'utf8')).trim();
    found.push({ label: await read('label'), base: Number(await read('base')) });
  }
  const chip = found.find(({ label }) => chips.includes(label));
  if (chip === undefined)
    throw chipMissing(
      chips,
      found.map(({ label }) => label),
      subject,
    );
  return chip;
}

interface SysfsConnectionOptions extends SysfsOptions {
  readonly chip: Chip;
  readonly receiver: LinkReceiver<GpioEdge>;
  readonly release: () => Promise<void>;
}

class SysfsConnection implements GpioConnection {
  readonly active = new Set<number>();
  readonly findings: readonly Finding[];
  readonly #options: SysfsConnectionOptions;
  readonly #pins = new Map<number, Pin>();
  readonly #levels = new Map<number, 0 | 1>();
  readonly #lamps = new Map<number, Blinker>();
  #cancelWatch: Cancel = () => {};
  #closing: Promise<void> | null = null;
  #ended = false;

  constructor(options: SysfsConnectionOptions) {
    this.#options = options;
    this.findings = findingsOf(options);
  }

  /** @throws HardwareFault; `close` then gives back what was claimed */
  claim(): void {
    const { request, timers, chip } = this.#options;
    for (const line of request.outputs) {
      const pin = this.#export(line, 'low');
      this.#lamps.set(line, new Blinker({ timers, set: (lit) => this.#write(pin, lit) }));
    }
    for (const line of request.inputs) {
      const pin = this.#export(line, 'in');
      this.#levels.set(line, pin.readSync());
      if (this.#levels.get(line) === 1) this.active.add(line);
      pin.watch((_error, value) => this.#hear(line, value));
    }
    const [first] = this.#pins.keys();
    if (first === undefined) return;
    this.#cancelWatch = watchPath(join(SYSFS, `gpio${chip.base + first}`), timers, () =>
      this.#end(new HardwareFault('missing', nameOf(request))),
    );
  }

  drive(line: number, signal: Signal): void {
    this.#lamps.get(line)?.show(signal);
  }

  close(): Promise<void> {
    this.#closing ??= this.#shut();
    return this.#closing;
  }

  async #shut(): Promise<void> {
    this.#ended = true;
    this.#cancelWatch();
    for (const lamp of this.#lamps.values()) lamp.close();
    for (const pin of this.#pins.values()) {
      try {
        pin.unexport();
      } catch {
        // The chip is gone, and its lines with it.
      }
    }
    await this.#options.release();
  }

  #export(line: number, direction: 'in' | 'low'): Pin {
    const { chip, onOff, request } = this.#options;
    const activeLow = direction === 'in' && request.pull === 'up';
    let pin: Pin;
    try {
      pin = new onOff(chip.base + line, direction, direction === 'in' ? 'both' : 'none', { activeLow });
    } catch (error) {
      const fault = faultOf(error, `${SYSFS}/export`);
      throw fault.code === 'busy' ? lineBusy(line, null) : fault;
    }
    this.#pins.set(line, pin);
    // onoff reads a line again from inside its own event, where nobody can catch what a chip that has gone throws.
    const read = pin.readSync.bind(pin);
    pin.readSync = () => {
      try {
        return read();
      } catch (cause) {
        this.#end(new HardwareFault('missing', nameOf(request), { cause }));
        return this.#levels.get(line) ?? 0;
      }
    };
    return pin;
  }

  /** The kernel tells that something happened, and then what is: where that has not changed, it went there and back. */
  #hear(line: number, value: 0 | 1): void {
    if (this.#ended) return;
    const { receiver, timers } = this.#options;
    const edge = (active: boolean): void => receiver.data({ line, active, atMs: timers.elapsedMs() });
    if (this.#levels.get(line) === value) edge(value === 0);
    this.#levels.set(line, value);
    edge(value === 1);
  }

  #write(pin: Pin, lit: boolean): void {
    try {
      pin.writeSync(lit ? 1 : 0);
    } catch (cause) {
      this.#end(new HardwareFault('missing', nameOf(this.#options.request), { cause }));
    }
  }

  #end(fault: HardwareFault): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.receiver.closed(fault);
  }
}

function findingsOf({ chip, request: { inputs, pull } }: SysfsConnectionOptions): Finding[] {
  const pins = `gpio=${inputs.join(',')}=ip,p${pull === 'up' ? 'u' : 'd'}`;
  return [
    {
      is: 'there',
      what: {
        ja: `GPIO ${chip.label}（sysfs、onoff、先頭の番号 ${chip.base}）`,
        en: `GPIO ${chip.label} by sysfs and onoff, its first line being ${chip.base}`,
      },
      command: null,
    },
    {
      is: 'lacking',
      what: {
        ja: 'sysfs では内蔵の抵抗を入れられません。外付けの抵抗がないときは、次のコマンドのあと再起動してください',
        en: `sysfs can't pull a line ${pull}: without resistors on the board, run this command and start the Pi again`,
      },
      command: `echo '${pins}' | sudo tee -a /boot/firmware/config.txt`,
    },
  ];
}

/** Whether this kernel has the interface at all. */
export const hasSysfs = (): Promise<boolean> =>
  access(join(SYSFS, 'export')).then(
    () => true,
    () => false,
  );
