import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { ButtonPanelSimulator } from '../../hardware/button-panel/simulator.ts';
import { DeviceConfiguration } from '../../hardware/configuration.ts';
import { type PrinterFault, PrinterSimulator } from '../../hardware/printer/simulator.ts';
import { ScannerSimulator } from '../../hardware/scanner/simulator.ts';
import type { SimulatedDevice } from '../../hardware/simulation/plug.ts';
import { TcpOutlet } from '../../hardware/simulation/tcp-outlet.ts';
import { SpeakerSimulator } from '../../hardware/speaker/simulator.ts';
import { testEnvironment } from '../../hardware/testing/environment.ts';
import { onlyPrograms } from '../../hardware/testing/fake-program.ts';
import { aFolder } from '../../hardware/testing/folder.ts';
import { probe as probeFile } from '../probe.ts';
import { probeDevice } from './probe-device.ts';
import { report, table } from './words.ts';

const open: TcpOutlet[] = [];
afterEach(async () => {
  for (const outlet of open.splice(0)) await outlet.close();
});

async function plugIn(simulator: SimulatedDevice): Promise<{ tcp: string }> {
  const outlet = new TcpOutlet(simulator);
  open.push(outlet);
  const { host, port } = await outlet.open();
  return { tcp: `${host}:${port === 0 ? 9 : port}` };
}

const printerAt = (link: object) =>
  DeviceConfiguration.parse({ id: 'printer', kind: 'printer', driver: 'escpos', link });
const panelAt = (link: object) =>
  DeviceConfiguration.parse({
    id: 'panel-1',
    kind: 'button-panel',
    driver: 'serial',
    link,
    counter: 1,
    buttons: { 1: 'call-next' },
  });
const probe = (configuration: DeviceConfiguration, asked: 'print' | 'say' | 'scan' | null = null) =>
  probeDevice(configuration, {
    ...testEnvironment(),
    trials: asked === null ? [] : [asked],
    patient: asked === 'scan',
  });

async function setup(...faults: PrinterFault[]) {
  const simulator = new PrinterSimulator();
  for (const fault of faults) simulator.setFault(fault, true);
  const configuration = printerAt(await plugIn(simulator));
  return { simulator, configuration };
}

describe('probing a printer', () => {
  it('says that it is there, and prints nothing unasked', async () => {
    const { simulator, configuration } = await setup();
    const probed = await probe(configuration);
    expect(probed.works).toBe(true);
    expect(report(probed).join('\n')).toContain('ok: it is there');
    expect(simulator.paper()).toHaveLength(0);
  });

  it('prints a ticket that nobody can take for one when asked', async () => {
    const { simulator, configuration } = await setup();
    const probed = await probe(configuration, 'print');
    expect(probed.works).toBe(true);
    expect(report(probed).join('\n')).toContain('the printer itself said');
    expect(simulator.paper()).toMatchObject([{ number: 'TEST', codes: [] }]);
    expect(simulator.violations).toEqual([]);
  });

  it('says that paper is missing and what to do', async () => {
    const { configuration } = await setup('paper-out');
    const probed = await probe(configuration, 'print');
    expect(probed.works).toBe(false);
    expect(report(probed).join('\n')).toMatch(/用紙.*fault: it is there and does not work/);
  });

  it('says that nothing is there', async () => {
    const { configuration } = await setup('unplugged');
    const probed = await probe(configuration, 'print');
    expect(probed).toMatchObject({ works: false, view: { state: 'offline' }, findings: [{ is: 'missing' }] });
    expect(report(probed).join('\n')).toContain('check that the device is on');
  });

  it('says what a model lacks that never tells its state', async () => {
    const { configuration } = await setup('silent');
    const { findings } = await probe(configuration);
    expect(findings).toMatchObject([{ is: 'lacking', command: null }]);
  });
});

describe('what a printer is and can do', () => {
  const words = (probed: Awaited<ReturnType<typeof probe>>): string => report(probed).join('\n');

  it('is read from the model, with what may be configured for it', async () => {
    const { simulator, configuration } = await setup();
    const said = words(await probe(configuration));
    expect(said).toContain('model: EPSON TM-m30, firmware 1.23 ESC/POS');
    expect(said).toContain('KANJI JAPANESE');
    expect(said).toContain('encoding: utf-8');
    expect(said).toContain('it says when a ticket is out');
    expect(simulator.violations).toEqual([]);
    expect(simulator.paper()).toHaveLength(0);
  });

  it('is asked of a clone without spoiling its next ticket, and the remedy is named', async () => {
    const { simulator, configuration } = await setup('no-process-id');
    const probed = await probe(configuration, 'print');
    expect(words(probed)).toContain('set proof: sent in its configuration');
    expect(probed.works).toBe(true);
    expect(simulator.paper()).toMatchObject([{ number: 'TEST' }]);
    expect(simulator.violations).toEqual([]);
  });

  it('is not asked of one that is configured without proof', async () => {
    const { configuration } = await setup();
    const said = words(await probe(DeviceConfiguration.parse({ ...configuration, proof: 'sent' })));
    expect(said).toContain('proof: sent is configured');
  });

  it('warns where UTF-8 is configured for a model that may not know it', async () => {
    const simulator = new PrinterSimulator({ knowsUtf8: false });
    const configuration = printerAt(await plugIn(simulator));
    const said = words(await probe(DeviceConfiguration.parse({ ...configuration, encoding: 'utf-8' })));
    expect(said).toContain('TM-T88V');
    expect(said).toContain('set encoding: shift_jis');
  });
});

