import type { Logger } from '../../protocol/ground/environment.ts';
import type { DeviceEnvironment } from '../device.ts';
import { systemTimers, type Timers } from '../timers.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

/** What a driver is given in a test: its log is kept, its randomness is one half. */
export function testEnvironment(timers: Timers = systemTimers): DeviceEnvironment & { readonly log: LogLine[] } {
  const log: LogLine[] = [];
  const at =
    (level: LogLine['level']) =>
    (fields: object, message: string): void => {
      log.push({ level, fields, message });
    };
  const logger: Logger = { info: at('info'), warn: at('warn'), error: at('error') };
  return { log, logger, timers, random: () => 0.5 };
}
