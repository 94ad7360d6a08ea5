import type { Logger } from '../../ground/environment.ts';

/** Lines that are told of one kind of fault; who may connect can't fill the log with it. */
const LINES_A_KIND = 20;
/** Characters of a client's own words (its id, its topic) that are logged. */
const WORDS = 100;

export type Warn = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Warns of what clients do, each of a kind (its message) a few times and with few of their words. */
export function warningsOf(logger: Logger): Warn {
  const lines = new Map<string, number>();
  return (fields, message) => {
    const told = lines.get(message) ?? 0;
    if (told >= LINES_A_KIND) return;
    lines.set(message, told + 1);
    const short = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, WORDS) : value,
    ]);
    logger.warn(Object.fromEntries(short), message);
  };
}
