import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ButtonPanelSimulator } from '../hardware/button-panel/simulator.ts';
import { PrinterSimulator } from '../hardware/printer/simulator.ts';
import { SignSimulator } from '../hardware/sign/simulator.ts';
import { TcpOutlet } from '../hardware/simulation/tcp-outlet.ts';
import { systemTimers } from '../hardware/timers.ts';
import { EdgeConfiguration } from './configuration.ts';
import { type Lead, openLead } from './lead.ts';
import { openMember } from './member.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const shared = { logger, timers: systemTimers, random: () => 0.5, version: 'test' };
const SOON = { timeout: 15_000 };
const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

const buttons = { 1: 'call-next', 2: 'recall', 3: 'absent', 4: 'hold', 5: 'finish', 6: 'pause-counter' };
const office = { office: 'kyoto/ukyo', section: { id: 'shimin', name: '市民窓口課' } };

async function plug<D extends ConstructorParameters<typeof TcpOutlet>[0]>(device: D) {
  const outlet = new TcpOutlet(device);
  const { host, port } = await outlet.open();
  cleanup.push(() => outlet.close());
  return { device, link: { tcp: `${host}:${port}` } };
}

async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'matazu-lead-'));
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
  const clock = {
    now: () => Date.parse('2026-11-24T09:00+09:00') + Math.round(performance.now()),
    trusted: () => true,
    speed: 1,
  };
  const printer = await plug(new PrinterSimulator());
  const panel = await plug(new ButtonPanelSimulator());
  const sign = await plug(new SignSimulator());
  const configuration = EdgeConfiguration.parse({
    ...office,
    role: 'lead',
    unit: 'lead',
    data: folder,
    http: { port: 0 },
    lan: { port: 0 },
    hours: { opens: '08:30', closes: '17:00' },
    services: [
      { id: 'shomei', letter: 'A', name: '住民票・証明書' },
      { id: 'ido', letter: 'B', name: '住所の異動' },
    ],
    counters: [
      { id: 1, services: ['shomei', 'ido'] },
      { id: 2, services: ['ido', 'shomei'] },
    ],
    devices: [
      { id: 'printer', kind: 'printer', driver: 'escpos', link: printer.link },
      { id: 'panel', kind: 'button-panel', driver: 'serial', link: panel.link, counter: 1, buttons },
      { id: 'sign', kind: 'sign', driver: 'serial', link: sign.link, counter: 1 },
    ],
  });
  if (configuration.role !== 'lead') throw new Error('not a lead');
  const open = async (): Promise<Lead> => {
    const lead = await openLead({ ...shared, configuration, clock });
    cleanup.push(() => lead.close());
    return lead;
  };
  const lead = await open();
  await vi.waitFor(
    () => expect(lead.view().units[0]?.devices.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']),
    SOON,
  );
  return { lead, open, clock, printer: printer.device, panel: panel.device, sign: sign.device };
}

const issue = { type: 'issue', service: 'shomei', by: 'kiosk' } as const;
const prints = (lead: Lead): string[] => lead.view().tickets.map(({ print }) => print);

