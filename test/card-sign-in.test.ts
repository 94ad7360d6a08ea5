import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openStaffCards } from '../edge/counter/staff-cards.ts';
import { openTestMember } from '../edge/testing/open-units.ts';
import { firstSupervisor, here, openWard, PIN, type Visitor } from '../edge/testing/open-ward.ts';
import { StorageCard } from '../hardware/card-reader/simulator/storage-card.ts';
import { VPCD_PORT } from '../hardware/simulation/vpcd-outlet.ts';
import { aFolder } from '../hardware/testing/folder.ts';
import { openPcscd, type Pcscd, pcscdMissing } from '../hardware/testing/pcscd.ts';
import { openVirtualReader, type VirtualReader } from '../hardware/testing/virtual-reader.ts';
import { cardReader } from './testing/configurations.ts';
import { until } from './testing/until.ts';

vi.setConfig({ testTimeout: 240_000 });
/** Between two taps of one card another is put there: a card that slips is one tap. */
const STRANGER = '0114b34d87654321';
const NUMBER = '0114b34d12345678';
const DUTIES = [{ id: 'certificates', services: ['shomei'] }];

if (pcscdMissing !== null) process.stderr.write(`${pcscdMissing}\n`);
describe.skipIf(pcscdMissing !== null)('a staff card with its PIN', () => {
  let pcscd: Pcscd;
  beforeAll(async () => {
    pcscd = await openPcscd();
  }, 600_000);
  afterAll(() => pcscd?.close());

  const virtualReader = (port?: number): VirtualReader => {
    const opened = openVirtualReader(port);
    onTestFinished(() => opened.close());
    return opened;
  };
  /** Asks for something for which a card is put on a reader, until that was heard. */
  const withCard = async (at: VirtualReader, ask: () => ReturnType<Visitor['ask']>, number = NUMBER) => {
    await at.insert(new StorageCard('felica', number));
    let answer = await ask();
    await until('the card was read', async () => {
      if (answer.body?.code === 'no-card') answer = await ask();
      return answer.body?.code !== 'no-card';
    });
    await at.remove();
    return answer;
  };

  it('signs its owner in at the lead’s reader and at a member’s, each tap once, and closes no counter on the way', async () => {
    const ward = await openWard();
    const cards = openStaffCards({
      folder: join(ward.data, 'staff-cards'),
      clock: { now: Date.now, trusted: () => true, speed: 1 },
    });
    cards.enrol(Buffer.from(NUMBER, 'hex'), 'certificates');
    const [first, second] = [virtualReader(), virtualReader(VPCD_PORT + 1)];
    const lead = await ward.open({}, { duties: DUTIES, devices: [cardReader(1, '00 00')] });
    const member = await openTestMember(lead, {
      lead: { url: `mqtt://127.0.0.1:${lead.lanPort}`, pages: `http://127.0.0.1:${lead.httpPort}` },
      data: await aFolder(),
      devices: [cardReader(2, '00 01')],
    });
    const stateOf = (id: number) => lead.view().counters.find(({ counter }) => counter === id)?.state;
    const boss = await firstSupervisor(here(lead), ward.codes[0]);
    expect((await boss.ask('/people', { name: '田中', role: 'staff', counter: 1 })).body.code).toBe('no-card');
    const enrolled = await withCard(first, () => boss.ask('/people', { name: '田中', role: 'staff', counter: 1 }));
    await until('the card opened its counter', () => stateOf(1) === 'open');
    const desk = here(lead);
    expect((await desk.ask('/sign-in/first', { code: enrolled.body.code, name: '田中', pin: PIN })).status).toBe(200);
    await desk.ask('/sign-out', {});
    await desk.ask('/sign-in/card', { counter: 1 });
    const stranger = await withCard(first, () => here(lead).ask('/sign-in', { counter: 1, pin: PIN }), STRANGER);
    expect(stranger.body.code).toBe('wrong-pin');
    const arrived = await withCard(first, () => desk.ask('/sign-in', { counter: 1, pin: PIN }));
    expect(arrived.body).toMatchObject({ role: 'staff', name: null });
    expect(stateOf(1)).toBe('open');
    expect((await here(lead).ask('/sign-in', { counter: 1, pin: PIN })).body.code).toBe('no-card');

    const far = here({ httpPort: member.httpPort ?? 0 });
    far.cookie = boss.cookie;
    const other = await withCard(second, () => far.ask('/people', { name: '鈴木', role: 'staff', counter: 2 }));
    const window = here({ httpPort: member.httpPort ?? 0 });
    await window.ask('/sign-in/first', { code: other.body.code, name: '鈴木', pin: '739164' });
    await window.ask('/sign-out', {});
    await withCard(
      second,
      () => here({ httpPort: member.httpPort ?? 0 }).ask('/sign-in', { counter: 2, pin: PIN }),
      STRANGER,
    );
    const there = await withCard(second, () => window.ask('/sign-in', { counter: 2, pin: '739164' }));
    expect(there.body.role).toBe('staff');
    expect(
      ((await boss.ask('/people')).body as unknown as { methods: { card: boolean } }[]).filter(
        ({ methods }) => methods.card,
      ),
    ).toHaveLength(2);
  });
  it('that is lost lets nobody in, with the PIN of before or the next one, once its owner is enrolled anew without it', async () => {
    const ward = await openWard();
    const reader = virtualReader();
    const lead = await ward.open({}, { duties: DUTIES, devices: [cardReader(1, '00 00')] });
    const boss = await firstSupervisor(here(lead), ward.codes[0]);
    const found = async (pin: string) => {
      const finder = here(lead);
      await withCard(reader, () => finder.ask('/sign-in', { counter: 1, pin: '111222' }), STRANGER);
      return withCard(reader, () => finder.ask('/sign-in', { counter: 1, pin }));
    };
    const first = await withCard(reader, () => boss.ask('/people', { name: '田中', role: 'staff', counter: 1 }));
    const owner = here(lead);
    await owner.ask('/sign-in/first', { code: first.body.code, name: '田中', pin: PIN });
    expect((await found(PIN)).body).toMatchObject({ role: 'staff' });
    const { body } = await boss.ask('/people', { name: '田中', role: 'staff' });
    expect((await found(PIN)).body.code).toBe('wrong-pin');
    const next = '739164';
    expect((await owner.ask('/sign-in/first', { code: body.code, name: '田中', pin: next })).status).toBe(200);
    expect((await found(PIN)).body.code).toBe('wrong-pin');
    expect((await found(next)).body.code).toBe('wrong-pin');
    expect((await here(lead).ask('/sign-in', { name: '田中', pin: next })).body.role).toBe('staff');
  });
});
