import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { whatToWrite } from './fault-words.ts';

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
  return checkSource(await loadSource(file), schema);
}

/** @throws ConfigurationFault where the file can't be read or is no YAML */
export async function loadSource(file: string): Promise<Source> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new ConfigurationFault(file, ['the file cannot be read; check the name given with --config']);
  });
  return readSource(file, text);
}

/** A file's text as YAML, before it is known what it should say. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
  /** What is at this path, for a person: `services[0].letter (line 12)`. */
  where(path: readonly PropertyKey[]): string;
}

/** @throws ConfigurationFault where the text is no YAML */
export function readSource(file: string, text: string): Source {
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
  return { file, value: document.toJS() ?? {}, where: (path) => where(path, document, lines) };
}

/** @throws ConfigurationFault with every fault, named by path and line */
export function checkSource<S extends z.ZodType>({ file, value, where }: Source, schema: S): z.output<S> {
  const parsed = schema.safeParse(value, { error: whatToWrite, reportInput: true });
  if (parsed.success) return parsed.data;
  throw new ConfigurationFault(
    file,
    parsed.error.issues.flatMap((issue) => faultsOf(issue).map(({ path, message }) => `${where(path)}: ${message}`)),
  );
}

/** Both for a text that was read already. @throws ConfigurationFault */
export function readConfiguration<S extends z.ZodType>(file: string, text: string, schema: S): z.output<S> {
  return checkSource(readSource(file, text), schema);
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
  const isMissing = issue.input === undefined && issue.code !== 'custom';
  return [{ path: issue.path, message: isMissing ? `missing; ${issue.message}` : issue.message }];
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
