import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { EdgeConfiguration } from '../edge/configuration.ts';
import { openLead } from '../edge/lead.ts';
import { PrinterSimulator } from '../hardware/printer/simulator.ts';
import { AsciiSignSimulator } from '../hardware/sign/ascii-simulator.ts';
import { TcpOutlet } from '../hardware/simulation/tcp-outlet.ts';
import { aFolder } from '../hardware/testing/folder.ts';
import { systemTimers } from '../hardware/timers.ts';
import { HubConfiguration } from '../hub/configuration.ts';
import { openHub } from '../hub/hub.ts';
import { OfficeView } from '../protocol/congestion/views.ts';

const SOON = { interval: 10, timeout: 15_000 };
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const now = (): number => Date.parse('2026-11-24T10:00+09:00') + Math.round(performance.now());
const shared = { logger, version: 'test' };

async function plug(device: ConstructorParameters<typeof TcpOutlet>[0]) {
  const outlet = new TcpOutlet(device);
  const { host, port } = await outlet.open();
  onTestFinished(() => outlet.close());
  return { tcp: `${host}:${port}` };
}

/** A hub, and a lead as a town has it: numbers without letters in bands, two papers a ticket, a sign of three figures. */
async function setup() {
  const folder = await aFolder();
  const hub = await openHub({
    configuration: HubConfiguration.parse({
      http: { port: 0 },
      mqtt: { port: 0 },
      data: join(folder, 'hub'),
      offices: [{ path: 'hokkaido/memuro', name: { ja: '町役場', en: 'Town hall' } }],
    }),
    ...shared,
    now,
  });
  onTestFinished(() => hub.close());
  const printer = new PrinterSimulator();
  const sign = new AsciiSignSimulator(3);
  const data = join(folder, 'lead');
  const configuration = EdgeConfiguration.parse({
    role: 'lead',
    unit: 'lead',
    office: 'hokkaido/memuro',
    section: { id: 'jumin', name: { ja: '住民生活課', en: 'Residents' } },
    data,
    http: { port: 0 },
    hub: { url: `mqtt://127.0.0.1:${hub.mqttPort}` },
    hours: { opens: '08:30', closes: '17:00' },
    services: [
      { id: 'shomei', numbers: { from: 1, to: 499 }, name: '証明書' },
      { id: 'ido', numbers: { from: 500, to: 799 }, name: '転入・転出' },
      { id: 'zei', numbers: { from: 800 }, name: '税' },
    ],
    counters: [{ id: 1, services: ['shomei', 'ido', 'zei'] }],
    devices: [
      {
        id: 'printer',
        kind: 'printer',
        driver: 'escpos',
        link: await plug(printer),
        layout: { template: 'config/ticket-two-papers.receipt' },
      },
      { id: 'sign', kind: 'sign', driver: 'ascii', width: 3, link: await plug(sign), counter: 1 },
    ],
  });
  if (configuration.role !== 'lead') throw new Error('not a lead');
  const open = async () => {
    const lead = await openLead({
      ...shared,
      configuration,
      timers: systemTimers,
      random: Math.random,
      clock: { now, trusted: () => true, speed: 1 },
    });
    onTestFinished(() => lead.close());
    /** At the kiosk: the first number waits for what the hub knows of today's. */
    const issue = async (service: string): Promise<string> => {
      const answer = await fetch(`http://127.0.0.1:${lead.httpPort}/api/v1/commands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'issue', service, by: 'kiosk' }),
      });
      expect(answer.status).toBe(200);
      return lead.view().tickets.at(-1)?.number ?? '';
    };
    const issued = async (...services: string[]): Promise<string[]> => {
      const numbers: string[] = [];
      for (const service of services) numbers.push(await issue(service));
      return numbers;
    };
    return { lead, issued };
  };
  const told = async (): Promise<OfficeView['sections'][number] | undefined> => {
    const answer = await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1/congestion/hokkaido/memuro`);
    return OfficeView.parse(await answer.json()).sections[0];
  };
  return { ...(await open()), open, data, told, printer, sign };
}

it('a town’s ticket has figures alone and two papers, from the press to the hub, and a lost log repeats none of any band', async () => {
  const { lead, issued, open, data, told, printer, sign } = await setup();
  expect(await issued('shomei', 'ido', 'zei', 'ido')).toEqual(['001', '500', '800', '501']);
  await vi.waitFor(() => expect(lead.view().tickets.map(({ print }) => print)).toEqual(Array(4).fill('printed')), SOON);
  expect(printer.paper().map(({ number }) => number)).toEqual(['001', '001', '500', '500', '800', '800', '501', '501']);
  expect(printer.violations).toEqual([]);
  lead.handle({ type: 'call-next', counter: 1 });
  lead.handle({ type: 'finish', counter: 1 });
  lead.handle({ type: 'call-next', counter: 1 });
  await vi.waitFor(() => expect(sign.text()).toBe('500'), SOON);
  expect(sign.violations).toEqual([]);
  expect(lead.view().services.map(({ letter, lastCalled }) => [letter, lastCalled])).toEqual([
    [null, '001'],
    [null, '500'],
    [null, null],
  ]);
  await vi.waitFor(async () => {
    const services = (await told())?.services;
    expect(services?.map(({ letter, waiting, lastCalled }) => [letter, waiting, lastCalled])).toEqual([
      [null, 0, '001'],
      [null, 1, '500'],
      [null, 1, null],
    ]);
  }, SOON);
  await vi.waitFor(() => expect(lead.view().hub).toEqual({ state: 'connected', pending: 0 }), SOON);
  await lead.close();
  await rm(data, { recursive: true });
  const again = await open();
  expect(await again.issued('ido', 'shomei', 'zei')).toEqual(['502', '002', '801']);
});
