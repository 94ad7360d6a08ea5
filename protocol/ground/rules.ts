import { z } from 'zod';

/** What is wrong in a configuration: where, and what to write instead. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What can be read of a value that may have faults: a faulty part is undefined. */
export type Readable<T> = T extends readonly (infer Each)[]
  ? readonly (Readable<Each> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Readable<T[Key]> | undefined }
    : T;

/** A rule between parts of a value that are sound each by itself. */
export type Rule<T> = (value: Readable<T>) => Iterable<Fault>;

/** A schema whose rules are held even where parts of the value are faulty, so that whoever corrects a file hears of all faults at once. */
export function withRules<S extends z.ZodType>(schema: S, ...rules: readonly Rule<z.output<S>>[]): S {
  const hold = z.superRefine<z.output<S>>(
    (value, context) => {
      const parts = readable(
        value,
        context.issues.map(({ path = [], ...issue }) => ({ ...issue, path })),
      );
      if (parts === undefined) return;
      for (const rule of rules)
        for (const { path, message } of rule(parts as Readable<z.output<S>>))
          context.addIssue({ code: 'custom', message, path: [...path] });
    },
    { when: () => true },
  );
  return schema.check(hold);
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly discriminator?: unknown;
}

function readable(value: unknown, issues: readonly Issue[]): unknown {
  if (issues.some(({ code, path }) => code !== 'unrecognized_keys' && path.length === 0)) return undefined;
  if (issues.length === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each, i) => readable(each, below(issues, i)));
  // A key that nobody knows may be one that is missing, misspelt: an empty list beside it proves nothing.
  const misspelt = issues.some(({ code, path }) => code === 'unrecognized_keys' && path.length === 0);
  // Nothing has looked at the parts of what is of no known kind: its plain values can be compared, and no more.
  const unknownKind = issues.some(({ discriminator, path }) => discriminator !== undefined && path.length === 1);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => {
      if ((misspelt && Array.isArray(part) && part.length === 0) || (unknownKind && typeof part === 'object'))
        return [];
      return [[key, readable(part, below(issues, key))]];
    }),
  );
}

const below = (issues: readonly Issue[], key: string | number): Issue[] =>
  issues.flatMap((issue) => (String(issue.path[0]) === String(key) ? [{ ...issue, path: issue.path.slice(1) }] : []));

type Entries<Key extends string> = readonly ({ readonly [K in Key]?: unknown } | undefined)[] | undefined;

/** The faults of the entries of a list, at this path, that have a value of this key again. */
export function* namedTwice<Key extends string>(
  entries: Entries<Key>,
  key: Key,
  path: Fault['path'],
): Generator<Fault> {
  const values = entries?.map((entry) => entry?.[key]) ?? [];
  for (const [i, value] of values.entries())
    if (value !== undefined && values.indexOf(value) < i)
      yield { path: [...path, i, key], message: `${key} ${String(value)} is named twice` };
}

/** The fault of a value at this path that names an entry which a list lacks. An entry that can't be read may be the one. */
export function* lacking(
  value: string | number | undefined,
  { entries, fault }: { readonly entries: Entries<'id'>; readonly fault: (value: string | number) => string },
  path: Fault['path'],
): Generator<Fault> {
  if (value === undefined || entries === undefined) return;
  if (entries.some((entry) => entry?.id === undefined || entry.id === value)) return;
  yield { path, message: fault(value) };
}
