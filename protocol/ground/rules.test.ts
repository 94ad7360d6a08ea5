import { expect, it } from 'vitest';
import { z } from 'zod';
import { lacking, namedTwice, withRules } from './rules.ts';

const House = withRules(
  z.strictObject({
    rooms: z.array(z.strictObject({ id: z.string(), floor: z.int().default(1) })).default([]),
    doors: z.array(z.strictObject({ to: z.string(), width: z.number() })).default([]),
    lift: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('rope'), to: z.string() })]).optional(),
  }),
  function* ({ rooms, doors, lift }) {
    yield* namedTwice(rooms, 'id', ['rooms']);
    const known = { entries: rooms, fault: (id: string | number) => `no room ${id}` };
    for (const [i, door] of (doors ?? []).entries()) yield* lacking(door?.to, known, ['doors', i, 'to']);
    yield* lacking(lift?.to, known, ['lift', 'to']);
  },
);

const faultsOf = (house: unknown): string[] =>
  House.safeParse(house).error?.issues.map(({ path }) => path.join('.')) ?? [];
const rooms = [{ id: 'hall' }, { id: 'cellar' }];

it('a rule is held where another part has a fault of its own', () => {
  const doors = [
    { to: 'hall', width: 1 },
    { to: 'attic', width: 'wide' },
  ];
  expect(faultsOf({ rooms, doors })).toEqual(['doors.1.width', 'doors.1.to']);
  expect(faultsOf({ rooms: [...rooms, { id: 'hall', floor: 'first' }], doors: [{ to: 'attic', width: 1 }] })).toEqual([
    'rooms.2.floor',
    'rooms.2.id',
    'doors.0.to',
  ]);
});

it('an entry that can’t be read proves nothing missing', () => {
  const doors = [{ to: 'attic', width: 1 }];
  expect(faultsOf({ rooms: [...rooms, { id: 7 }], doors })).toEqual(['rooms.2.id']);
  expect(faultsOf({ rooms: 'hall, cellar', doors })).toEqual(['rooms']);
});

it('a list that is missing beside a key that nobody knows proves nothing missing either', () => {
  expect(faultsOf({ room: rooms, doors: [{ to: 'hall', width: 1 }] })).toEqual(['']);
  expect(faultsOf({ rooms: [], doors: [{ to: 'hall', width: 1 }] })).toEqual(['doors.0.to']);
});

it('of a part whose kind nobody knows the plain values are looked at', () => {
  expect(faultsOf({ rooms, lift: { kind: 'belt', to: 'attic' } })).toEqual(['lift.kind', 'lift.to']);
  expect(faultsOf({ rooms, lift: { kind: 'belt', to: { floor: 1 } } })).toEqual(['lift.kind']);
});

it('a value that is no house at all has the one fault', () => {
  expect(faultsOf('a house')).toEqual(['']);
});
