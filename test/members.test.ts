import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { panel, sign, writeLead, writeMember } from './testing/configurations.ts';
import { leadView, post } from './testing/http.ts';
import { viewIsFold } from './testing/invariants.ts';
import { freePort } from './testing/ports.ts';
import { type Role, role } from './testing/program.ts';
import { plugInPanel, plugInSign } from './testing/simulators.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { readLog } from './testing/stores.ts';
import { until } from './testing/until.ts';
import { listen } from './testing/wire.ts';

const OFFICE = 'kyoto/ukyo';
const SECTION = 'shimin';
const NEXT = 1;
const RECALL = 2;
const FINISH = 5;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** A counter served by a member of its own: its panel and its sign at the wire. */
async function openCounter(counter: number, lanPort: number) {
  const [buttons, number] = [await plugInPanel(stage), await plugInSign(stage)];
  const devices = [panel(counter, buttons.port), sign(counter, number.port)];
  const file = writeMember(stage, { office: OFFICE, section: SECTION, counter, lanPort, devices });
  const member = role(stage, 'member', file);
  await member.start();
  return { unit: `ukyo-${SECTION}-${counter}`, role: member, panel: buttons, sign: number };
}

/** A lead that serves counter 1 by its staff page, and members at counters 2 and 3. No hub. */
async function openSection() {
  const [port, lanPort] = [await freePort(), await freePort()];
  const { file, data } = writeLead(stage, { office: OFFICE, section: SECTION, httpPort: port, lanPort });
  const lead: Role = role(stage, 'lead', file);
  await lead.start();
  const counters = [await openCounter(2, lanPort), await openCounter(3, lanPort)] as const;
  const view = () => leadView(port);
  const unitOf = async (name: string) => (await view()).units.find(({ unit }) => unit === name);
  /** Until the lead knows of every member and of each of its devices as working. */
  const allWork = () =>
    until('both members are there with their devices', async () => {
      const units = await Promise.all(counters.map(({ unit }) => unitOf(unit)));
      return units.every((unit) => unit?.state === 'online' && unit.devices.length === 2 && unit.devices.every(isWell));
    });
  await allWork();
  const issue = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await post(port, { type: 'issue', service: 'shomei', by: 'staff' });
  };
  return { lead, data, lanPort, counters, view, unitOf, allWork, issue };
}

const isWell = ({ state }: { readonly state: string }): boolean => state === 'ok';