describe('a lead with its devices', () => {
  it('prints a ticket, proves it, and calls it to the sign when NEXT is pressed', async () => {
    const { lead, printer, panel, sign } = await setup();
    lead.handle(issue);
    await vi.waitFor(() => expect(prints(lead)).toEqual(['printed']), SOON);
    expect(printer.paper()[0]).toMatchObject({ number: 'A001', end: 'cut' });
    expect(printer.paper()[0]?.text).toContain('住民票・証明書');
    await vi.waitFor(() => expect(panel.leds.get(1)).toBe('on'), SOON);
    panel.press(1);
    await vi.waitFor(() => expect(sign.text().trim()).toBe('A001'), SOON);
    expect(lead.view().counters[0]).toMatchObject({ state: 'open', ticket: 'A001' });
    await vi.waitFor(() => expect(panel.leds.get(1)).toBe('off'), SOON);
  });

  it('acts once on a button that bounces', async () => {
    const { lead, panel } = await setup();
    for (let i = 0; i < 5; i++) lead.handle(issue);
    panel.setFault('bouncing', true);
    panel.setFault('release-lost', true);
    panel.press(1);
    await vi.waitFor(() => expect(lead.view().counters[0]?.ticket).toBe('A001'), SOON);
    panel.setFault('bouncing', false);
    panel.press(2);
    await vi.waitFor(() => expect(lead.view().tickets[0]?.recalls).toBe(1), SOON);
    expect(lead.view().counters[0]?.ticket).toBe('A001');
  });

  it('pauses with one button and resumes with the same', async () => {
    const { lead, panel } = await setup();
    lead.handle({ type: 'open-counter', counter: 1 });
    panel.press(6);
    await vi.waitFor(() => expect(lead.view().counters[0]?.state).toBe('paused'), SOON);
    await vi.waitFor(() => expect(panel.leds.get(6)).toBe('on'), SOON);
    await vi.waitFor(() => {
      panel.press(6);
      expect(lead.view().counters[0]?.state).toBe('open');
    }, SOON);
  });

  it('goes on without paper, prints when there is some again, and voids what nobody needs any more', async () => {
    const { lead, printer } = await setup();
    printer.setFault('paper-out', true);
    await vi.waitFor(() => expect(lead.view().units[0]?.devices[0]?.state).toBe('fault'), SOON);
    lead.handle(issue);
    lead.handle(issue);
    lead.handle({ type: 'cancel', ticket: 'A001' });
    await vi.waitFor(() => expect(prints(lead)).toEqual(['failed', 'pending']), SOON);
    printer.setFault('paper-out', false);
    await vi.waitFor(() => expect(prints(lead)).toEqual(['failed', 'printed']), SOON);
    expect(printer.paper().map(({ number }) => number)).toEqual(['A002']);
  });

  it('shows a print that was cut off as unknown, also after a restart, and prints it again when it is asked to, marked so', async () => {
    const { lead, open, printer } = await setup();
    printer.powerCycleAfterLines(2);
    lead.handle(issue);
    await vi.waitFor(() => expect(prints(lead)).toEqual(['unknown']), SOON);
    await lead.close();
    const again = await open();
    expect(prints(again)).toEqual(['unknown']);
    again.handle({ type: 'reprint', ticket: 'A001' });
    await vi.waitFor(() => expect(prints(again)).toEqual(['printed']), SOON);
    expect(printer.paper().at(-1)?.text).toContain('再発行');
  });

  it('finishes after a restart what it had promised: a ticket that was issued and not printed is printed', async () => {
    const { lead, open, printer, sign } = await setup();
    printer.setFault('unplugged', true);
    await vi.waitFor(() => expect(lead.view().units[0]?.devices[0]?.state).toBe('offline'), SOON);
    lead.handle(issue);
    lead.handle({ type: 'call-next', counter: 1 });
    await lead.close();
    sign.setFault('unplugged', true);
    sign.setFault('unplugged', false);
    printer.setFault('unplugged', false);
    const again = await open();
    await vi.waitFor(() => expect(prints(again)).toEqual(['printed']), SOON);
    await vi.waitFor(() => expect(sign.text().trim()).toBe('A001'), SOON);
    expect(printer.paper()).toHaveLength(1);
  });
});

describe('a member', () => {
  async function withMember({ clockBehindMs = 0 } = {}) {
    const section = await setup();
    const panel = await plug(new ButtonPanelSimulator());
    const sign = await plug(new SignSimulator());
    const configuration = EdgeConfiguration.parse({
      ...office,
      role: 'member',
      unit: 'member-2',
      lead: { url: `mqtt://127.0.0.1:${section.lead.lanPort}` },
      http: { port: 0 },
      devices: [
        { id: 'panel', kind: 'button-panel', driver: 'serial', link: panel.link, counter: 2, buttons },
        { id: 'sign', kind: 'sign', driver: 'serial', link: sign.link, counter: 2 },
      ],
    });
    if (configuration.role !== 'member') throw new Error('not a member');
    const clock = { ...section.clock, now: () => section.clock.now() - clockBehindMs };
    const member = await openMember({ ...shared, configuration, clock });
    cleanup.push(() => member.close());
    const unit = () => section.lead.view().units.find((each) => each.unit === 'member-2');
    await vi.waitFor(() => expect(unit()?.devices.map(({ state }) => state)).toEqual(['ok', 'ok']), SOON);
    return { ...section, member, unit, panel: panel.device, sign: sign.device };
  }

  it('calls through its lead, and shows what the lead says', async () => {
    const { lead, panel, sign } = await withMember();
    lead.handle({ ...issue, service: 'ido' });
    await vi.waitFor(() => expect(panel.leds.get(1)).toBe('on'), SOON);
    panel.press(1);
    await vi.waitFor(() => expect(sign.text().trim()).toBe('B001'), SOON);
    expect(lead.view().counters[1]).toMatchObject({ counter: 2, ticket: 'B001' });
  });

  it.each([[3_600_000], [-3_600_000]])('whose clock is %i ms behind serves all the same', async (clockBehindMs) => {
    const { lead, panel, sign } = await withMember({ clockBehindMs });
    // Nothing has been heard of the lead's time yet.
    panel.press(1);
    await vi.waitFor(() => expect(lead.view().counters[1]?.state).toBe('open'), SOON);
    // Its first try came too late; nobody reads that of a press that was done.
    expect(lead.view().counters[1]?.refused).toBeNull();
    lead.handle(issue);
    await vi.waitFor(() => {
      panel.press(1);
      expect(sign.text().trim()).toBe('A001');
    }, SOON);
  });

  it('blinks while its lead is away, and keeps the number that was called', async () => {
    const { lead, panel, sign } = await withMember();
    lead.handle(issue);
    panel.press(1);
    await vi.waitFor(() => expect(sign.text().trim()).toBe('A001'), SOON);
    await lead.close();
    await vi.waitFor(() => expect(panel.leds.get(1)).toBe('blink'), SOON);
    panel.press(1);
    expect(sign.text().trim()).toBe('A001');
  });

  it('that goes is told of as offline', async () => {
    const { member, unit } = await withMember();
    await member.close();
    await vi.waitFor(() => expect(unit()?.state).toBe('offline'), SOON);
  });
});
