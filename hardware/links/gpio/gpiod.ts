import { HardwareFault } from '../../fault.ts';
import type { Finding } from '../../finding.ts';
import { type LineState, noLine, stepLine } from '../../lines.ts';
import type { Cancel, Timers } from '../../timers.ts';
import type { LinkReceiver } from '../link.ts';
import { chipMissing, lineBusy } from './gpio-fault.ts';
import {
  type GpioConnection,
  type GpioEdge,
  type GpioLines,
  type GpioRequest,
  nameOf,
  type Signal,
} from './gpio-lines.ts';
import { chipsOf, dialectOf, type GpiodDialect } from './gpiod-dialect.ts';
import { GpiodLamp } from './gpiod-lamp.ts';
import { ask, type RunningTool, start, toolMissing } from './gpiod-tool.ts';
import { watchPath } from './watch-path.ts';

export interface GpiodOptions {
  readonly request: GpioRequest;
  /** Labels of the chips that will do. */
  readonly chips: readonly string[];
  readonly timers: Timers;
}

/** How often it is looked whether the watch has begun, and how many times. */
const LOOK_EVERY_MS = 50;
const LOOKS = 100;
/** Longest line of `gpiomon`, bytes. */
const LIMIT_BYTES = 64;

/**
 * The kernel's character device, by libgpiod's own tools: no package of npm speaks both of its versions. One `gpiomon` watches
 * all contacts, one `gpioset` holds each lamp, and both let go of their lines when they end, however this process ends. Edges have
 * the kernel's own time.
 */
export class GpiodLines implements GpioLines {
  readonly name: string;
  readonly #options: GpiodOptions;

  constructor(options: GpiodOptions) {
    this.name = nameOf(options.request);
    this.#options = options;
  }

  async open(receiver: LinkReceiver<GpioEdge>, signal: AbortSignal): Promise<GpioConnection> {
    const { chips, request } = this.#options;
    const said = dialectOf(await ask('gpiodetect', ['--version']));
    if (said === undefined) throw toolMissing('gpiodetect');
    const found = chipsOf(await ask('gpiodetect', []));
    const chip = found.find(({ label }) => chips.includes(label));
    if (chip === undefined)
      throw chipMissing(
        chips,
        found.map(({ label }) => label),
        this.name,
      );
    const { dialect, version } = said;
    const holders = await holdersOf(dialect, chip.chip);
    for (const line of [...request.inputs, ...request.outputs]) {
      const by = holders.get(line) ?? null;
      if (by !== null) throw lineBusy(line, by);
    }
    const question = { chip: chip.chip, lines: request.inputs, pull: request.pull, consumer: request.consumer };
    const levels = request.inputs.length === 0 ? '' : await ask('gpioget', dialect.get(question));
    const active = new Set(request.inputs.filter((_line, i) => levels.trim().split(/\s+/)[i] === '1'));
    const what = {
      ja: `GPIO ${chip.label}（/dev/${chip.chip}、libgpiod ${version}）`,
      en: `GPIO ${chip.label} by /dev/${chip.chip} and libgpiod ${version}`,
    };
    const findings: Finding[] = [{ is: 'there', what, command: null }];
    const connection = new GpiodConnection({ ...this.#options, chip: chip.chip, dialect, receiver, active, findings });
    try {
      await connection.watch(dialect.monitor(question), signal);
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }
}

async function holdersOf(dialect: GpiodDialect, chip: string): Promise<Map<number, string | null>> {
  const holders = new Map<number, string | null>();
  for (const answer of (await ask('gpioinfo', dialect.info(chip))).split('\n')) {
    const line = dialect.holder(answer);
    if (line !== undefined) holders.set(line.line, line.by);
  }
  return holders;
}

interface GpiodConnectionOptions extends GpiodOptions {
  readonly chip: string;
  readonly dialect: GpiodDialect;
  readonly receiver: LinkReceiver<GpioEdge>;
  readonly active: ReadonlySet<number>;
  readonly findings: readonly Finding[];
}

class GpiodConnection implements GpioConnection {
  readonly active: ReadonlySet<number>;
  readonly findings: readonly Finding[];
  readonly #options: GpiodConnectionOptions;
  readonly #lamps: ReadonlyMap<number, GpiodLamp>;
  #monitor: RunningTool | null = null;
  #lines: LineState = noLine;
  #cancelWatch: Cancel = () => {};
  #closing: Promise<void> | null = null;
  #ended = false;

  constructor(options: GpiodConnectionOptions) {
    this.#options = options;
    this.active = options.active;
    this.findings = options.findings;
    const { chip, dialect, timers, request } = options;
    const lamp = (line: number): GpiodLamp =>
      new GpiodLamp({
        question: { chip, line, consumer: request.consumer },
        dialect,
        timers,
        failed: (fault) => this.#end(fault),
      });
    this.#lamps = new Map(request.outputs.map((line) => [line, lamp(line)]));
  }

  /** Resolves when the kernel watches the lines. @throws HardwareFault */
  async watch(args: readonly string[], signal: AbortSignal): Promise<void> {
    const { chip, dialect, timers, request } = this.#options;
    this.#cancelWatch = watchPath(`/dev/${chip}`, timers, () =>
      this.#end(new HardwareFault('missing', `/dev/${chip}`)),
    );
    if (request.inputs.length === 0) return;
    const monitor = start('gpiomon', args, (bytes) => this.#hear(bytes));
    this.#monitor = monitor;
    let died: HardwareFault | null = null;
    void monitor.exited.then((fault) => {
      died = fault;
      this.#end(fault);
    });
    const failed = (): HardwareFault | null => died;
    for (let look = 0; look < LOOKS; look += 1) {
      const holders = await holdersOf(dialect, chip);
      const fault = failed();
      if (fault !== null) throw fault;
      if (signal.aborted) throw new HardwareFault('closed', nameOf(request));
      if (request.inputs.every((line) => (holders.get(line) ?? null) !== null)) return;
      await new Promise<void>((resolve) => timers.after(LOOK_EVERY_MS, resolve));
    }
    throw new HardwareFault('timeout', 'gpiomon');
  }

  drive(line: number, signal: Signal): void {
    if (!this.#ended) this.#lamps.get(line)?.show(signal);
  }

  close(): Promise<void> {
    this.#closing ??= this.#shut();
    return this.#closing;
  }

  async #shut(): Promise<void> {
    this.#ended = true;
    this.#cancelWatch();
    await Promise.all([this.#monitor?.stop(), ...[...this.#lamps.values()].map((lamp) => lamp.close())]);
  }

  #hear(bytes: Uint8Array): void {
    const { timers, dialect, receiver } = this.#options;
    // Both clocks are CLOCK_MONOTONIC, counted from different moments.
    const offsetMs = timers.elapsedMs() - Number(process.hrtime.bigint()) / 1e6;
    for (const byte of bytes) {
      const { state, line } = stepLine(this.#lines, byte, LIMIT_BYTES);
      this.#lines = state;
      const edge = typeof line === 'string' ? dialect.edge(line) : undefined;
      if (edge === undefined || this.#ended) continue;
      receiver.data({ line: edge.line, active: edge.active, atMs: edge.kernelMs + offsetMs });
    }
  }

  #end(fault: HardwareFault): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.receiver.closed(fault);
  }
}
