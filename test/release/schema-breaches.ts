import { LATER } from '../../protocol/ground/open-enum.ts';

/** A JSON schema (draft 7), as far as the contract uses it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly [keyword: string]: unknown;
}

/** Who reads what. `newTypes`: the writer may write `type`s that the reader doesn't know; it skips or refuses those. */
export interface Reading {
  readonly reader: Schema;
  readonly writer: Schema;
  readonly newTypes: boolean;
}

const COMPARED = [
  ...['type', 'const', 'enum', 'anyOf', 'oneOf', 'properties', 'required', 'additionalProperties', 'propertyNames'],
  ...['items', 'minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'maximum', 'maxLength', 'maxItems', 'pattern'],
];
/** What says nothing of which values are taken. */
const IGNORED = ['$schema', 'default', 'description', LATER];
const LOWEST = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const HIGHEST = ['maximum', 'maxLength', 'maxItems'];

/**
 * All that a writer may write and a reader would not take, in words, each with its path; empty where the reader takes all. What
 * the writer's schema marks as of later versions it never writes. Pure.
 *
 * @throws Error at a keyword that isn't compared, so that none is passed over in silence
 */
export function schemaBreaches(reading: Reading, path = '(all)'): string[] {
  const { reader, writer } = reading;
  for (const keyword of [...Object.keys(reader), ...Object.keys(writer)])
    if (!COMPARED.includes(keyword) && !IGNORED.includes(keyword))
      throw new Error(`${path}: the keyword ${keyword} is not compared; teach it to test/release/schema-breaches.ts`);
  const branches = branchesOf(writer);
  if (branches !== undefined)
    return branches
      .filter((branch) => branch[LATER] !== true && !(reading.newTypes && isNewType(branch, reader)))
      .flatMap((branch) => schemaBreaches({ ...reading, writer: branch }, path));
  const readers = branchesOf(reader);
  if (readers !== undefined) return closest(reading, readers, path);
  const values = valueBreaches(reader, writer, path);
  // The limits of another type say nothing.
  if (values.length > 0) return values;
  return [...limitBreaches(reader, writer, path), ...fieldBreaches(reading, path), ...partBreaches(reading, path)];
}

const branchesOf = ({ anyOf, oneOf }: Schema): readonly Schema[] | undefined => anyOf ?? oneOf;

const typeWord = ({ properties }: Schema): unknown => (properties?.type ?? properties?.state)?.const;

/** Whether a branch of the writer is told apart by a word that no branch of the reader has. */
const isNewType = (branch: Schema, reader: Schema): boolean =>
  typeWord(branch) !== undefined && (branchesOf(reader) ?? []).every((each) => typeWord(each) !== typeWord(branch));

/**
 * What the branch of the reader misses that comes nearest: one of the same type where types tell branches apart, else one whose
 * fields are all there.
 */
function closest(reading: Reading, readers: readonly Schema[], path: string): string[] {
  const { writer } = reading;
  const same = readers.filter((branch) => typeWord(branch) === typeWord(writer));
  if (same.length === 0) return [`${path}: ${String(typeWord(writer))} is not read`];
  const whole = same.filter(({ required = [] }) => required.every((field) => writer.required?.includes(field)));
  return (whole.length === 0 ? same : whole)
    .map((branch) => schemaBreaches({ ...reading, reader: branch }, path))
    .reduce((least, each) => (each.length < least.length ? each : least));
}

function valueBreaches(reader: Schema, writer: Schema, path: string): string[] {
  const taken = wordsOf(reader);
  const written = wordsOf(writer);
  if (taken !== undefined && written !== undefined)
    return written
      .filter((word) => !taken.includes(word))
      .map((word) => `${path}: the word ${JSON.stringify(word)} is not read`);
  if (taken !== undefined)
    return [`${path}: only ${taken.map(String).join(', ')} are read, and any word may be written`];
  const types = typesOf(reader);
  if (types === undefined) return [];
  const given = typesOf(writer) ?? [...new Set((written ?? []).map((word) => typeof word))];
  if (given.length === 0) return [`${path}: only ${types.join(' or ')} is read, and anything may be written`];
  return given
    .filter((type) => !types.includes(type) && !(type === 'integer' && types.includes('number')))
    .map((type) => `${path}: ${type} is written, and only ${types.join(' or ')} is read`);
}

const wordsOf = (schema: Schema): readonly unknown[] | undefined => ('const' in schema ? [schema.const] : schema.enum);

const typesOf = ({ type }: Schema): readonly string[] | undefined =>
  type === undefined || typeof type !== 'string' ? (type as readonly string[] | undefined) : [type];

function limitBreaches(reader: Schema, writer: Schema, path: string): string[] {
  // Words are compared one by one.
  if (wordsOf(writer) !== undefined) return [];
  const breaches: string[] = [];
  const compare = (keyword: string, isTighter: (limit: number, written: number) => boolean): void => {
    const limit = reader[keyword];
    const written = writer[keyword];
    if (typeof limit !== 'number') return;
    if (typeof written !== 'number' || isTighter(limit, written))
      breaches.push(`${path}: ${keyword} ${limit} is read, and ${String(written ?? 'anything')} may be written`);
  };
  for (const keyword of LOWEST) compare(keyword, (limit, written) => limit > written);
  for (const keyword of HIGHEST) compare(keyword, (limit, written) => limit < written);
  if (reader.pattern !== undefined && reader.pattern !== writer.pattern)
    breaches.push(
      `${path}: only ${String(reader.pattern)} is read, and ${String(writer.pattern ?? 'anything')} is written`,
    );
  return breaches;
}

function fieldBreaches(reading: Reading, path: string): string[] {
  const { reader, writer } = reading;
  const breaches = (reader.required ?? [])
    .filter((field) => writer.required?.includes(field) !== true)
    .map((field) => `${at(path, field)}: is needed, and may be left off`);
  const known = reader.properties ?? {};
  for (const [field, written] of Object.entries(writer.properties ?? {})) {
    const read = known[field];
    if (read !== undefined)
      breaches.push(...schemaBreaches({ ...reading, reader: read, writer: written }, at(path, field)));
    else if (reader.additionalProperties === false) breaches.push(`${at(path, field)}: is refused as unknown`);
  }
  return breaches;
}

/** The items of lists, and the keys and values of records. */
function partBreaches(reading: Reading, path: string): string[] {
  const parts: [string, unknown, unknown][] = [
    ['[]', reading.reader.items, reading.writer.items],
    ['{key}', reading.reader.propertyNames, reading.writer.propertyNames],
    ['{value}', reading.reader.additionalProperties, reading.writer.additionalProperties],
  ];
  return parts.flatMap(([part, reader, writer]) =>
    isSchema(reader)
      ? schemaBreaches({ ...reading, reader, writer: isSchema(writer) ? writer : {} }, at(path, part))
      : [],
  );
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

const at = (path: string, part: string): string => (path === '(all)' ? part : `${path}.${part}`);
