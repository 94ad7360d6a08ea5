import { X509Certificate } from 'node:crypto';
import { type AddressInfo, createConnection } from 'node:net';
import { connect, createServer } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientIdOf, type Identity } from '../../identity/identity.ts';
import type { Credentials } from '../../identity/peer.ts';
import { openTestCity, type TestCity } from '../../identity/testing/city.ts';
import { encode, type Packet } from '../topics.ts';
import { openBroker } from './broker.ts';
import { type ConnectionOptions, connectBus } from './mqtt-bus.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const SOON = { timeout: 15_000 };
const DAY = 86_400_000;
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

const at = { city: 'kyoto', office: 'ukyo', section: 'shimin' };
const HUB: Identity = { role: 'hub', unit: 'hub' };
const LEAD: Identity = { ...at, role: 'lead', unit: 'ukyo-shimin-1' };
const MEMBER: Identity = { ...at, role: 'member', unit: 'ukyo-shimin-2' };
const waiting = (section = 'shimin') =>
  encode('waiting', { ...at, section }, { observedAt: 1, services: [], counters: [] });
const acked = encode('acked', at, { epoch: 1, seq: 1 });

let city: TestCity;
beforeAll(async () => {
  city = await openTestCity();
});

async function setup(hub: Identity = HUB, own?: Credentials) {
  const heard: string[] = [];
  const told: string[] = [];
  const broker = await openBroker(
    {
      host: '127.0.0.1',
      port: 0,
      logger: { ...logger, warn: (_: object, message: string) => void told.push(message) },
      credentials: own ?? (await city.machine(hub)),
    },
    { onPacket: (topic) => heard.push(topic), onConnected: () => undefined },
  );
  opened.push(broker);
  const url = `mqtts://127.0.0.1:${broker.port}`;
  const join = (identity: Identity, credentials: Credentials, change: Partial<ConnectionOptions> = {}) => {
    const packets: string[] = [];
    const warned: string[] = [];
    const warn = ({ reason }: { reason?: string }) => void warned.push(reason ?? '');
    const secure = { credentials, expects: ({ role }: Identity) => role === 'hub' };
    const bus = connectBus(
      { url, clientId: clientIdOf(identity), subscriptions: [], logger: { ...logger, warn }, secure, ...change },
      { onPacket: (topic) => packets.push(topic), onConnected: () => undefined },
    );
    opened.push(bus);
    const stands = () => vi.waitFor(() => expect(bus.connected).toBe(true), SOON);
    return { bus, packets, warned, stands };
  };
  return { broker, heard, told, join };
}

