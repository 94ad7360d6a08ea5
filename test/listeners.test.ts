import { describe, expect, it } from 'vitest';
import { DemoConfiguration } from '../cli/demo/configuration.ts';
import { EdgeConfiguration } from '../edge/configuration.ts';
import { HubConfiguration } from '../hub/configuration.ts';

const at = { office: 'kyoto/ukyo', section: { id: 'shimin', name: '市民窓口課' } };
const LEAD = {
  ...at,
  role: 'lead',
  unit: 'ukyo-shimin-1',
  data: './data',
  hours: { opens: '08:30', closes: '17:00' },
  services: [{ id: 'shomei', letter: 'A', name: '住民票' }],
  counters: [{ id: 1, services: ['shomei'] }],
};
const hub = (more: object) => faults(HubConfiguration.safeParse({ data: './data', ...more }));
const lead = (more: object) => faults(EdgeConfiguration.safeParse({ ...LEAD, ...more }));
const member = (more: object) =>
  faults(
    EdgeConfiguration.safeParse({
      ...at,
      role: 'member',
      unit: 'ukyo-shimin-2',
      lead: { url: 'mqtt://127.0.0.1' },
      ...more,
    }),
  );
const demo = (more: object) => faults(DemoConfiguration.safeParse({ hub: {}, units: [LEAD], ...more }));
const faults = ({
  error,
}: {
  readonly error?: { readonly issues: readonly { path: PropertyKey[]; message: string }[] } | undefined;
}) => error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

const EVERYWHERE = { host: '0.0.0.0' };
const identity = { folder: './identity' };

describe('a listener beyond loopback', () => {
  it.each([
    ['a hub’s pages', () => hub({ http: EVERYWHERE }), 'http.host'],
    ['a hub’s broker', () => hub({ mqtt: EVERYWHERE }), 'mqtt.host'],
    ['a hub’s figures', () => hub({ metrics: EVERYWHERE, identity }), 'metrics.host'],
    ['a lead’s pages', () => lead({ http: { host: '192.168.0.5' } }), 'http.host'],
    ['a lead’s pages behind a proxy', () => lead({ http: { ...EVERYWHERE, proxies: ['10.0.0.2'] } }), 'http.host'],
    ['a lead’s broker', () => lead({ lan: { host: '::' } }), 'lan.host'],
    ['a member’s pages', () => member({ http: EVERYWHERE }), 'http.host'],
    ['the demo’s bench', () => demo({ bench: EVERYWHERE }), 'bench.host'],
    ['a lead’s of the demo', () => demo({ units: [{ ...LEAD, lan: EVERYWHERE }] }), 'units.0.lan.host'],
  ])('of a machine that asks nobody who they are is a fault of its configuration: %s', (_, found, path) => {
    const remedies = 'nobody is asked who they are: .*write host: 127.0.0.1, or let everybody in with open: true$';
    expect(found()).toEqual([expect.stringMatching(new RegExp(`^${path}: whoever reaches .*${remedies}`))]);
  });

  it('is none where the configuration says that it is open to everybody', () => {
    const open = { ...EVERYWHERE, open: true };
    expect(hub({ http: open, mqtt: open, metrics: open })).toEqual([]);
    expect(lead({ http: open, lan: open })).toEqual([]);
    expect(member({ http: open })).toEqual([]);
    expect(demo({ bench: open })).toEqual([]);
  });

  it('is none where this machine asks who is there, or only the named proxies get in', () => {
    const proxied = { ...EVERYWHERE, proxies: ['10.0.0.2'] };
    const both = { http: proxied, https: EVERYWHERE, identity };
    expect(hub({ ...both, mqtt: EVERYWHERE })).toEqual([]);
    expect(lead({ ...both, lan: EVERYWHERE })).toEqual([]);
    expect(member(both)).toEqual([]);
  });

  it('shows its pages to other machines in clear text only where the configuration says so', () => {
    const words = 'http.host: pages would go to other machines in clear text: serve them by https: { host: 0.0.0.0 }';
    expect(lead({ http: EVERYWHERE, identity })).toEqual([expect.stringContaining(words)]);
    expect(hub({ http: EVERYWHERE, identity })).toEqual([expect.stringContaining(words)]);
  });
});

describe('what only a machine with an identity can do', () => {
  it.each([
    ['https', () => hub({ https: {} }), 'https'],
    ['asking on loopback too', () => lead({ lan: { open: false } }), 'lan.open'],
    ['a hub by mqtts://', () => lead({ hub: { url: 'mqtts://hub.local:1883' } }), 'hub.url'],
    ['a broker by mqtts://', () => hub({ mqtt: { url: 'mqtts://broker.local:8883' } }), 'mqtt.url'],
    ['a lead by mqtts://', () => member({ lead: { url: 'mqtts://lead.local:1884' } }), 'lead.url'],
    [
      'a lead’s pages by https://',
      () => member({ lead: { url: 'mqtt://127.0.0.1', pages: 'https://lead.local:8445' } }),
      'lead.pages',
    ],
  ])('is a fault where it has none: %s', (_, found, path) => {
    expect(found()).toEqual([expect.stringMatching(new RegExp(`^${path}: .*needs? an identity|^${path}: only a`))]);
    expect(found().join()).toContain('matazu join CODE');
  });

  it('is asked of it: to other machines it does not speak in clear text', () => {
    expect(lead({ hub: { url: 'mqtt://hub.local:1883' }, identity })).toEqual([
      'hub.url: this machine has an identity, and shows it to other machines alone by mqtts://',
    ]);
    expect(lead({ hub: { url: 'mqtt://[::1]:1883' }, identity })).toEqual([]);
    expect(lead({ hub: { url: 'mqtts://hub.local:1883' }, identity })).toEqual([]);
    const pages = 'http://lead.local:8081';
    expect(member({ lead: { url: 'mqtts://lead.local', pages }, identity })).toEqual([
      'lead.pages: this machine has an identity, and shows it to other machines alone by https://',
    ]);
  });
});
