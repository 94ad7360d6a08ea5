import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asyncApiText } from '../../protocol/wire/asyncapi.ts';
import { type Contract, closedWords, contractBreaches } from './contract-breaches.ts';
import type { Schema } from './schema-breaches.ts';

/*
 * Each folder here is a release, with the contract that it spoke. At the next release: copy protocol/wire/asyncapi.json as it was
 * released to test/release/VERSION/asyncapi.json; nothing else.
 */
const contractOf = (text: string): Contract => JSON.parse(text) as Contract;
const today = contractOf(asyncApiText());
const releases = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const released = (version: string): Contract =>
  contractOf(readFileSync(new URL(`${version}/asyncapi.json`, import.meta.url), 'utf8'));

/** Breaches that cannot be mended any more or were chosen with open eyes, by release; the changelog says what each costs. */
const KNOWN: Readonly<Record<string, readonly RegExp[]>> = {
  // A member of 0.1.0 drops a refusal with a code that it doesn't know, and tells staff that its lead is away.
  '0.1.0': [/^replies: an earlier version reads a later one: refused\.code: the word "[^"]+" is not read$/],
};
/** There are seven of them in every version. */
const WEEKDAYS = ['about.hours.monthly[].weekday'];

describe("today's wire", () => {
  it('has a release to be held against', () => {
    expect(releases).toContain('0.1.0');
  });

  it.each(releases)('is understood by %s, and understands it', (version) => {
    const breaches = contractBreaches(released(version), today);
    expect(breaches.filter((breach) => !KNOWN[version]?.some((known) => known.test(breach)))).toEqual([]);
  });

  it('drops no message for a word of a later version; commands alone are refused for one', () => {
    const { messages, schemas } = today.components;
    const told = Object.entries(messages).filter(([name]) => name !== 'commands');
    expect([
      ...told.flatMap(([name, { payload }]) => closedWords(payload, name)),
      ...closedWords(schemas.Event),
    ]).toEqual(WEEKDAYS);
  });
});

describe('a contract', () => {
  const { channels, operations, components } = today;
  const { waiting: _, ...fewer } = channels;
  const publish = (mqtt: { readonly qos: number; readonly retain: boolean }): Contract => ({
    ...today,
    operations: { ...operations, 'publish-waiting': { bindings: { mqtt } } },
  });
  const waiting = (change: (payload: Schema) => Schema): Contract => {
    const messages = {
      ...components.messages,
      waiting: { payload: change(components.messages.waiting?.payload ?? {}) },
    };
    return { ...today, components: { ...components, messages } };
  };

  it.each<[string, Contract, string]>([
    ['lost a channel', { ...today, channels: fewer }, 'waiting: the channel is gone'],
    [
      'moved a topic',
      { ...today, channels: { ...channels, waiting: { address: 'matazu/v1/{city}/queue' } } },
      'waiting: topic was matazu/v1/{city}/{office}/{section}/waiting and is matazu/v1/{city}/queue',
    ],
    ['keeps no message any more', publish({ qos: 1, retain: false }), 'waiting: retain was true and is false'],
    ['sends at another quality', publish({ qos: 0, retain: true }), 'waiting: qos was 1 and is 0'],
    [
      'needs a new field',
      waiting((payload) => ({ ...payload, required: [...(payload.required ?? []), 'place'] })),
      'waiting: a later version reads an earlier one: place: is needed, and may be left off',
    ],
    [
      'leaves a needed field off',
      waiting((payload) => ({ ...payload, required: ['services'] })),
      'waiting: an earlier version reads a later one: observedAt: is needed, and may be left off',
    ],
  ])('that %s is said to have', (_, later, breach) => {
    expect(contractBreaches(today, later)).toEqual([breach]);
  });

  it('that lost an event is said to have, and may have a new one', () => {
    const [first, ...rest] = components.schemas.Event.oneOf ?? [];
    const fewerEvents: Contract = { ...today, components: { ...components, schemas: { Event: { oneOf: rest } } } };
    expect(first?.properties?.type?.const).toBe('day-opened');
    expect(contractBreaches(today, fewerEvents)).toEqual([
      'events, each: a later version reads an earlier one: (all): day-opened is not read',
    ]);
    expect(contractBreaches(fewerEvents, today)).toEqual([]);
  });

  it('that reads its own words alone is found, by the path of each', () => {
    const kept = released('0.1.0').components.messages.replies?.payload ?? {};
    expect(closedWords(kept, 'replies')).toEqual(['replies.refused.code']);
  });
});
