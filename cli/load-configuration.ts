import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { NotUtf8, textOf } from '../protocol/ground/text.ts';
import { whatToWrite } from './fault-words.ts';
import { lookAlikesIn, plain } from './look-alikes.ts';
import { type Path, readYaml, type Yaml } from './yaml.ts';

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

/** A configuration file as YAML, before it is known what it should say. */
export interface Source extends Yaml {
  readonly file: string;
}

/**
 * Reads a YAML file and checks it whole against a schema.
 *
 * @throws ConfigurationFault with every fault, named by path and line
 */
export async function loadConfiguration<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S>> {
  return checkSource(await loadSource(file), schema);
}

/** @throws ConfigurationFault where the file can't be read, is not UTF-8 or no YAML */
export async function loadSource(file: string): Promise<Source> {
  return readSource(file, writtenText(file, await readFile(file).catch(() => null), 'the name given with --config'));
}

/** The text of a file that a person wrote; `named` is what names it. @throws ConfigurationFault where it is null or not UTF-8 */
export function writtenText(file: string, bytes: Uint8Array | null, named: string): string {
  if (bytes === null) throw new ConfigurationFault(file, [`the file cannot be read; check ${named}`]);
  try {
    return textOf(bytes);
  } catch (error) {
    if (error instanceof NotUtf8) throw new ConfigurationFault(file, [error.message]);
    throw error;
  }
}

/** @throws ConfigurationFault where the text is no YAML */
export function readSource(file: string, text: string): Source {
  const read = readYaml(text);
  if (!('errors' in read)) return { file, ...read };
  const { errors } = read;
  const lines = text.split('\n');
  const faulty = new Set(errors.map(({ line }) => line));
  const corrected = lines.map((line, i) => (faulty.has(i + 1) ? plain(line) : line));
  const isCorrected = !('errors' in readYaml(corrected.join('\n')));
  const told = isCorrected ? [...faulty].filter((line) => lines[line - 1] !== corrected[line - 1]) : null;
  throw new ConfigurationFault(
    file,
    told?.map((line) => `line ${line}: not YAML: ${onlyLooks(lines[line - 1] ?? '')}`) ??
      errors.map(({ line, message }) => `line ${line}: not YAML: ${message}`),
  );
}

const onlyLooks = (text: string): string => `it has signs that only look right: ${lookAlikesIn(text)}`;

/** @throws ConfigurationFault with every fault, named by path and line */
export function checkSource<S extends z.ZodType>(source: Source, schema: S): z.output<S> {
  const parsed = parse(source.value, schema);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(faultsOf);
  const signs = misleadingSigns(source, faults, schema);
  throw new ConfigurationFault(
    source.file,
    faults.map((fault) => {
      const misled = signs.get(fault);
      return `${source.where(fault.path)}: ${fault.message}${misled === undefined ? '' : `; ${onlyLooks(misled)}`}`;
    }),
  );
}

/** Both for a text that was read already. @throws ConfigurationFault */
export function readConfiguration<S extends z.ZodType>(file: string, text: string, schema: S): z.output<S> {
  return checkSource(readSource(file, text), schema);
}

const parse = <S extends z.ZodType>(value: unknown, schema: S) =>
  schema.safeParse(value, { error: whatToWrite, reportInput: true });

interface Fault {
  readonly path: Path;
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

/** What is written at each fault that would be none if signs that only look plain were plain. */
function misleadingSigns(source: Source, faults: readonly Fault[], schema: z.ZodType): ReadonlyMap<Fault, string> {
  const suspected = faults.flatMap((fault) => {
    const written = source.written(fault.path);
    return written === undefined || plain(written.text) === written.text ? [] : [{ fault, ...written }];
  });
  let { text } = source;
  for (const { from, to, text: wrong } of suspected.toSorted((a, b) => b.from - a.from))
    text = text.slice(0, from) + plain(wrong) + text.slice(to);
  const corrected = readYaml(text);
  if ('errors' in corrected) return new Map();
  const left = parse(corrected.value, schema).error?.issues.flatMap(faultsOf) ?? [];
  const places = new Set(left.map(({ path }) => path.join('.')));
  return new Map(suspected.flatMap((each) => (places.has(each.fault.path.join('.')) ? [] : [[each.fault, each.text]])));
}
