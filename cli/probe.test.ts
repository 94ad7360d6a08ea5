import { afterEach, describe, expect, it } from 'vitest';
import { PrinterConfiguration } from '../hardware/configuration.ts';
import { type PrinterFault, PrinterSimulator } from '../hardware/printer/simulator.ts';
import { TcpOutlet } from '../hardware/simulation/tcp-outlet.ts';
import { systemTimers } from '../hardware/timers.ts';
import { probeDevice } from './probe.ts';

const open: TcpOutlet[] = [];
afterEach(async () => {
  for (const outlet of open.splice(0)) await outlet.close();
});

async function setup(...faults: PrinterFault[]) {
  const simulator = new PrinterSimulator();
  for (const fault of faults) simulator.setFault(fault, true);
  const outlet = new TcpOutlet(simulator);
  open.push(outlet);
  const { host, port } = await outlet.open();
  const link = { tcp: `${host}:${port === 0 ? 9 : port}` };
  const configuration = PrinterConfiguration.parse({ id: 'printer', kind: 'printer', driver: 'escpos', link });
  const said: string[] = [];
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const probe = (print: boolean) =>
    probeDevice(configuration, { logger, timers: systemTimers, print, say: (line) => said.push(line) });
  return { simulator, probe, said: () => said.join('\n') };
}

describe('probing a printer', () => {
  it('says that it is there, and prints nothing unasked', async () => {
    const { simulator, probe, said } = await setup();
    expect(await probe(false)).toBe(true);
    expect(said()).toContain('ok: it is there');
    expect(said()).toContain('--print');
    expect(simulator.paper()).toHaveLength(0);
  });

  it('prints a ticket that nobody can take for one when asked', async () => {
    const { simulator, probe, said } = await setup();
    expect(await probe(true)).toBe(true);
    expect(said()).toContain('the printer itself said');
    expect(simulator.paper()).toMatchObject([{ number: 'TEST', codes: [] }]);
    expect(simulator.violations).toEqual([]);
  });

  it('says that paper is missing and what to do', async () => {
    const { probe, said } = await setup('paper-out');
    expect(await probe(true)).toBe(false);
    expect(said()).toContain('fault: it is there and does not work');
    expect(said()).toContain('用紙');
  });

  it('says that nothing is there', async () => {
    const { probe, said } = await setup('unplugged');
    expect(await probe(true)).toBe(false);
    expect(said()).toContain('offline: it cannot be reached');
  });
});
