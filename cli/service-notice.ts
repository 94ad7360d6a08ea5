import { execFile } from 'node:child_process';
import type { Cancel, Timers } from '../hardware/timers.ts';
import type { Logger } from '../protocol/ground/environment.ts';

export interface ServiceNoticeOptions {
  /** The process's own, where systemd says whether and how often it wants to hear (sd_notify(3), sd_watchdog_enabled(3)). */
  readonly environment: NodeJS.ProcessEnv;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Whether only a new start may help: then nothing more is told, and systemd's watchdog starts the unit anew. */
  readonly wedged: () => boolean;
}

/**
 * Tells systemd that the role is ready, and from then on, three times within the watchdog's time, that its loop turns and its
 * disk takes what it writes. Does nothing where no service manager asked for it. The
 * returned function ends it.
 *
 * `systemd-notify` does the talking: Node.js has no datagram sockets of AF_UNIX.
 */
export function tellService({ environment, timers, logger, wedged }: ServiceNoticeOptions): Cancel {
  if (environment.NOTIFY_SOCKET === undefined) return () => {};
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
  const watchdogMs = Number(environment.WATCHDOG_USEC ?? 0) / 1000;
  const ping = (): void => {
    if (!wedged()) tell('WATCHDOG=1');
    else complain({}, 'the disk refuses what this unit writes; it is left to the watchdog to start it anew');
    cancel = timers.after(watchdogMs / 3, ping);
  };
  tell('READY=1');
  if (watchdogMs > 0) cancel = timers.after(watchdogMs / 3, ping);
  return () => cancel();
}
