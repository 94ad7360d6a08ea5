import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clientIdOf, type Identity, identityOf, isTooLong, ServerRole, UnitRole, urisOf } from './identity.ts';

const level = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/);
const identity: fc.Arbitrary<Identity> = fc.oneof(
  fc.record({
    role: fc.constantFrom(...UnitRole.options),
    city: level,
    office: level,
    section: level,
    unit: level,
  }),
  fc.record({ role: fc.constantFrom(...ServerRole.options), unit: level }),
);
const LEAD = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin', unit: 'ukyo-shimin-1' } as const;

it('who a machine is comes back from the names of its certificate, among whatever other names it has', () =>
  fc.assert(
    fc.property(identity, fc.array(fc.webUrl()), (who, others) => {
      expect(identityOf([...others, ...urisOf(who)])).toEqual(who);
    }),
  ));

it('no two machines have one client id', () =>
  fc.assert(
    fc.property(identity, identity, (one, other) => {
      const same = urisOf(one)[0] === urisOf(other)[0];
      expect(clientIdOf(one) === clientIdOf(other)).toBe(same);
    }),
  ));

it('names that are together longer than a certificate carries are told', () => {
  expect(isTooLong(LEAD)).toBe(false);
  expect(isTooLong({ ...LEAD, unit: 'u'.repeat(32), section: 's'.repeat(32) })).toBe(true);
});

it.each([
  ['nobody', []],
  ['a place without a role', urisOf(LEAD).slice(0, 1)],
  ['a role without a place', urisOf(LEAD).slice(1)],
  ['two places', [...urisOf(LEAD), 'matazu://kyoto/ukyo/hoken/ukyo-hoken-1']],
  ['two roles', [...urisOf(LEAD), 'matazu-role:hub']],
  ['a unit that says it is a hub', [urisOf(LEAD)[0], 'matazu-role:hub']],
  ['a hub that says it is a lead', ['matazu://hub', 'matazu-role:lead']],
  ['a role that there is not', [urisOf(LEAD)[0], 'matazu-role:root']],
  ['a filter for a name', ['matazu://kyoto/+/shimin/u', 'matazu-role:lead']],
  ['a level too few', ['matazu://kyoto/ukyo/shimin', 'matazu-role:lead']],
  ['a level too many', ['matazu://kyoto/ukyo/shimin/u/v', 'matazu-role:lead']],
  ['capitals', ['matazu://Kyoto/ukyo/shimin/u', 'matazu-role:lead']],
])('%s is no identity', (_, uris) => {
  expect(identityOf(uris)).toBeUndefined();
});
