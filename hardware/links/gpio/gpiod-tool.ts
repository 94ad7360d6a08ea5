import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { faultOf, HardwareFault } from '../../fault.ts';

type Tool = 'gpiodetect' | 'gpioinfo' | 'gpioget' | 'gpiomon' | 'gpioset';

/** A tool that only looks is done long before this. */
const ANSWER_MS = 10_000;
const ENVIRONMENT = { ...process.env, LC_ALL: 'C' };

/** What a tool answered. @throws HardwareFault that says why it could not */
export function ask(tool: Tool, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(tool, args, { timeout: ANSWER_MS, env: ENVIRONMENT }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(toolFault(tool, stderr, error));
    });
  });
}

export interface RunningTool {
  readonly exited: Promise<HardwareFault>;
  /** Resolves when it is gone and has let go of its lines. */
  stop(): Promise<void>;
}

/** Starts a tool that runs until it is stopped. `exited` says why it ended, whoever ended it. */
export function start(tool: Tool, args: readonly string[], heard: (bytes: Uint8Array) => void = () => {}): RunningTool {
  const child: ChildProcess = spawn(tool, args, { stdio: ['ignore', 'pipe', 'pipe'], env: ENVIRONMENT });
  let stderr = '';
  child.stdout?.on('data', heard);
  child.stderr?.on('data', (bytes) => {
    stderr = (stderr + String(bytes)).slice(-500);
  });
  const exited = new Promise<HardwareFault>((resolve) => {
    child.once('error', (error) => resolve(toolFault(tool, stderr, error)));
    child.once('close', (code, signal) =>
      resolve(toolFault(tool, stderr, new Error(`${tool} ended (${signal ?? `status ${code}`})`))),
    );
  });
  return {
    exited,
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The tools' own words, which are the same in both versions, and Node's for a tool that isn't there. */
function toolFault(tool: Tool, stderr: string, error: Error): HardwareFault {
  const subject = /\/dev\/gpiochip\d+/.exec(stderr)?.[0] ?? '/dev/gpiochip0';
  if ('code' in error && error.code === 'ENOENT') return toolMissing(tool);
  const said = stderr.trim();
  if (said === '') return new HardwareFault('lost', tool, { message: error.message, cause: error });
  return faultOf(new Error(said, { cause: error }), subject);
}

export const toolMissing = (tool: string): HardwareFault =>
  new HardwareFault('package-missing', tool, {
    message: `${tool}: GPIO needs libgpiod's tools (or the package onoff, where the kernel has /sys/class/gpio)`,
    command: 'sudo apt install gpiod',
  });
