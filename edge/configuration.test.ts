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
  return faultsWith({ devices });
}

function faultsWith(more: object): string[] {
  const { error } = EdgeConfiguration.safeParse({
    role: 'lead',
    unit: 'lead',
    office: 'kyoto/ukyo',
    section: { id: 'shimin', name: '市民窓口課' },
    data: './data',
    hours: { opens: '08:30', closes: '17:00' },
    services: [{ id: 'shomei', letter: 'A', name: '住民票・証明書' }],
    counters,
    ...more,
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

it('no two card readers could take the same reader, now or after the next start', () => {
  const duties = [{ id: 'certificates', services: ['shomei'] }];
  const reader = (counter: number, pcsc?: string) => ({
    id: `reader-${counter}`,
    kind: 'card-reader',
    driver: 'pcsc',
    counter,
    ...(pcsc === undefined ? {} : { link: { pcsc } }),
  });
  const faults = (...of: (string | undefined)[]) =>
    faultsWith({ duties, devices: of.map((pcsc, i) => reader(i + 1, pcsc)) });
  for (const [one, other] of [
    [undefined, undefined],
    ['ACR1252', undefined],
    ['ACR1252', 'ACR1252'],
    ['ACS ACR1252', 'ACR1252'],
  ])
    expect(faults(one, other)).toEqual([
      expect.stringMatching(
        /^devices\.1\.link\.pcsc: reader-1 could take the same reader; .*serial number.*matazu probe/,
      ),
    ]);
  expect(faults('ACR1252 Reader 00 00', 'ACR1252 Reader 01 00')[0]).toMatch(
    /the order in which readers were plugged in/,
  );
  expect(faults('(0012345)', '(0067890)')).toEqual([]);
  expect(faults('ACR1252', 'RC-S300')).toEqual([]);
  expect(faults('Virtual PCD 00 00')).toEqual([]);
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

it('a card reader asks for duties whose services and counters there are; a member’s for a folder', () => {
  const reader = { id: 'reader-1', kind: 'card-reader', driver: 'pcsc', counter: 1 };
  expect(faultsOf(reader)).toEqual(['devices.0.kind: a staff card opens a counter for a duty; name one under duties']);
  const duties = [
    { id: 'certificates', services: ['shomei'] },
    { id: 'certificates', services: ['ido'], counters: [1, 7] },
  ];
  expect(faultsWith({ devices: [reader], duties: duties.slice(0, 1) })).toEqual([]);
  expect(faultsWith({ devices: [reader], duties })).toEqual([
    'duties.1.id: id certificates is named twice',
    'duties.1.services.0: there is no service ido; add it under services',
    'duties.1.counters.1: there is no counter 7; add it under counters',
  ]);
  const member = { role: 'member', unit: 'm', office: 'kyoto/ukyo', section: { id: 'shimin', name: '市民窓口課' } };
  const faultsOfMember = (more: object) =>
    EdgeConfiguration.safeParse({ ...member, lead: { url: 'mqtt://lead' }, devices: [reader], ...more }).error
      ?.issues ?? [];
  expect(faultsOfMember({}).map(({ path }) => path.join('.'))).toEqual(['devices.0.kind']);
  expect(faultsOfMember({ data: './data' })).toEqual([]);
});

it('numbers of services without a letter never meet', () => {
  const services = (...of: object[]) =>
    of.map((service, i) => ({ id: i === 0 ? 'shomei' : `s${i}`, name: 'x', ...service }));
  const faults = (...of: object[]) => faultsWith({ services: services(...of) });
  const band = (from: number, to?: number) => ({ numbers: { from, ...(to === undefined ? {} : { to }) } });
  expect(faults(band(1, 499), band(500, 799), band(800))).toEqual([]);
  expect(faults({}, { letter: 'A' }, { letter: 'B', ...band(200, 400) })).toEqual([]);
  expect(faults(band(1, 500), band(500, 799))).toEqual([
    'services.1.numbers: another service without a letter gives out 500 too; give each its letter, or numbers of its own, as in numbers: { from: 500, to: 799 }',
  ]);
  expect(faults({}, {})).toEqual([
    expect.stringMatching(/^services\.1: another service without a letter gives out 1 too/),
  ]);
  expect(faults(band(500, 400))).toEqual(['services.0.numbers: from must not be after to, which is 400']);
  expect(faults(band(1, 1500))).toEqual([
    'services.0.numbers: numbers end at 999; write numbers: { highest: 1500 } for the section',
  ]);
});

it('a sign has room for the section’s numbers with their letter', () => {
  const sign = { id: 'sign-1', kind: 'sign', driver: 'ascii', link: { serial: '/dev/ttyUSB1' }, counter: 1 };
  expect(faultsOf(sign)).toEqual([]);
  expect(faultsOf({ ...sign, width: 3 })).toEqual([
    'devices.0.width: numbers up to A999 need 4 characters; a narrower sign shows two alike',
  ]);
  expect(faultsWith({ devices: [sign], numbers: { highest: 9999 } })).toEqual([
    'devices.0.width: numbers up to A9999 need 5 characters; a narrower sign shows two alike',
  ]);
  const plain = [{ id: 'shomei', name: '住民票・証明書' }];
  expect(faultsWith({ services: plain, devices: [{ ...sign, width: 3 }] })).toEqual([]);
  expect(faultsWith({ devices: [{ ...sign, width: 5 }], numbers: { highest: 9999 } })).toEqual([]);
});

it('people come back from the city’s sign-in to a unit with an identity, unread on their way, and somebody is let in', () => {
  const oidc = {
    issuer: 'https://idp.example.jp',
    clientId: 'matazu',
    pages: 'https://shimin-1.local',
    claim: 'groups',
  };
  const found = (more: object, keys: object = { identity: { folder: './identity' } }) =>
    faultsWith({ ...keys, signIn: { oidc: { ...oidc, staff: ['shimin'], ...more } } });
  expect(found({})).toEqual([]);
  expect(found({ issuer: 'http://127.0.0.1:9000' })).toEqual([]);
  expect(found({}, {})).toEqual([
    expect.stringMatching(/^signIn\.oidc: people sign in at a unit with an identity alone/),
  ]);
  expect(found({ issuer: 'http://idp.example.jp' })).toEqual([
    expect.stringMatching(/^signIn\.oidc\.issuer: write https/),
  ]);
  expect(found({ pages: 'http://shimin-1.local' })).toEqual([
    expect.stringMatching(/^signIn\.oidc\.pages: write https/),
  ]);
  expect(found({ staff: [] })).toEqual([expect.stringMatching(/^signIn\.oidc: name under staff or supervisor/)]);
});
