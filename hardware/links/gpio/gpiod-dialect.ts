import type { Signal } from './gpio-lines.ts';

/** What is asked of a tool about lines of one chip. */
export interface LinesQuestion {
  readonly chip: string;
  readonly lines: readonly number[];
  readonly pull: 'up' | 'down';
  readonly consumer: string;
}

export interface LampQuestion {
  readonly chip: string;
  readonly line: number;
  readonly signal: Signal;
  readonly consumer: string;
}

export interface ToolEdge {
  readonly line: number;
  readonly active: boolean;
  /** Of CLOCK_MONOTONIC, as the kernel saw it. */
  readonly kernelMs: number;
}

/** How libgpiod's command-line tools are asked, and how they answer: version 1 (Debian 12) and 2 (Debian 13) differ in all. */
export interface GpiodDialect {
  readonly version: 1 | 2;
  /** `gpioinfo`: who holds which line. */
  info(chip: string): readonly string[];
  /** The holder of a line by a line of `gpioinfo`'s answer; null: nobody; undefined: it tells of no line. */
  holder(answer: string): { readonly line: number; readonly by: string | null } | undefined;
  /** `gpioget`: which lines are active now, as `0 1`. */
  get(question: LinesQuestion): readonly string[];
  /** `gpiomon`: all edges of lines, one a row, until it is killed. */
  monitor(question: LinesQuestion): readonly string[];
  edge(answer: string): ToolEdge | undefined;
  /** `gpioset`: holds a lamp's line until it is killed. */
  lamp(question: LampQuestion): readonly string[];
  /** Whether `gpioset` blinks by itself. */
  readonly blinks: boolean;
}

const levelOf = (signal: Signal): 0 | 1 => (signal === 'off' ? 0 : 1);
const activeLow = (pull: 'up' | 'down', flag: string): string[] => (pull === 'up' ? [flag] : []);

export const gpiodV1: GpiodDialect = {
  version: 1,
  blinks: false,
  info: (chip) => [chip],
  holder(answer) {
    const match = /^\s*line\s+(\d+):\s+(?:".*?"|unnamed)\s+(?:"(.*?)"|(unused|kernel))\s+(?:input|output)/.exec(answer);
    if (match === null) return undefined;
    return { line: Number(match[1]), by: match[3] === 'unused' ? null : (match[2] ?? 'kernel') };
  },
  get: ({ chip, lines, pull }) => [
    ...activeLow(pull, '--active-low'),
    `--bias=pull-${pull}`,
    chip,
    ...lines.map(String),
  ],
  monitor: ({ chip, lines, pull }) => [
    '--line-buffered',
    ...activeLow(pull, '--active-low'),
    `--bias=pull-${pull}`,
    '--format=%o %e %s %n',
    chip,
    ...lines.map(String),
  ],
  edge(answer) {
    const match = /^(\d+) ([01]) (\d+) (\d+)$/.exec(answer);
    if (match === null) return undefined;
    const [line, rising, seconds, nanoseconds] = match.slice(1).map(Number);
    return edgeOf(line, rising === 1, (seconds ?? 0) * 1000 + (nanoseconds ?? 0) / 1e6);
  },
  lamp: ({ chip, line, signal }) => ['--mode=signal', chip, `${line}=${levelOf(signal)}`],
};

export const gpiodV2: GpiodDialect = {
  version: 2,
  blinks: true,
  info: (chip) => ['--chip', chip],
  holder(answer) {
    const match = /^\s*line\s+(\d+):\s/.exec(answer);
    if (match === null) return undefined;
    const by = /\sconsumer=(?:"(.*?)"|(\S+))/.exec(answer);
    return { line: Number(match[1]), by: by?.[1] ?? by?.[2] ?? null };
  },
  get: ({ chip, lines, pull }) => [
    ...['--chip', chip, '--bias', `pull-${pull}`, '--numeric'],
    ...activeLow(pull, '--active-low'),
    ...lines.map(String),
  ],
  monitor: ({ chip, lines, pull, consumer }) => [
    ...['--chip', chip, '--consumer', consumer, '--bias', `pull-${pull}`],
    ...activeLow(pull, '--active-low'),
    ...['--event-clock', 'monotonic', '--format', '%o %e %S'],
    ...lines.map(String),
  ],
  edge(answer) {
    const match = /^(\d+) ([12]) (\d+\.\d+)$/.exec(answer);
    if (match === null) return undefined;
    const [line, type, seconds] = match.slice(1).map(Number);
    return edgeOf(line, type === 1, (seconds ?? 0) * 1000);
  },
  lamp: ({ chip, line, signal, consumer }) => [
    ...['--chip', chip, '--consumer', consumer],
    ...(typeof signal === 'string' ? [] : ['--toggle', `${signal.halfPeriodMs}ms`]),
    `${line}=${levelOf(signal)}`,
  ],
};

const edgeOf = (line: number | undefined, active: boolean, kernelMs: number): ToolEdge | undefined =>
  line === undefined ? undefined : { line, active, kernelMs };

/** The dialect of `gpiodetect --version`'s answer, and the version as it says it. */
export function dialectOf(answer: string): { readonly dialect: GpiodDialect; readonly version: string } | undefined {
  const version = /v(\d+)\.[\d.]+/.exec(answer);
  if (version === null) return undefined;
  return { dialect: Number(version[1]) < 2 ? gpiodV1 : gpiodV2, version: version[0].slice(1) };
}

/** The chips of `gpiodetect`'s answer. */
export const chipsOf = (answer: string): { readonly chip: string; readonly label: string }[] =>
  [...answer.matchAll(/^(gpiochip\d+) \[(.*?)\]/gm)].map(([, chip = '', label = '']) => ({ chip, label }));
