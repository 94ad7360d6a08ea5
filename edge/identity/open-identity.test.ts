import { describe, expect, it } from 'vitest';
import { aFolder } from '../../hardware/testing/folder.ts';
import { KeptAuthority } from '../../protocol/identity/authority/kept-authority.ts';
import type { Identity } from '../../protocol/identity/identity.ts';
import { keepAnswer, requestIn } from '../../protocol/identity/join.ts';
import { openTestLead } from '../testing/open-units.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-11-24T10:00+09:00');
const LEAD: Identity = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin', unit: 'lead' };
async function anIdentity(identity: Identity = LEAD): Promise<{ readonly folder: string }> {
  const authority = await KeptAuthority.make(await aFolder(), { name: 'kyoto', now: START });
  const folder = await aFolder();
  const { request } = await requestIn(folder);
  const certificate = await authority.sign({ identity, names: [], request, now: START });
  await keepAnswer(folder, { certificate, authorities: authority.certificate });
  return { folder };
}

const at = (days: number, isTrusted = true) => ({
  clock: { now: () => START + days * DAY, trusted: () => isTrusted, speed: 1 },
});

describe('a unit’s certificate', () => {
  it('that nobody renewed is told to staff with what to do, and stops nobody', async () => {
    const identity = await anIdentity();
    const told = async (days: number, isTrusted = true) => {
      const lead = await openTestLead({ identity }, at(days, isTrusted));
      lead.handle({ type: 'open-day' });
      expect(lead.handle({ type: 'issue', service: 'shomei', by: 'kiosk' })).not.toHaveProperty('refused');
      return lead.view().units[0]?.devices ?? [];
    };
    expect(await told(59)).toEqual([]);
    expect(await told(61)).toEqual([
      {
        id: 'identity',
        kind: 'identity',
        state: 'attention',
        detail: expect.stringMatching(/更新されていません（期限 2月22日）。USBメモリで/),
      },
    ]);
    expect(await told(100)).toMatchObject([{ detail: expect.stringContaining('期限（2月22日）が切れました') }]);
    // A clock that nobody believes has no date to tell.
    expect(await told(100, false)).toEqual([]);
  });

  it.each<[string, Identity, string]>([
    ['another unit', { ...LEAD, unit: 'other' }, 'kyoto/ukyo/shimin/other'],
    ['another role', { ...LEAD, role: 'member' }, 'the member'],
    ['a hub', { role: 'hub', unit: 'hub' }, 'the hub hub'],
  ])('of %s is a fault that names both', async (_whose, identity, named) => {
    const opening = openTestLead({ identity: await anIdentity(identity) }, at(0));
    await expect(opening).rejects.toThrow(named);
    await expect(opening).rejects.toThrow('the lead kyoto/ukyo/shimin/lead');
  });

  it('lets nobody in where there is no authority to sign', async () => {
    const { folder } = await anIdentity();
    const opening = openTestLead({ identity: { folder, enrol: { port: 0 } } }, at(0));
    await expect(opening).rejects.toThrow('matazu ca init');
  });
});
