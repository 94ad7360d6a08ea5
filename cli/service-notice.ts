import { execFile } from 'node:child_process';
import type { Cancel, Timers } from '../hardware/timers.ts';
import type { Logger } from '../protocol/ground/environment.ts';

/** How often a start that goes on asks for more time, and for how much, milliseconds. */
const ASK_EVERY_MS = 20_000;
const ASK_FOR_MS = 60_000;

export interface ServiceNoticeOptions {
  /** The process's own, where systemd says whether and how often it wants to hear (sd_notify(3), sd_watchdog_enabled(3)). */
  readonly environment: NodeJS.ProcessEnv;
  readonly timers: Timers;
  readonly logger: Logger;
}

export interface ServiceNotice {
  /** The role is open. `wedged`: only a new start may help; then nothing more is told, and systemd's watchdog starts the unit anew. */
  ready(wedged: () => boolean): void;
  /** Nothing more is told. */
  end: Cancel;
}

/**
 * Tells systemd that the role is starting for as long as its loop turns, however much it has to read; then that it is ready, and
 * from then on, three times within the watchdog's time, that its loop turns and its disk takes what it writes. Does nothing where
 * no service manager asked for it.
 *
 * `systemd-notify` does the talking: Node.js has no datagram sockets of AF_UNIX.
 */
export function tellService({ environment, timers, logger }: ServiceNoticeOptions): ServiceNotice {
  if (environment.NOTIFY_SOCKET === undefined) return { ready: () => {}, end: () => {} };
  let warned = false;
  const complain = (error: object, words: string): void => {
    if (!warned) logger.error(error, words);
    warned = true;
  };
  // It waits until systemd has read what it said (a message of a process that is gone belongs to no unit): nobody waits for it.
  const tell = (words: string): void =>
    execFile('systemd-notify', [words], { env: environment }, (error) => {
      if (error?.code === 'ENOENT')
        complain(
          { err: error },
          'systemd-notify is missing, so systemd cannot be told that this unit runs: install systemd',
        );
    }).unref();
  let cancel: Cancel = () => {};
  const every = (ms: number, act: () => void): void => {
    cancel = timers.after(ms, () => {
      act();
      every(ms, act);
    });
  };
  every(ASK_EVERY_MS, () => tell(`EXTEND_TIMEOUT_USEC=${ASK_FOR_MS * 1_000}`));
  return {
    ready(wedged) {
      cancel();
      tell('READY=1');
      const watchdogMs = Number(environment.WATCHDOG_USEC ?? 0) / 1_000;
      if (watchdogMs === 0) return;
      every(watchdogMs / 3, () => {
        if (!wedged()) tell('WATCHDOG=1');
        else complain({}, 'the disk refuses what this unit writes; it is left to the watchdog to start it anew');
      });
    },
    end: () => cancel(),
  };
}