describe("a section's members", () => {
  it('call at a press, each at its own counter, and their signs show whom', async () => {
    const { lead, data, counters, view, issue } = await openSection();
    await issue(3);
    const [second, third] = counters;
    second.panel.press(NEXT);
    await until('counter 2 shows A001', () => second.sign.text().trim() === 'A001');
    third.panel.press(NEXT);
    await until('counter 3 shows A002', () => third.sign.text().trim() === 'A002');
    const shown = await view();
    expect(shown.counters.map(({ ticket }) => ticket)).toEqual([null, 'A001', 'A002']);
    expect(second.sign.text().trim()).toBe('A001');
    await until('the lamp of NEXT is lit while somebody waits', () => second.panel.leds.get(NEXT) === 'on');
    expect([second, third].flatMap((each) => [...each.panel.violations, ...each.sign.violations])).toEqual([]);
    await lead.kill();
    expect(viewIsFold(readLog(data), shown)).toEqual([]);
  });

  it('come back to a lead that was killed: what was called stays on the sign, and the next press calls the next', async () => {
    const { lead, counters, view, allWork, issue } = await openSection();
    await issue(3);
    const [second] = counters;
    const pressedMs = performance.now();
    second.panel.press(NEXT);
    await until('counter 2 shows A001', () => second.sign.text().trim() === 'A001');

    await lead.kill();
    await until('the lamps say that the lead is away', () => second.panel.leds.get(NEXT) === 'blink');
    expect(second.sign.text().trim()).toBe('A001');
    // Nobody answers: this press must not call anybody later on.
    second.panel.press(RECALL);
    await lead.start();
    await allWork();
    await until('the lamps say that it is back', () => second.panel.leds.get(NEXT) === 'on');
    expect(second.sign.text().trim()).toBe('A001');
    const restored = await view();
    expect(restored.counters.map(({ ticket }) => ticket)).toEqual([null, 'A001', null]);
    expect(restored.tickets.map(({ recalls }) => recalls)).toEqual([0, 0, 0]);

    second.panel.press(FINISH);
    await until('counter 2 shows nobody', () => second.sign.text().trim() === '');
    await until('a press of NEXT is one of its own', () => performance.now() - pressedMs > 2_000);
    second.panel.press(NEXT);
    await until('counter 2 shows A002', () => second.sign.text().trim() === 'A002');
    expect((await view()).tickets.map(({ state }) => state)).toEqual(['done', 'called', 'waiting']);
  });

  it('show on the lead when a device is unplugged, when it is back, and when the whole unit is gone', async () => {
    const { counters, unitOf, allWork } = await openSection();
    const [second, third] = counters;
    const panelOf = async (unit: string) => (await unitOf(unit))?.devices.find(({ kind }) => kind === 'button-panel');
    second.panel.setFault('unplugged', true);
    const unplugged = await until('its panel is offline', async () => {
      const device = await panelOf(second.unit);
      return device?.state === 'offline' && device;
    });
    expect(unplugged.detail).toMatch(/[ぁ-ん]/);
    expect((await panelOf(third.unit))?.state).toBe('ok');
    second.panel.setFault('unplugged', false);
    await allWork();

    await third.role.kill();
    await until('its last will says offline', async () => (await unitOf(third.unit))?.state === 'offline');
    expect((await unitOf(second.unit))?.state).toBe('online');
    await third.role.start();
    await allWork();
  });
});

describe("a command on the section's broker", () => {
  it('acts once however often it is delivered, the lead killed between two deliveries, and is answered alike', async () => {
    const { lead, data, lanPort, view, issue } = await openSection();
    await issue(2);
    const message = {
      id: 'press-1',
      expiresAt: Date.now() + 3_600_000,
      command: { type: 'call-next', counter: 1 },
    };
    const deliver = async (times: number): Promise<string[]> => {
      const wire = await until('the broker is there', () => listen(stage, lanPort));
      for (let i = 0; i < times; i++) await wire.publish(`matazu/v1/${OFFICE}/${SECTION}/commands`, message);
      const replies = () => wire.seen.filter(({ read }) => read?.channel === 'replies').map(({ payload }) => payload);
      await until('each delivery was answered', () => replies().length === times);
      return replies();
    };
    const before = await deliver(2);
    await lead.kill();
    await lead.start();
    const after = await deliver(1);
    expect(new Set([...before, ...after])).toHaveProperty('size', 1);
    expect((await view()).tickets.map(({ state }) => state)).toEqual(['called', 'waiting']);
    await lead.kill();
    const calls = readLog(data).filter(({ event }) => event.type === 'ticket-called');
    expect(calls.map(({ command }) => command)).toEqual(['press-1']);
  });

  it('is refused in words when it comes after it expired, and does nothing', async () => {
    const { lanPort, view, issue } = await openSection();
    await issue(1);
    const wire = await listen(stage, lanPort);
    const message = { id: 'late', expiresAt: Date.now() - 1, command: { type: 'call-next', counter: 1 } };
    await wire.publish(`matazu/v1/${OFFICE}/${SECTION}/commands`, message);
    const reply = await until('it was answered', () =>
      wire.seen.flatMap(({ read }) => (read?.channel === 'replies' ? [read.message] : [])).at(0),
    );
    expect(reply).toMatchObject({
      id: 'late',
      refused: { code: 'expired', message: { en: expect.stringContaining('too late') } },
    });
    expect((await view()).tickets.map(({ state }) => state)).toEqual(['waiting']);
  });
});
