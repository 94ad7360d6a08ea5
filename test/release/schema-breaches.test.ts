import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openEnum, openList } from '../../protocol/ground/open-enum.ts';
import { type Schema, schemaBreaches } from './schema-breaches.ts';

const Level = z.enum(['quiet', 'busy']);
const More = z.enum(['quiet', 'busy', 'packed']);
const opened = (at: z.ZodType) => z.object({ type: z.literal('opened'), at });
const closed = z.object({ type: z.literal('closed'), at: z.int() });
const shut = z.object({ type: z.literal('shut'), at: z.int() });

const schemaOf = (type: z.ZodType): Schema =>
  z.toJSONSchema(type, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) as Schema;
const breaches = (reader: z.ZodType, writer: z.ZodType, newTypes = false): string[] =>
  schemaBreaches({ reader: schemaOf(reader), writer: schemaOf(writer), newTypes });

describe('a reader takes all that is written', () => {
  it.each<[string, z.ZodType, z.ZodType]>([
    ['of the same schema', closed, closed],
    ['with a field more', z.object({ a: z.int() }), z.object({ a: z.int(), b: z.int() })],
    ['without a field that may be left off', z.object({ a: z.int(), b: z.int().optional() }), z.object({ a: z.int() })],
    ['without a field that has a default', z.object({ a: z.int().default(0) }), z.object({})],
    ['where a whole number is written for any', z.object({ a: z.number() }), z.object({ a: z.int() })],
    ['where less than the limits is written', z.array(z.string().max(9)).max(9), z.array(z.string().max(8)).max(8)],
    ['where one of several types is written', z.union([z.string(), z.int()]), z.string()],
    ['where null is never written', z.string().nullable(), z.string()],
    ['with a word more, of an open enum', openEnum(Level, 'quiet'), More],
    ['with a word more, of an open list', openList(Level), z.array(More).max(30)],
    ['of which it knows all words, whatever the writer reads', Level, openEnum(Level, 'quiet')],
    ['of a record', z.record(z.string().max(4), z.int()), z.record(z.string().max(4), z.int())],
    ['of anything', z.unknown(), closed],
  ])('%s', (_, reader, writer) => {
    expect(breaches(reader, writer)).toEqual([]);
  });

  it('but for types that it skips', () => {
    const reader = z.discriminatedUnion('type', [closed, shut]);
    const writer = z.discriminatedUnion('type', [closed, shut, opened(z.string())]);
    expect(breaches(reader, writer, true)).toEqual([]);
    expect(breaches(reader, writer, false)).toEqual(['(all): opened is not read']);
  });
});

describe('a breach', () => {
  it.each<[string, z.ZodType, z.ZodType, string]>([
    ['a field became needed', z.object({ a: z.int() }), z.object({}), 'a: is needed, and may be left off'],
    [
      'a needed field may be left off',
      z.object({ a: z.int() }),
      z.object({ a: z.int().optional() }),
      'a: is needed, and may be left off',
    ],
    ['a needed field has a default now', z.object({ a: z.int() }), z.object({ a: z.int().default(0) }), 'a: is needed'],
    ['another type', z.object({ a: z.int() }), z.object({ a: z.string() }), 'a: string is written, and only integer'],
    ['a fraction for a whole number', z.int(), z.number(), 'number is written, and only integer is read'],
    ['null', z.object({ a: z.string() }), z.object({ a: z.string().nullable() }), 'a: null is written'],
    ['anything', z.object({ a: z.int() }), z.object({ a: z.unknown() }), 'a: only integer is read, and anything'],
    ['a word more of a closed enum', Level, More, 'the word "packed" is not read'],
    ['any word where a few are read', Level, z.string(), 'only quiet, busy are read, and any word'],
    ['a word for a number', z.int(), Level, 'string is written, and only integer is read'],
    ['a longer word', z.string().max(8), z.string().max(9), 'maxLength 8 is read, and 9 may be written'],
    ['a word of any length', z.string().max(8), z.string(), 'maxLength 8 is read, and anything may be written'],
    ['a shorter word', z.string().min(2), z.string().min(1), 'minLength 2 is read, and 1 may be written'],
    ['a greater number', z.int().max(9), z.int().max(10), 'maximum 9 is read, and 10 may be written'],
    ['a smaller number', z.number().positive(), z.number(), 'exclusiveMinimum 0 is read, and anything'],
    ['more items', z.array(z.int()).max(5), z.array(z.int()).max(6), 'maxItems 5 is read, and 6 may be written'],
    ['other items', z.array(z.int()), z.array(z.string()), '[]: string is written, and only integer is read'],
    ['another pattern', z.string().regex(/^a$/), z.string().regex(/^b$/), 'only ^a$ is read, and ^b$ is written'],
    ['a field of a strict object', z.strictObject({}), z.object({ a: z.int() }), 'a: is refused as unknown'],
    [
      'another key of a record',
      z.record(z.string().max(4), z.int()),
      z.record(z.string().max(5), z.int()),
      '{key}: maxLength 4 is read, and 5 may be written',
    ],
    [
      'another value of a record',
      z.record(z.string(), z.int()),
      z.record(z.string(), z.string()),
      '{value}: string is written, and only integer is read',
    ],
    [
      'within one of several types',
      z.discriminatedUnion('type', [opened(z.int()), closed]),
      z.discriminatedUnion('type', [opened(z.string()), closed]),
      'at: string is written, and only integer is read',
    ],
  ])('%s is said with its path', (_, reader, writer, words) => {
    expect(breaches(reader, writer)).toEqual([expect.stringContaining(words)]);
  });

  it('is not looked for where a keyword is unknown: that must be taught first', () => {
    expect(() => schemaBreaches({ reader: { multipleOf: 2 }, writer: {}, newTypes: false })).toThrow('multipleOf');
  });
});