describe('a broker that asks who is there', () => {
  it('hears a lead of its city, and carries to it what is told to it', async () => {
    const { broker, heard, join } = await setup();
    const lead = join(LEAD, await city.machine(LEAD), { subscriptions: [acked.topic] });
    await lead.stands();
    lead.bus.publish(waiting());
    await vi.waitFor(() => expect(heard).toEqual([waiting().topic]), SOON);
    broker.publish(acked);
    await vi.waitFor(() => expect(lead.packets).toEqual([acked.topic]), SOON);
  });

  it('passes on nothing that its sender may not say, be it published or a last will, and lets nobody hear what is not told to them', async () => {
    const { broker, heard, told, join } = await setup();
    const will = (): Packet => waiting('hoken');
    const lead = join(LEAD, await city.machine(LEAD), { will });
    await lead.stands();
    for (const packet of [acked, waiting('hoken'), encode('office', at, {} as never)]) lead.bus.publish(packet);
    lead.bus.publish(waiting());
    await vi.waitFor(() => expect(heard).toEqual([waiting().topic]), SOON);
    const eavesdropper = join(MEMBER, await city.machine(MEMBER), { subscriptions: ['matazu/v1/+/+/+/events'] });
    await vi.waitFor(() => expect(told.join()).toContain('was refused a filter'), SOON);
    await lead.bus.close();
    broker.publish(encode('events', at, { unit: 'u', epoch: 1, first: 1, events: [] }));
    await vi.waitFor(() => expect(told.join()).toContain('may not say'), SOON);
    expect(heard).toEqual([waiting().topic]);
    expect(eavesdropper.packets).toEqual([]);
  });

  const theirs = () => ({ authorities: [new X509Certificate(city.authority.certificate)] });
  const refused: readonly (readonly [who: string, () => Promise<Credentials>, words: string, own: string])[] = [
    // It would believe this city's hub.
    [
      'a machine of another city',
      async () => ({ ...(await (await openTestCity()).machine(LEAD)), ...theirs() }),
      'is not believed',
      'does not believe this machine',
    ],
    [
      'one whose certificate is over',
      () => city.machine(LEAD, { now: Date.now() - 91 * DAY }),
      'is not believed',
      'does not believe this machine',
    ],
    ['one that says it is another', () => city.machine(MEMBER), "not its certificate's", 'Identifier rejected'],
  ];
  it.each(refused)(
    'refuses %s, which tells its own people why as far as it can know',
    async (_, credentials, words, own) => {
      const { broker, told, join } = await setup();
      const thief = join(LEAD, await credentials());
      await vi.waitFor(() => expect(told.join()).toContain(words), SOON);
      expect([thief.bus.connected, broker.clients]).toEqual([false, 0]);
      await vi.waitFor(() => expect(thief.warned).toEqual([expect.stringContaining(own)]), SOON);
    },
  );

  it('refuses whoever shows nothing, also one that speaks no TLS', async () => {
    const { broker, told } = await setup();
    const socket = connect({ host: '127.0.0.1', port: broker.port, rejectUnauthorized: false });
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await ended;
    expect(told.join()).toContain('is not believed');
    const plain = connectBus(
      { url: `mqtt://127.0.0.1:${broker.port}`, clientId: clientIdOf(LEAD), subscriptions: [], logger },
      { onPacket: () => undefined, onConnected: () => undefined },
    );
    const tried = new Promise<void>((resolve) => {
      const other = connectBus(
        { url: `mqtt://127.0.0.1:${broker.port}`, clientId: 'other', subscriptions: [], logger },
        { onPacket: () => undefined, onConnected: () => undefined, onDisconnected: () => resolve() },
      );
      opened.push(other);
    });
    opened.push(plain);
    await tried;
    expect([plain.connected, broker.clients]).toEqual([false, 0]);
  });

  it('tells of a stranger once, however often they come, and of many no more than fit a log', async () => {
    const { broker, told } = await setup();
    const come = async (address: number) => {
      const from = { host: '127.0.0.1', port: broker.port, localAddress: `127.0.0.${address}` };
      const socket = connect({ ...from, rejectUnauthorized: false });
      socket.on('error', () => undefined);
      await new Promise((resolve) => socket.once('close', resolve));
    };
    for (let times = 0; times < 3; times += 1) await come(2);
    expect(told).toEqual(['a machine that is not believed was refused']);
    await Promise.all(Array.from({ length: 30 }, (_, i) => come(3 + i)));
    expect(told).toHaveLength(20);
  });

  it('shuts out at once a machine that stands connected, and lets the others be', async () => {
    const { broker, join } = await setup();
    const stolen = await city.machine(LEAD);
    const thief = join(LEAD, stolen);
    const member = join(MEMBER, await city.machine(MEMBER));
    await thief.stands();
    await member.stands();
    city.revoke(stolen);
    await vi.waitFor(() => expect([thief.bus.connected, broker.clients]).toEqual([false, 1]), SOON);
    expect(member.bus.connected).toBe(true);
    // The same machine with a new certificate is in again.
    await thief.bus.close();
    await join(LEAD, await city.machine(LEAD)).stands();
  });

  it('lets go at once of whoever an authority signed that is believed no more, and lets the others be', async () => {
    const other = await openTestCity();
    const ours = await city.machine(HUB);
    const believed = [...ours.authorities, new X509Certificate(other.authority.certificate)];
    const { broker, join } = await setup(HUB, { ...ours, authorities: believed });
    const forged = join(LEAD, { ...(await other.machine(LEAD)), authorities: ours.authorities });
    const member = join(MEMBER, await city.machine(MEMBER));
    await forged.stands();
    await member.stands();
    believed.pop();
    city.revoke(await city.machine(LEAD));
    await vi.waitFor(() => expect([forged.bus.connected, broker.clients]).toEqual([false, 1]), SOON);
    expect(member.bus.connected).toBe(true);
  });

  it('is let go of at once by the machines that stand there, when it is shut out itself', async () => {
    const stolen = await city.machine(HUB);
    const { join } = await setup(HUB, stolen);
    const lead = join(LEAD, await city.machine(LEAD));
    await lead.stands();
    city.revoke(await city.machine(MEMBER));
    city.revoke(await city.machine(MEMBER));
    expect(lead.warned).toEqual([]);
    city.revoke(stolen);
    await vi.waitFor(() => expect(lead.warned.join()).toContain('not believed any more'), SOON);
    expect(lead.bus.connected).toBe(false);
  });

  it('has room for others of an address that holds connections and shows nothing: its oldest go', async () => {
    const { broker, join } = await setup();
    const held = Array.from({ length: 520 }, () =>
      createConnection(broker.port, '127.0.0.1').on('error', () => undefined),
    );
    await vi.waitFor(() => expect(held.filter(({ closed }) => closed).length).toBeGreaterThanOrEqual(8), {
      timeout: 5_000,
    });
    await join(LEAD, await city.machine(LEAD)).stands();
    for (const socket of held) socket.destroy();
  });

  it('keeps out nobody for a date where a place has a grace', async () => {
    const hub = await city.machine(HUB, { graceMs: 30 * DAY });
    const broker = await openBroker(
      { host: '127.0.0.1', port: 0, logger, credentials: hub },
      { onPacket: () => undefined, onConnected: () => undefined },
    );
    opened.push(broker);
    const credentials = await city.machine(LEAD, { now: Date.now() - 100 * DAY });
    const bus = connectBus(
      {
        url: `mqtts://127.0.0.1:${broker.port}`,
        clientId: clientIdOf(LEAD),
        subscriptions: [],
        logger,
        secure: { credentials, expects: () => true },
      },
      { onPacket: () => undefined, onConnected: () => undefined },
    );
    opened.push(bus);
    await vi.waitFor(() => expect(bus.connected).toBe(true), SOON);
  });

  it('is not spoken to by a machine that looks for another: not by who it is, not by whose', async () => {
    const { broker, heard, join } = await setup(MEMBER);
    const lead = join(LEAD, await city.machine(LEAD));
    const foreign = join(LEAD, await (await openTestCity()).machine(LEAD));
    const away = new Promise<void>((resolve) => {
      const options = {
        url: `mqtts://127.0.0.1:${broker.port}`,
        clientId: clientIdOf(LEAD),
        subscriptions: [],
        logger,
      };
      void city.machine(LEAD).then((credentials) => {
        const bus = connectBus(
          { ...options, secure: { credentials, expects: ({ role }) => role === 'hub' } },
          { onPacket: () => undefined, onConnected: () => undefined, onDisconnected: () => resolve() },
        );
        opened.push(bus);
      });
    });
    await away;
    expect([lead.bus.connected, foreign.bus.connected, heard]).toEqual([false, false, []]);
  });

  it('is told nothing by a machine that looks for another, no password either', async () => {
    const told: string[] = [];
    const thief = await city.machine(MEMBER);
    const server = createServer(
      { cert: thief.certificate(), key: thief.key(), requestCert: true, rejectUnauthorized: false },
      (socket) => socket.on('error', () => undefined).on('data', (data) => told.push(String(data))),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
    const { port } = server.address() as AddressInfo;
    const { join } = await setup();
    const lead = join(LEAD, await city.machine(LEAD), {
      url: `mqtts://127.0.0.1:${port}`,
      username: 'lead',
      password: 'secret',
    });
    await vi.waitFor(() => expect(lead.warned).toEqual([expect.stringContaining('the other end is a member')]), SOON);
    await lead.bus.close();
    expect(told).toEqual([]);
  });
});
