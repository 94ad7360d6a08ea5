import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** The sysexits code for a faulty configuration. */
export const EXIT_CONFIGURATION = 78;

/** Every fault of a configuration file, each with its path. `message` is the whole list, ready to be shown. */
export class ConfigurationFault extends Error {
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[]) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super(`${file} has ${count}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigurationFault';
    this.faults = faults;
  }
}

/**
 * Reads a YAML file and checks it whole against a schema.
 *
 * @throws ConfigurationFault with every fault, named by path and line
 */
export async function loadConfiguration<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new ConfigurationFault(file, ['the file cannot be read; check the name given with --config']);
  }
  return readConfiguration(file, text, schema);
}

/** The same for a text that was read already. @throws ConfigurationFault */
export function readConfiguration<S extends z.ZodType>(file: string, text: string, schema: S): z.output<S> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    throw new ConfigurationFault(
      file,
      document.errors.map(
        ({ message, pos }) => `line ${lines.linePos(pos[0]).line}: not YAML: ${message.split('\n')[0] ?? ''}`,
      ),
    );
  }
  const parsed = schema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  throw new ConfigurationFault(
    file,
    parsed.error.issues.flatMap((issue) =>
      faultsOf(issue).map(({ path, message }) => `${where(path, document, lines)}: ${message}`),
    ),
  );
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A key that nobody knows is a fault at that key, not of what holds it. */
function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: 'nobody knows this key; check its spelling',
    }));
  }
  return [{ path: issue.path, message: issue.message }];
}

function where(path: readonly PropertyKey[], document: ReturnType<typeof parseDocument>, lines: LineCounter): string {
  const name = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
  for (let depth = path.length; depth > 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth).map(String), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return `${name || '(the whole)'} (line ${lines.linePos(Number(node.range[0])).line})`;
    }
  }
  return name || '(the whole)';
}