describe('probing a scanner', () => {
  const scannerAt = (link: object) =>
    DeviceConfiguration.parse({ id: 'scanner', kind: 'scanner', driver: 'serial', link, counter: 1 });

  it('waits for a code and says its length and its end, never what it says', async () => {
    const simulator = new ScannerSimulator({ terminator: 'CRLF' });
    const probing = probe(scannerAt(await plugIn(simulator)), 'scan');
    const reading = setInterval(() => simulator.scan('山田太郎 090-1234-5678'), 50);
    const probed = await probing.finally(() => clearInterval(reading));
    expect(probed.works).toBe(true);
    const said = report(probed).join('\n');
    expect(said).toMatch(/18文字.*CRLF[\s\S]*18 characters/);
    expect(said).not.toMatch(/山田|-1234-/);
  });

  it('says that nothing was read', async () => {
    const probed = await probe(scannerAt(await plugIn(new ScannerSimulator())));
    expect(probed.works).toBe(false);
    expect(report(probed).join('\n')).toMatch(/まだ何も読んでいません/);
  });
});

describe('probing a speaker', () => {
  const speakerAt = async (link: object, more: object = {}) =>
    DeviceConfiguration.parse({
      id: 'speaker',
      kind: 'speaker',
      driver: 'speech',
      link,
      cache: { folder: await aFolder() },
      ...more,
    });

  it('names what speaks and what is missing with the commands that mend it, on a machine with nothing of it', async () => {
    await onlyPrograms({});
    const probed = await probe(await speakerAt({ alsa: 'default' }));
    expect(probed).toMatchObject({ works: false, view: { state: 'fault' } });
    const said = report(probed).join('\n');
    for (const command of [
      /apt-get install alsa-utils/,
      /apt-get install open-jtalk .*hts-voice/,
      /apt-get install espeak-ng/,
    ])
      expect(said).toMatch(command);
  });

  it('says that it is a test when asked, and nothing unasked', async () => {
    const simulator = new SpeakerSimulator();
    const link = await plugIn(simulator);
    await onlyPrograms({});
    const quiet = await probe(await speakerAt(link));
    expect(simulator.heard()).toEqual([]);
    expect(quiet.view.state).toBe('attention');
    const probed = await probe(await speakerAt(link), 'say');
    expect(probed.findings.at(-1)).toMatchObject({ is: 'there', what: { en: expect.stringMatching(/did you hear/) } });
    expect(simulator.heard()).toHaveLength(1);
    simulator.close();
  });

  it('says that the test could not be said', async () => {
    const simulator = new SpeakerSimulator();
    const link = await plugIn(simulator);
    simulator.setFault('broken', true);
    const probed = await probe(await speakerAt(link), 'say');
    expect(probed).toMatchObject({ works: false, view: { state: 'fault' } });
    simulator.close();
  });
});

describe('probing a unit', () => {
  it('is a table: a row a device, what was found of it, and the command that mends it', async () => {
    const there = panelAt(await plugIn(new ButtonPanelSimulator({ buttons: 6 })));
    const missing = DeviceConfiguration.parse({
      ...panelAt({ serial: '/dev/serial/by-id/usb-none' }),
      id: 'panel-2',
    });
    const probed = [await probe(there), await probe(missing)];
    expect(probed.map(({ works }) => works)).toEqual([true, false]);
    const lines = table(probed);
    expect(lines[1]).toMatch(/^✓ +panel-1 +button-panel \(serial\) +127\.0\.0\.1:\d+ +ok$/);
    expect(lines.join('\n')).toMatch(/✓ ボタン6個\n +6 buttons/);
    expect(lines.join('\n')).toMatch(
      /✗ +panel-2 .* offline\n +✗ .*つないで.*\n .*plug it in.*\n +\$ ls -l \/dev\/serial\/by-id\//,
    );
  });
});

it('a configuration of a hub is told as what it is, with the commands that look at a hub', async () => {
  const config = fileURLToPath(new URL('../../config/hub.yaml', import.meta.url));
  await expect(probeFile(undefined, { config })).rejects.toThrow(/it is of a hub, .* "matazu check" reads this file/);
});
