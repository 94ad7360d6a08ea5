import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openBroker } from '../protocol/wire/transport/broker.ts';
import { HubConfiguration } from './configuration.ts';
import { connectLead, Opened, openTestHub, temporaryFolder } from './testing/test-hub.ts';
import {
  day,
  eventually,
  logOf,
  MINUTE,
  nenkin,
  openWard,
  openWardWithLead,
  seen,
  TEN,
  UKYO,
  views,
} from './testing/test-ward.ts';

const opened = new Opened();
afterEach(() => opened.close());

describe('its listeners', () => {
  it('are on 127.0.0.1 unless the configuration names another address', async () => {
    const configuration = HubConfiguration.parse({ data: 'x' });
    expect(configuration.http).toMatchObject({ host: '127.0.0.1', port: 8080 });
    expect(configuration.mqtt).toEqual({ host: '127.0.0.1', port: 1883 });
    const { hub } = await openWardWithLead(opened);
    // On Linux all of 127/8 is this machine, so whoever listens on every address answers here too.
    for (const port of [hub.httpPort, hub.mqttPort]) {
      const socket = connect(port ?? 0, '127.0.0.2');
      const refused = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
      });
      socket.destroy();
      expect(refused).toBe(true);
    }
  });

  it('that cannot be had leave nothing behind: the store is free, and the address is named', async () => {
    const folder = await temporaryFolder(opened);
    const squatter = createServer().listen(0, '127.0.0.1');
    opened.add({ close: async () => void squatter.close() });
    await eventually(() => expect(squatter.listening).toBe(true));
    const { port } = squatter.address() as AddressInfo;
    await expect(openTestHub(opened, folder, { mqtt: { port } })).rejects.toThrow(`127.0.0.1:${port}`);
    await openTestHub(opened, folder);
  });

  it('are closed twice without harm', async () => {
    const { hub, folder } = await openWardWithLead(opened);
    await Promise.all([hub.close(), hub.close()]);
    await hub.close();
    await openTestHub(opened, folder);
  });
});

describe('with the broker inside', () => {
  it('tells at once who listens first what was known at its start: its offices, and the city', async () => {
    const offices = [{ path: 'kyoto/ukyo', name: { ja: '右京区役所', en: 'Ukyo Ward Office' } }];
    const hub = await openTestHub(opened, await temporaryFolder(opened), { offices });
    const reader = await connectLead(opened, hub.broker);
    await eventually(() =>
      expect(reader.heard.map(({ topic }) => topic).sort()).toEqual([
        'matazu/v1/kyoto/congestion',
        'matazu/v1/kyoto/ukyo/congestion',
      ]),
    );
  });
});

describe('with a broker elsewhere', () => {
  async function setupOutside() {
    const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const handlers = { onPacket: () => undefined, onConnected: () => undefined };
    const start = (port: number) => openBroker({ host: '127.0.0.1', port, logger }, handlers);
    const broker = opened.add(await start(0));
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const lead = await connectLead(opened, url);
    return { broker, url, lead, start };
  }

  it('it asks for the log at once, though the section announced itself before the hub was there', async () => {
    const { url, lead } = await setupOutside();
    await lead.announce();
    const { hub } = await openWard(opened, { mqtt: { url } });
    await eventually(() => expect(lead.acks).toEqual([{ epoch: 0, seq: 0 }]));
    await lead.deliver(logOf(...day(4, 0)));
    await seen(hub, { freshness: 'live', services: [{ waiting: 3 }, { waiting: 1 }] });
  });

  it('what the broker had kept is as old as it says, and nobody is live by it', async () => {
    const { url, lead } = await setupOutside();
    const gateway = await connectLead(opened, url, nenkin);
    await lead.announce();
    await gateway.waiting({ observedAt: TEN - 30 * MINUTE, services: [{ service: 'nenkin', waiting: 9 }] });
    const { hub, folder } = await openWard(opened, { mqtt: { url } });
    await eventually(async () => expect(await hub.section(nenkin)).toBeDefined());
    expect(await hub.section(nenkin)).toMatchObject({ freshness: 'lost', services: [{ waiting: null }] });
    // The lead's announcement of 1970 makes its section no younger.
    await lead.deliver(logOf(...day(3, 0)));
    await seen(hub, { freshness: 'live' });
    await hub.close();
    const before = lead.acks.length;
    const again = await openTestHub(opened, folder, { now: () => TEN + 10 * MINUTE, mqtt: { url }, offices: [UKYO] });
    await eventually(() => expect(lead.acks.length).toBeGreaterThan(before));
    expect(await again.metric('matazu_sections{freshness="lost"}')).toBe(2);
  });

  it('tells a broker that was started anew what it has forgotten', async () => {
    const { broker, url, lead, start } = await setupOutside();
    const { hub } = await openWard(opened, { mqtt: { url } });
    await lead.deliver(logOf(...day(3, 0)));
    await seen(hub, { services: [{ waiting: 2 }, { waiting: 1 }] });
    await broker.close();
    opened.add(await start(broker.port));
    const late = await connectLead(opened, url);
    await eventually(() => expect(views(late).at(-1)).toMatchObject({ waiting: 3 }));
  });
});
