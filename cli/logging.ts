import { type DestinationStream, pino } from 'pino';
import { LogSink } from './log-sink.ts';

/**
 * Structured logs on stderr: JSON lines for a machine, plain lines for a person at a terminal. No personal data and no ticket
 * codes go in. Nobody waits for who reads them.
 */
export async function createLogger(level = process.env.LOG_LEVEL ?? 'info') {
  const sink = new LogSink((lines) =>
    logger.warn({ lines }, 'whoever reads this log stood still, and lines were dropped'),
  );
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const logger = pino(options, process.stderr.isTTY ? await forPeople(sink) : sink);
  return logger;
}

async function forPeople(sink: LogSink): Promise<DestinationStream> {
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({ translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' });
  return { write: (line) => sink.write(pretty(line)) };
}
