import { pino } from 'pino';

/** Structured logs: JSON lines for a machine, plain lines for a person at a terminal. No personal data and no ticket codes go in. */
export function createLogger(level = process.env.LOG_LEVEL ?? 'info') {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (!process.stderr.isTTY) return pino(options, pino.destination({ dest: 2, sync: true }));
  const transport = pino.transport({
    target: 'pino-pretty',
    options: { destination: 2, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' },
  });
  return pino(options, transport);
}
