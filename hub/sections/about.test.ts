import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MessageInput } from '../../protocol/wire/topics.ts';
import { encode } from '../../protocol/wire/topics.ts';
import { HUB_PACE } from '../pace.ts';
import { connectLead, dayOf, Opened, openTestHub, shimin, temporaryFolder } from '../testing/test-hub.ts';

const SOON = { timeout: 15_000 };
const opened = new Opened();
afterEach(() => opened.close());

const OFFICES = [{ path: 'kyoto/ukyo', name: { ja: '右京区役所', en: 'Ukyo Ward Office' } }];
const about = (ja: string): MessageInput<'about'> => ({
  at: 1,
  unit: 'ukyo-shimin-1',
  name: { ja, en: "Citizens' counter" },
  hours: { opens: '00:00', closes: '23:59', timezone: 'Asia/Tokyo', closedOn: [] },
  services: [
    { id: 'shomei', letter: 'A', name: { ja: '住民票・証明書', en: 'Certificates' }, expectedMinutes: 5 },
    { id: 'ido', letter: 'B', name: { ja: '住所の異動', en: 'Moving in or out' }, expectedMinutes: 14 },
  ],
  counters: [{ id: 1, services: ['shomei', 'ido'] }],
});

async function setup(offices: readonly object[] = OFFICES) {
  const folder = await temporaryFolder(opened);
  const pace = { ...HUB_PACE, publishEveryMs: 20, lookEveryMs: 20, retryAfterMs: 20 };
  const open = (named = offices) => openTestHub(opened, folder, { offices: named, pace });
  const hub = await open();
  const lead = await connectLead(opened, hub.broker);
  const say = async (message: object): Promise<void> => {
    const { topic, payload, retain } = encode('about', shimin, about('市民窓口課'));
    await lead.publish(topic, JSON.stringify({ ...JSON.parse(payload), ...message }), retain);
  };
  return { hub, lead, open, say };
}

describe('what a section’s lead says that it is', () => {
  it('is on the hub’s page, though the hub names its office alone', async () => {
    const { hub, lead, say } = await setup();
    await say({});
    await lead.deliver([{ epoch: 1, events: dayOf(6, 2) }]);
    await vi.waitFor(async () => {
      const section = await hub.section();
      expect(section).toMatchObject({ name: { ja: '市民窓口課' }, freshness: 'live' });
      expect(section?.services.map(({ letter, name }) => [letter, name.ja])).toEqual([
        ['A', '住民票・証明書'],
        ['B', '住所の異動'],
      ]);
    }, SOON);
  });

  it('wins over what the hub’s configuration still says of the section, and is followed when it changes', async () => {
    const section = { id: 'shimin', name: { ja: '古い名', en: 'Old name' } };
    const { hub, say } = await setup([{ ...OFFICES[0], sections: [section] }]);
    expect(await hub.section()).toMatchObject({ name: { ja: '古い名' } });
    await say({});
    await vi.waitFor(async () => expect(await hub.section()).toMatchObject({ name: { ja: '市民窓口課' } }), SOON);
    await say({ name: { ja: '市民課', en: 'Citizens' } });
    await vi.waitFor(async () => expect(await hub.section()).toMatchObject({ name: { ja: '市民課' } }), SOON);
  });

  it('is known after a restart with the lead switched off, though the configuration names the section no more', async () => {
    const same = { id: 'shimin', name: about('市民窓口課').name };
    const { hub, lead, open, say } = await setup([{ ...OFFICES[0], sections: [same] }]);
    await say({});
    await vi.waitFor(async () => expect((await hub.section())?.services).toHaveLength(2), SOON);
    await lead.close();
    await hub.close();
    const again = await open(OFFICES);
    expect(await again.section()).toMatchObject({ name: same.name, services: [{ letter: 'A' }, { letter: 'B' }] });
  });

  it('is taken as far as it is understood: fields of a later version are left off', async () => {
    const { hub, say } = await setup();
    await say({ procedures: ['tennyu'], hours: { ...about('').hours, byMoon: true } });
    await vi.waitFor(async () => expect(await hub.section()).toMatchObject({ name: { ja: '市民窓口課' } }), SOON);
  });

  it('is dropped where it is none, and counted', async () => {
    const { hub, say } = await setup();
    await say({ services: 'A to Z' });
    await vi.waitFor(async () => expect(await hub.metric('matazu_ingest_faults_total')).toBe(1), SOON);
    expect(await hub.section()).toBeUndefined();
  });
});
