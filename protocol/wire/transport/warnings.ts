import type { Logger } from '../../ground/environment.ts';

/** Lines that are told of one kind of fault; who may connect can't fill the log with it. */
const LINES_A_KIND = 20;
/** Characters of a client's own words (its id, its topic) that are logged. */
const WORDS = 100;

export type Warn = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Warns of what clients do: of each kind (its message) a few lines with few of their words, and no line twice, as of a stranger who comes again and again. */
export function warningsOf(logger: Logger): Warn {
  const lines = new Map<string, Set<string>>();
  return (fields, message) => {
    const told = lines.get(message) ?? new Set();
    const short = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, WORDS) : value,
    ]);
    const line = JSON.stringify(short);
    if (told.size >= LINES_A_KIND || told.has(line)) return;
    lines.set(message, told.add(line));
    logger.warn(Object.fromEntries(short), message);
  };
}
