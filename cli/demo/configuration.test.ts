import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { HubConfiguration } from '../../hub/configuration.ts';
import { ConfigurationFault, readConfiguration } from '../load-configuration.ts';
import { DemoConfiguration } from './configuration.ts';
import { listeners } from './links.ts';
import { requireFree } from './ports.ts';

const shipped = (name: string): string => readFileSync(new URL(`../../config/${name}`, import.meta.url), 'utf8');

function setup(change: (text: string) => string = (text) => text) {
  return readConfiguration('demo.yaml', change(shipped('demo.yaml')), DemoConfiguration);
}

function faultsOf(change: (text: string) => string): readonly string[] {
  try {
    setup(change);
  } catch (error) {
    if (error instanceof ConfigurationFault) return error.faults;
    throw error;
  }
  return [];
}

describe('the shipped configuration of the demo', () => {
  it('has two offices, four sections, and a lead with two members', () => {
    const { hub, units, ward } = setup();
    // What a section is, its lead tells.
    expect(hub.offices.map(({ path, sections }) => [path, sections])).toEqual([
      ['kyoto/ukyo', undefined],
      ['kyoto/fukakusa', undefined],
    ]);
    expect(units.filter(({ role }) => role === 'lead')).toHaveLength(4);
    const members = units.filter(({ role }) => role === 'member');
    expect(members.map(({ section }) => section.id)).toEqual(['shimin', 'shimin']);
    expect(ward).toHaveLength(4);
  });

  it('listens on ports of its own, on loopback only', () => {
    const all = listeners(setup());
    expect(new Set(all.map(({ port }) => port)).size).toBe(all.length);
    expect(new Set(all.map(({ host }) => host))).toEqual(new Set(['127.0.0.1']));
    expect(all.map(({ port }) => port)).toEqual(expect.arrayContaining([8080, 1883, 8081, 1884, 8090]));
  });

  it('stands beside a sound example of a hub', () => {
    expect(() => readConfiguration('hub.yaml', shipped('hub.yaml'), HubConfiguration)).not.toThrow();
  });
});

describe('a changed configuration of the demo', () => {
  it('may name real devices beside simulated ones', () => {
    const real = (text: string): string =>
      text.replace('driver: escpos, link: simulated', 'driver: escpos, link: { serial: /dev/ttyUSB0 }');
    expect(setup(real).units[0]?.devices[0]?.link).toEqual({ serial: '/dev/ttyUSB0', baudRate: 9600 });
  });

  it.each([
    ['a unit named twice', (text: string) => text.replace('unit: ukyo-shimin-3', 'unit: ukyo-shimin-2'), 'named twice'],
    ['a member without a lan', (text: string) => text.replace('    lan: { port: 1884 }\n', ''), 'no lead with a lan'],
    [
      'residents of a section that nobody leads',
      (text: string) => text.replace('- section: kyoto/ukyo/hoken', '- section: kyoto/ukyo/zeimu'),
      'no lead of this section',
    ],
    [
      'residents who want what is not offered',
      (text: string) => text.replace('- { service: nenkin, share', '- { service: zeimu, share'),
      'offers no service zeimu',
    ],
    ['a misspelt key', (text: string) => text.replace('atDoors: 12', 'atDoor: 12'), 'nobody knows this key'],
  ])('with %s is refused', (_what, change, fault) => {
    expect(faultsOf(change).join('\n')).toContain(fault);
  });
});

describe('a port that is taken', () => {
  it('is named with what wanted it and the remedy, before anything starts', async () => {
    const holder = createServer();
    const port = await new Promise<number>((resolve) => {
      holder.listen(0, '127.0.0.1', () => {
        const address = holder.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const wanted = [{ host: '127.0.0.1', port, what: 'hub, http' }];
    await expect(requireFree(wanted, 'change the port')).rejects.toMatchObject({
      code: 'ports-in-use',
      message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port} hub, http: in use[^]*change the port`)),
    });
    await new Promise((resolve) => holder.close(resolve));
    await expect(requireFree(wanted, 'change the port')).resolves.toBeUndefined();
  });
});
