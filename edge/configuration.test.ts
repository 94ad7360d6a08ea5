import { expect, it } from 'vitest';
import { EdgeConfiguration } from './configuration.ts';

const counters = [1, 2].map((id) => ({ id, services: ['shomei'] }));
const sign = (counter: number, more: object = {}) => ({
  id: `sign-${counter}`,
  kind: 'sign',
  driver: 'serial',
  link: { serial: '/dev/ttyUSB1' },
  counter,
  ...more,
});

/** The faults of a lead with these devices, each `path: message`. */
function faultsOf(...devices: object[]): string[] {
  const { error } = EdgeConfiguration.safeParse({
    role: 'lead',
    unit: 'lead',
    office: 'kyoto/ukyo',
    section: { id: 'shimin', name: '市民窓口課' },
    data: './data',
    hours: { opens: '08:30', closes: '17:00' },
    services: [{ id: 'shomei', letter: 'A', name: '住民票・証明書' }],
    counters,
    devices,
  });
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

it('signs with addresses share a port, each with its own', () => {
  expect(faultsOf(sign(1, { address: 1 }), sign(2, { address: 2 }))).toEqual([]);
  expect(faultsOf(sign(1, { address: 7 }), sign(2, { address: 7 }))).toEqual([
    'devices.1.address: sign-1 has this address already',
  ]);
});

it('nothing else shares a port', () => {
  expect(faultsOf(sign(1), sign(2, { address: 2 }))[0]).toMatch(/^devices\.1\.link: sign-1 is at this link already/);
  const scanner = { id: 'scanner', kind: 'scanner', driver: 'serial', link: { serial: '/dev/ttyUSB1' }, counter: 1 };
  expect(faultsOf(sign(1, { address: 1 }), scanner)[0]).toMatch(/^devices\.1\.link/);
});

it('a speaker says the calls of counters that there are, with settings that can be', () => {
  const speaker = { id: 'speaker', kind: 'speaker', driver: 'speech' };
  expect(faultsOf(speaker)).toEqual([]);
  expect(faultsOf({ ...speaker, counters: [1, 3] })).toEqual([
    'devices.0.counters.1: there is no counter 3; add it under counters',
  ]);
  expect(faultsOf({ ...speaker, volume: 0 })[0]).toMatch(/^devices\.0\.volume/);
  expect(faultsOf({ ...speaker, languages: ['fr'] })[0]).toMatch(/^devices\.0\.languages\.0/);
  expect(faultsOf({ ...speaker, quiet: { from: '25:00', to: '08:00' } })[0]).toMatch(/^devices\.0\.quiet\.from/);
  expect(faultsOf({ ...speaker, link: { usb: '/dev/x' } })[0]).toMatch(/aplay -L/);
});
