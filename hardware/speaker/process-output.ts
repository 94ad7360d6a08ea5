import { faultOf, HardwareFault } from '../fault.ts';
import type { Timers } from '../timers.ts';
import { runChild } from './child.ts';
import { limitMs, type Output, type Played } from './output.ts';
import type { Rendered } from './phrases.ts';

export interface ProcessOutputOptions {
  readonly name: string;
  /** A program and its arguments; the files follow them. */
  readonly command: readonly [string, ...string[]];
  /** The shell command that installs the program. */
  readonly install: string | null;
  readonly timers: Timers;
}

/** Sound through a program that plays files and ends: `aplay`, or another one that the configuration names. */
export class ProcessOutput implements Output {
  readonly name: string;
  readonly #options: ProcessOutputOptions;

  constructor(options: ProcessOutputOptions) {
    this.name = options.name;
    this.#options = options;
  }

  async play(sounds: readonly Rendered[], signal: AbortSignal): Promise<Played> {
    const [command, ...args] = this.#options.command;
    const files = sounds.map(({ file }) => file);
    const { timers } = this.#options;
    const end = await runChild({ command, args: [...args, ...files], timeoutMs: limitMs(sounds), timers, signal });
    switch (end.end) {
      case 'exited':
        if (end.code === 0) return { state: 'played' };
        // aplay's words are those of the operating system.
        return { state: 'failed', fault: faultOf(new Error(`${command}: ${end.said}`), this.name) };
      case 'missing':
        return { state: 'failed', fault: this.#missing(command) };
      case 'timeout':
        return { state: 'overdue', fault: new HardwareFault('silent', this.name) };
      case 'stopped':
        return { state: 'stopped' };
      default:
        return end satisfies never;
    }
  }

  #missing(command: string): HardwareFault {
    const { install } = this.#options;
    return new HardwareFault('package-missing', this.name, {
      message: `${command} is not installed${install === null ? '' : `; install it with: ${install}`}`,
      ...(install === null ? {} : { command: install }),
    });
  }
}
