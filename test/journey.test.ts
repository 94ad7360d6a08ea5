import { mkdtempSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { EdgeConfiguration } from '../edge/configuration.ts';
import { openLead } from '../edge/lead.ts';
import { ButtonPanelSimulator } from '../hardware/button-panel/simulator.ts';
import { SignSimulator } from '../hardware/sign/simulator.ts';
import { TcpOutlet } from '../hardware/simulation/tcp-outlet.ts';
import { testEnvironment } from '../hardware/testing/environment.ts';
import { HubConfiguration } from '../hub/configuration.ts';
import { openHub } from '../hub/hub.ts';
import { read } from './testing/documents.ts';
import { root } from './testing/program.ts';

const NUMBER = 'A001';
const NINE = Date.parse('2026-11-24T09:00+09:00');
const SOON = { interval: 10, timeout: 15_000 };

async function plugIn<D extends ConstructorParameters<typeof TcpOutlet>[0]>(device: D) {
  const outlet = new TcpOutlet(device);
  const { host, port } = await outlet.open();
  onTestFinished(() => outlet.close());
  return { device, link: { tcp: `${host}:${port}` } };
}

async function setup() {
  const data = mkdtempSync(join(tmpdir(), 'matazu-journey-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const panel = await plugIn(new ButtonPanelSimulator());
  const sign = await plugIn(new SignSimulator());
  const hub = await openHub({
    configuration: HubConfiguration.parse({ http: { port: 0 }, mqtt: { port: 0 }, data: join(data, 'hub') }),
    logger: testEnvironment().logger,
    now: () => NINE,
    version: 'test',
  });
  onTestFinished(() => hub.close());
  const configuration = EdgeConfiguration.parse({
    unit: 'ukyo-shimin-1',
    office: 'kyoto/ukyo',
    section: { id: 'shimin', name: '市民窓口課' },
    role: 'lead',
    data: join(data, 'lead'),
    http: { port: 0 },
    lan: { port: 0 },
    hub: { url: `mqtt://127.0.0.1:${hub.mqttPort}` },
    hours: { opens: '08:30', closes: '17:00' },
    services: [{ id: 'shomei', letter: 'A', name: '住民票・証明書' }],
    counters: [{ id: 1, services: ['shomei'] }],
    devices: [
      {
        id: 'panel',
        kind: 'button-panel',
        driver: 'serial',
        link: panel.link,
        counter: 1,
        buttons: { 1: 'call-next' },
      },
      { id: 'sign', kind: 'sign', driver: 'serial', link: sign.link, counter: 1 },
    ],
  });
  if (configuration.role !== 'lead') throw new Error('not a lead');
  const clock = { now: () => NINE, trusted: () => true, speed: 1 };
  const lead = await openLead({ ...testEnvironment(), configuration, clock, version: 'test' });
  onTestFinished(() => lead.close());
  await vi.waitFor(() => expect(lead.view().units[0]?.devices.map(({ state }) => state)).toEqual(['ok', 'ok']), SOON);
  return { lead, panel: panel.device, sign: sign.device };
}

/** The stack below the first bytes with one of these texts that any socket is given, innermost first; what is waited for has no line in it. */
function stackOfBytes(...texts: readonly string[]): { frames: readonly string[] } {
  const seen: { frames: readonly string[] } = { frames: [] };
  const { write } = Socket.prototype;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  onTestFinished(() => {
    Object.assign(Socket.prototype, { write });
    Error.stackTraceLimit = stackTraceLimit;
  });
  Object.assign(Socket.prototype, {
    write(this: Socket, ...given: Parameters<typeof write>) {
      if (seen.frames.length === 0 && texts.some((text) => Buffer.from(given[0]).includes(text)))
        seen.frames = (new Error('here').stack ?? '').split('\n');
      return write.apply(this, given);
    },
  });
  return seen;
}

/** The files that the table of a journey names, in its order; one that is named in two rows running once. */
function filesOfTable(page: string, heading: string): string[] {
  const text = read(page);
  const from = text.indexOf(heading);
  const rows = text
    .slice(from, text.indexOf('\n## ', from))
    .split('\n')
    .filter((line) => /^\| \d/.test(line));
  return withoutRepeats(
    rows.flatMap((row) => [...(row.split('|')[2] ?? '').matchAll(/`([a-z][^`]*\.ts)`/g)].map(([, file = '']) => file)),
  );
}

const withoutRepeats = (files: readonly string[]): string[] => files.filter((file, i) => file !== files[i - 1]);

it('a pressed button goes to the sign in one synchronous stack, through the files that docs/architecture names', async () => {
  const { lead, panel, sign } = await setup();
  lead.handle({ type: 'issue', service: 'shomei', by: 'kiosk' });
  await vi.waitFor(() => expect(lead.view().hub).toEqual({ state: 'connected', pending: 0 }), SOON);
  // Whoever is told of the call first: the sign its number, a member what waits, the hub the log.
  const stack = stackOfBytes(NUMBER, 'ticket-called');
  panel.press(1);
  await vi.waitFor(() => expect(sign.text().trim()).toBe(NUMBER), SOON);
  const files = stack.frames.flatMap((frame) => {
    const [, file] = frame.match(/([^(\s]+\.ts):\d+:\d+\)?$/) ?? [];
    return file === undefined || file.endsWith('.test.ts') ? [] : [file.replace('file://', '').replace(root, '')];
  });
  expect(stack.frames.filter((frame) => frame.includes(' async '))).toEqual([]);
  expect(withoutRepeats(files.reverse())).toEqual(filesOfTable('docs/architecture.md', '## Journey 1'));
});
