import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

/** What to write instead of what a configuration says, where its schema has no words of its own. */
export function whatToWrite(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords(issue);
    case 'invalid_value':
      return `write ${oneOf(issue.values)}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) ? `write ${oneOf(issue.options)}` : undefined;
    case 'too_small':
      return amount(issue.origin, 'at least', Number(issue.minimum));
    case 'too_big':
      return amount(issue.origin, 'at most', Number(issue.maximum));
    case 'invalid_format':
      return formatWords[issue.format];
    case 'invalid_key':
      return issue.issues[0]?.message;
    default:
      return undefined;
  }
}

function typeWords({ expected, inst }: Extract<Issue, { code: 'invalid_type' }>): string | undefined {
  if (expected === 'object') return `write its keys below it${keysOf(inst)}`;
  return {
    string: 'write a text, in quotes where it looks like a number: "08"',
    number: 'write a number, as in 10',
    int: 'write a whole number, as in 10',
    boolean: 'write true or false',
    array: 'write a list, as in [first, second]',
    tuple: 'write a list, as in [first, second]',
    record: 'write keys and what each stands for, as in { key: value }',
  }[expected as string];
}

/** Keys that must be there, or where none must, all that may. */
function keysOf(schema: unknown): string {
  const shape = (schema as { _zod?: { def?: { shape?: Record<string, z.core.$ZodType> } } } | undefined)?._zod?.def
    ?.shape;
  const keys = Object.keys(shape ?? {});
  const needed = keys.filter((key) => shape?.[key]?._zod.optin === undefined);
  const named = needed.length > 0 ? needed : keys;
  return named.length === 0 ? '' : `, as in { ${named.map((key) => `${key}: …`).join(', ')} }`;
}

function amount(origin: string, bound: string, count: number): string {
  if (origin === 'string') return `write ${bound} ${count} ${count === 1 ? 'character' : 'characters'}`;
  if (origin === 'array') return `name ${bound} ${count === 1 ? 'one' : count}`;
  return `write a number of ${bound} ${count}`;
}

const formatWords: Readonly<Record<string, string>> = {
  hostname: 'write the name of a machine, as in shimin.example.lg.jp',
  url: 'write an address, as in https://machi.example.jp',
};

/** `lead or member` */
function oneOf(values: readonly unknown[]): string {
  const words = values.map(String);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
