import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Identity, isUnit, ServerRole, UnitRole } from '../identity/identity.ts';
import { grantsOf, mayPublish, maySubscribe } from './rights.ts';
import { type Channel, type ChannelName, channels, filterOf, topicOf } from './topics.ts';

const names = Object.keys(channels) as ChannelName[];
const level = fc.constantFrom('kyoto', 'ukyo', 'shimin', 'hoken', 'u-1', 'u-2');
const place = fc.record({ city: level, office: level, section: level, unit: level });
const identity: fc.Arbitrary<Identity> = fc.oneof(
  fc.tuple(place, fc.constantFrom(...UnitRole.options)).map(([at, role]) => ({ ...at, role })),
  fc.constantFrom(...ServerRole.options).map((role) => ({ role, unit: 'hub' })),
);
const LEAD = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin', unit: 'u-1' } as const;

/** The table read by hand: whether a machine is one of those that are named, at this address. */
function isNamed(who: Identity, parties: Channel['from'], at: Record<string, string>, name: ChannelName): boolean {
  if (!parties.some((party) => (party === 'unit' ? isUnit(who) : party === who.role))) return false;
  if (!isUnit(who)) return true;
  const its: Record<string, string> = { city: who.city, office: who.office, section: who.section, unit: who.unit };
  return [...channels[name].topic.matchAll(/\{(\w+)\}/g)].every(([, key = '']) => its[key] === at[key]);
}

describe('the rights of a machine', () => {
  it('are to say what the table says that it says, of its own place, and nothing else', () =>
    fc.assert(
      fc.property(identity, place, fc.constantFrom(...names), (who, at, name) => {
        const { from } = channels[name];
        expect(mayPublish(grantsOf(who), topicOf(name, at))).toBe(isNamed(who, from, at, name));
      }),
      { numRuns: 3_000 },
    ));

  it('are to hear what the table says is told to it or to anyone, and nothing else', () =>
    fc.assert(
      fc.property(identity, place, fc.constantFrom(...names), (who, at, name) => {
        const { to } = channels[name] as Channel;
        const may = to === 'anyone' ? who.role !== 'broker' : isNamed(who, to, at, name);
        expect(maySubscribe(grantsOf(who), topicOf(name, at))).toBe(may);
      }),
      { numRuns: 3_000 },
    ));

  it('to hear many topics at once are rights to each of them', () =>
    fc.assert(
      fc.property(
        identity,
        place,
        fc.constantFrom(...names),
        fc.subarray(['city', 'office', 'section', 'unit']),
        (...it) => {
          const [who, at, name, given] = it;
          const filter = filterOf(name, Object.fromEntries(Object.entries(at).filter(([key]) => given.includes(key))));
          if (!maySubscribe(grantsOf(who), filter)) return;
          expect(maySubscribe(grantsOf(who), topicOf(name, at))).toBe(true);
        },
      ),
      { numRuns: 3_000 },
    ));

  it.each([
    '#',
    'matazu/#',
    'matazu/v1/kyoto/ukyo/shimin/#',
    '+/+/+/+/+/+',
    '$SYS/#',
    'matazu/v1/kyoto/ukyo/shimin/+',
    '',
  ])('are none to everything below “%s”, not even for a hub', (filter) => {
    expect(maySubscribe(grantsOf(LEAD), filter)).toBe(false);
    expect(maySubscribe(grantsOf({ role: 'hub', unit: 'hub' }), filter)).toBe(false);
  });

  it('of a lead and of a hub are those that an outside broker was tried with', () => {
    expect(grantsOf(LEAD)).toEqual({
      publish: ['events', 'about', 'waiting', 'announcements', 'units/u-1', 'replies'].map(
        (last) => `matazu/v1/kyoto/ukyo/shimin/${last}`,
      ),
      subscribe: [
        'matazu/v1/kyoto/ukyo/shimin/acked',
        'matazu/v1/+/+/+/about',
        'matazu/v1/+/+/+/waiting',
        'matazu/v1/kyoto/ukyo/shimin/commands',
        'matazu/v1/+/+/congestion',
        'matazu/v1/+/congestion',
        'matazu/v1/+/revoked',
      ],
    });
    expect(grantsOf({ role: 'hub', unit: 'hub' }).publish).toEqual([
      'matazu/v1/+/+/+/acked',
      'matazu/v1/+/+/+/commands',
      'matazu/v1/+/+/congestion',
      'matazu/v1/+/congestion',
      'matazu/v1/+/revoked',
    ]);
  });
});
