import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PrinterSimulator } from '../hardware/printer/simulator.ts';
import { holdTerminal } from '../hardware/testing/hold.ts';
import { aLogo } from '../hardware/testing/png.ts';
import { openPtyPair, ptyMissing } from '../hardware/testing/pty.ts';
import { printer as printerAt, writeLead } from './testing/configurations.ts';
import { leadView, post } from './testing/http.ts';
import { freePort } from './testing/ports.ts';
import { role, startMatazu } from './testing/program.ts';
import { plugInPrinter } from './testing/simulators.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { readLog } from './testing/stores.ts';
import { until } from './testing/until.ts';

if (ptyMissing !== null) process.stderr.write(`${ptyMissing}\n`);

/** A shared machine starts programs slowly. */
vi.setConfig({ testTimeout: 90_000 });

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

async function openLead(device: object) {
  const httpPort = await freePort();
  const { file, data } = writeLead(stage, {
    office: 'kyoto/ukyo',
    section: 'shimin',
    httpPort,
    devices: [{ ...printerAt(9), ...device }],
  });
  const lead = role(stage, 'lead', file);
  await lead.start();
  const view = () => leadView(httpPort);
  const state = async () => (await view()).units[0]?.devices[0];
  const prints = async () =>
    Object.fromEntries((await view()).tickets.map(({ number, print }) => [number, print] as const));
  const command = (command: object) => post(httpPort, command);
  const issue = (by = 'kiosk') => command({ type: 'issue', service: 'shomei', by });
  const becomes = (wanted: string) =>
    until(`the printer is ${wanted}`, async () => {
      const now = await state();
      return now?.state === wanted && now;
    });
  return { file, data, lead, view, prints, command, issue, becomes };
}

describe('tickets without paper', () => {
  it('wait in order, also through a killed lead; those whose visit is over never come out', async () => {
    const printer = await plugInPrinter(stage);
    const { lead, data, prints, command, issue, becomes } = await openLead({
      link: { tcp: `127.0.0.1:${printer.port}` },
    });
    await becomes('ok');
    printer.setFault('paper-out', true);
    expect((await becomes('fault')).detail).toContain('用紙がありません');
    for (let i = 0; i < 6; i++) await issue();
    await command({ type: 'cancel', ticket: 'A002' });
    await command({ type: 'call', ticket: 'A003', counter: 1 });
    await command({ type: 'finish', counter: 1 });
    await until('both are given up', async () => {
      const now = await prints();
      return now.A002 === 'failed' && now.A003 === 'failed';
    });
    await lead.kill();
    await lead.start();
    await becomes('fault');
    // Called and standing at the counter: that visit lives, and its paper is still owed.
    await command({ type: 'call', ticket: 'A004', counter: 2 });
    await issue('staff');
    await command({ type: 'cancel', ticket: 'A006' });
    expect(printer.paper()).toEqual([]);

    printer.setFault('paper-out', false);
    await until('all others are printed', async () => {
      const now = await prints();
      return ['A001', 'A004', 'A005', 'A007'].every((number) => now[number] === 'printed');
    });
    expect(printer.paper().map(({ number }) => number)).toEqual(['A001', 'A004', 'A005', 'A007']);
    expect(await prints()).toMatchObject({ A002: 'failed', A003: 'failed', A006: 'failed' });
    expect(printer.violations).toEqual([]);
    await lead.kill();
    const printed = readLog(data).filter(({ event }) => event.type === 'ticket-printed');
    expect(printed).toHaveLength(4);
  });
});

describe.skipIf(ptyMissing !== null)('a printer at USB', () => {
  it('prints for a lead, is missed when it is unplugged, and a ticket that was torn off is reprinted, marked so', async () => {
    const pty = stage.keep(await openPtyPair(stage.folder), (it) => it.remove());
    const simulator = new PrinterSimulator();
    stage.keep(await holdTerminal(simulator, pty.device), (letGo) => letGo());
    const { prints, command, issue, becomes } = await openLead({ link: { usb: pty.unit } });
    await issue();
    await until('it is printed', async () => (await prints()).A001 === 'printed');

    simulator.powerCycleAfterLines(3, 'stays');
    await issue();
    await until('nobody knows', async () => (await prints()).A002 === 'unknown');
    expect(simulator.paper().map(({ end }) => end)).toEqual(['cut', 'torn']);
    await command({ type: 'reprint', ticket: 'A002' });
    await until('it is printed', async () => (await prints()).A002 === 'printed');
    expect(simulator.paper().at(-1)).toMatchObject({ number: 'A002', text: expect.stringContaining('再発行') });

    await pty.remove();
    expect((await becomes('offline')).detail).toMatch(/ケーブル/);
    await issue();
    const again = stage.keep(await openPtyPair(stage.folder), (it) => it.remove());
    stage.keep(await holdTerminal(simulator, again.device), (letGo) => letGo());
    await until('the waiting ticket came out', async () => (await prints()).A003 === 'printed');
    expect(simulator.paper().filter(({ number }) => number === 'A003')).toHaveLength(1);
  });
});

describe("a ward's own ticket", () => {
  it('is what the lead prints', async () => {
    const printer = await plugInPrinter(stage);
    writeFileSync(
      stage.path('ward.receipt'),
      '{reprint}\n{logo}\n^^^ようこそ{section}へ\n^^^^^^^{number}\n次は {time} の番号です\n',
    );
    writeFileSync(stage.path('ward.png'), aLogo({ width: 200, height: 40 }).png);
    const layout = { template: stage.path('ward.receipt'), logo: stage.path('ward.png') };
    const { issue, prints } = await openLead({ link: { tcp: `127.0.0.1:${printer.port}` }, encoding: 'utf-8', layout });
    await issue();
    await until('it is printed', async () => (await prints()).A001 === 'printed');
    const [paper] = printer.paper();
    expect(paper?.text).toMatch(/ようこそ市民窓口課へ\nA001\n次は \d\d:\d\d の番号です/);
    expect(paper?.svg).toContain('<path');
    expect(printer.violations).toEqual([]);
  });

  it('is checked before anything starts: each fault with its path and line, status 78', async () => {
    writeFileSync(stage.path('ward.receipt'), '{reprint}\n{numbr}\n');
    writeFileSync(stage.path('wide.png'), aLogo({ width: 600, height: 40 }).png);
    const layout = { template: stage.path('ward.receipt'), logo: stage.path('wide.png') };
    const { file } = writeLead(stage, {
      office: 'kyoto/ukyo',
      section: 'shimin',
      httpPort: 0,
      devices: [{ ...printerAt(9), layout }],
    });
    const program = startMatazu(stage, 'check', file);
    await program.ended();
    const said = program.lines.join('\n');
    expect(said).toMatch(/devices\[0\]\.layout\.template \(line \d+\): line 2: nobody knows \{numbr\}/);
    expect(said).toMatch(/devices\[0\]\.layout\.template \(line \d+\): \{number\} is missing/);
    expect(said).toMatch(/devices\[0\]\.layout\.logo \(line \d+\): it is 600 dots wide, and 80 mm paper holds 576/);
    expect(program.status).toBe(78);
  });
});
