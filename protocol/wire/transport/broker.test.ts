import { createConnection } from 'node:net';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encode } from '../topics.ts';
import { type BrokerOptions, openBroker } from './broker.ts';
import type { Bus } from './bus.ts';
import { connectBus } from './mqtt-bus.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const SOON = { timeout: 15_000 };
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

const at = { city: 'kyoto', office: 'ukyo', section: 'shimin' };
const waiting = (observedAt: number) => encode('waiting', at, { observedAt, services: [], counters: [] });

async function setup(options: Partial<BrokerOptions> = {}) {
  const heard: string[] = [];
  const told: string[] = [];
  const telling = { ...logger, warn: (_: object, message: string) => void told.push(message) };
  const broker = await openBroker(
    { host: '127.0.0.1', port: 0, logger: telling, ...options },
    { onPacket: (topic, payload) => heard.push(`${topic} ${Buffer.from(payload)}`), onConnected: () => undefined },
  );
  opened.push(broker);
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const connect = async (clientId: string, subscriptions: string[] = [], will = () => waiting(0)) => {
    const packets: string[] = [];
    let connections = 0;
    const bus: Bus = connectBus(
      { url, clientId, subscriptions, logger, will },
      {
        onPacket: (topic, payload) => packets.push(`${topic} ${Buffer.from(payload)}`),
        onConnected: () => (connections += 1),
      },
    );
    opened.push(bus);
    await vi.waitFor(() => expect(bus.connected).toBe(true), SOON);
    return { bus, packets, connections: () => connections };
  };
  return { broker, heard, told, url, connect };
}

describe('the broker inside', () => {
  it('hears what a client publishes, and carries it to a subscriber', async () => {
    const { heard, connect } = await setup();
    const board = await connect('board', ['matazu/v1/#']);
    const unit = await connect('unit');
    unit.bus.publish(waiting(1));
    await vi.waitFor(() => expect(board.packets).toHaveLength(1), SOON);
    expect(heard).toEqual(board.packets);
  });

  it('delivers a retained message that a plain one has overtaken', async () => {
    const { broker, connect } = await setup();
    const board = await connect('board', ['matazu/v1/#']);
    for (let i = 0; i < 20; i++) {
      broker.publish(waiting(i));
      broker.publish({ topic: 'matazu/v1/kyoto/ukyo/shimin/replies', payload: `reply ${i}`, retain: false });
    }
    await vi.waitFor(() => expect(board.packets).toHaveLength(40), SOON);
  });

  it('remembers a retained message of the contract for whoever comes later, and none of other names', async () => {
    const { connect, url, heard } = await setup();
    const foreign = await mqtt.connectAsync(url);
    await foreign.publishAsync('somebody/else', 'x', { qos: 1, retain: true });
    await foreign.publishAsync(waiting(2).topic, waiting(2).payload, { qos: 1, retain: true });
    await foreign.endAsync();
    expect(heard).toHaveLength(2);
    const late = await connect('late', ['matazu/#']);
    await vi.waitFor(() => expect(late.packets).toEqual([`${waiting(2).topic} ${waiting(2).payload}`]), SOON);
  });

  it("hears a client's last will when its connection breaks, and not when it says goodbye", async () => {
    const { broker, heard, url } = await setup();
    const will = { topic: waiting(9).topic, payload: Buffer.from(waiting(9).payload), qos: 1 as const, retain: true };
    const polite = await mqtt.connectAsync(url, { will });
    await polite.endAsync();
    const cut = await mqtt.connectAsync(url, { will, reconnectPeriod: 0 });
    cut.stream.destroy();
    await vi.waitFor(() => expect(heard).toHaveLength(1), SOON);
    await vi.waitFor(() => expect(broker.clients).toBe(0), SOON);
  });

  it('drops a connection that sends more than a CONNECT before it is accepted', async () => {
    const { broker } = await setup();
    const socket = createConnection(broker.port, '127.0.0.1');
    socket.on('error', () => undefined);
    // The head of a CONNECT that promises 200 MB.
    socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x5f]));
    const flood = setInterval(() => socket.write(Buffer.alloc(4096)), 1);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(flood);
    expect(socket.bytesWritten).toBeLessThan(200 * 1024);
  });

  it('goes on for others, and drops the one, when a subscriber stops reading', async () => {
    const { broker, connect } = await setup();
    const stalled = createConnection(broker.port, '127.0.0.1');
    opened.push({ close: async () => void stalled.destroy() });
    stalled.on('error', () => undefined);
    stalled.pause();
    const topic = Buffer.from('matazu/v1/#');
    stalled.write(Buffer.from([0x10, 19, 0, 4, ...Buffer.from('MQTT'), 4, 2, 0, 0, 0, 7, ...Buffer.from('stalled')]));
    stalled.write(Buffer.from([0x82, topic.length + 5, 0, 1, 0, topic.length, ...topic, 0]));
    await vi.waitFor(() => expect(broker.clients).toBe(1), SOON);
    const board = await connect('board', ['matazu/v1/#']);
    const unit = await connect('unit');
    expect(broker.clients).toBe(3);
    const big = 'x'.repeat(30_000);
    let sent = 0;
    await vi.waitFor(
      () => {
        for (let i = 0; i < 20; i++, sent++) {
          unit.bus.publish({ topic: waiting(0).topic, payload: JSON.stringify({ big, sent }), retain: true });
        }
        expect(broker.clients).toBe(2);
      },
      { timeout: 15_000, interval: 20 },
    );
    await vi.waitFor(() => expect(board.packets).toHaveLength(sent), SOON);
  });
});

describe('the door of the broker inside', () => {
  const raw = async (url: string, options: mqtt.IClientOptions = {}) => {
    const client = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...options });
    client.on('error', () => undefined);
    opened.push({ close: () => client.endAsync(true) });
    return client;
  };

  it.each<[what: string, options: mqtt.IClientOptions, code: number, told: string]>([
    ['a persistent session', { clean: false, clientId: 'board-7' }, 2, 'connect with a clean session'],
    ['MQTT 5', { protocolVersion: 5 }, 1, 'speak MQTT 3.1.1'],
  ])('refuses %s with its code, and says so', async (_, options, code, words) => {
    const { url, told } = await setup();
    await expect(raw(url, options)).rejects.toMatchObject({ code });
    await vi.waitFor(() => expect(told).toEqual([expect.stringContaining(words)]), SOON);
    // Who asks rightly is served.
    expect((await raw(url)).connected).toBe(true);
  });

  it('drops who publishes at QoS 2, and passes a last will of QoS 2 on', async () => {
    const { url, heard, told } = await setup();
    const will = { topic: waiting(9).topic, payload: Buffer.from(waiting(9).payload), qos: 2, retain: true } as const;
    const client = await raw(url, { will });
    client.publish(waiting(1).topic, waiting(1).payload, { qos: 2 });
    await vi.waitFor(() => expect(heard).toEqual([`${waiting(9).topic} ${waiting(9).payload}`]), SOON);
    expect(told).toEqual([expect.stringContaining('QoS 2')]);
  });

  it.each(['#', '+/v1/#', '$SYS/#', 'somebody/else', 'matazus/#', `matazu/${'x'.repeat(256)}/#`])(
    'refuses the filter %s, and goes on for others of the same client',
    async (filter) => {
      const { url, broker } = await setup();
      const client = await raw(url);
      await expect(client.subscribeAsync(filter, { qos: 1 })).rejects.toThrow();
      await client.subscribeAsync(['matazu/#', 'matazu/v1/+/congestion'], { qos: 1 });
      const heard = new Promise((resolve) => client.once('message', resolve));
      broker.publish(waiting(1));
      expect(await heard).toBe(waiting(1).topic);
    },
  );

  it('gives a client thirty-two filters at once, and others for those that it gives up', async () => {
    const { url } = await setup();
    const client = await raw(url);
    const filter = (n: number): string => `matazu/v1/c${n}/congestion`;
    for (let n = 0; n < 32; n++) await client.subscribeAsync(filter(n), { qos: 1 });
    await client.subscribeAsync(filter(3), { qos: 1 });
    await expect(client.subscribeAsync(filter(32), { qos: 1 })).rejects.toThrow();
    await client.unsubscribeAsync(filter(0));
    await client.subscribeAsync(filter(32), { qos: 1 });
  });

  it('passes on what its clients may say, and acknowledges the rest without passing it on', async () => {
    const { url, heard, told, connect } = await setup({ clients: ['unit', 'member'] });
    const sign = await connect('sign', ['matazu/#']);
    const client = await raw(url);
    await client.publishAsync(waiting(1).topic, waiting(1).payload, { qos: 1, retain: true });
    await client.publishAsync('matazu/v1/kyoto/ukyo/shimin/commands', '{}', { qos: 1 });
    await vi.waitFor(() => expect(sign.packets).toEqual(['matazu/v1/kyoto/ukyo/shimin/commands {}']), SOON);
    expect(heard).toEqual(sign.packets);
    expect(told).toEqual([expect.stringContaining('may not say')]);
  });

  it('remembers of a client what is short and of a name that the owner knows, within half the budget', async () => {
    const keeps = (topic: string): boolean => !topic.includes('nowhere');
    const { url, connect } = await setup({ keeps, budgetBytes: 300_000 });
    const client = await raw(url);
    const topic = (section: string): string => `matazu/v1/kyoto/ukyo/${section}/waiting`;
    const say = (section: string, bytes: number) =>
      client.publishAsync(topic(section), 'x'.repeat(bytes), { qos: 1, retain: true });
    await say('nowhere', 10);
    await say('long', 65_537);
    for (const section of ['a', 'b', 'c']) await say(section, 60_000);
    // What is said anew takes the place of what was kept; what is cleared makes room.
    await say('a', 50_000);
    await say('b', 0);
    await say('d', 60_000);
    const late = await connect('late', ['matazu/#']);
    const kept = () => late.packets.map((packet) => packet.split(' ')[0]);
    await vi.waitFor(() => expect(kept().sort()).toEqual([topic('a'), topic('d')]), SOON);
  });

  it('takes a first packet of any size that a packet may have, at once after its CONNACK', async () => {
    const { url, heard } = await setup();
    const big = 'x'.repeat(400_000);
    for (let i = 0; i < 20; i++) {
      const client = await raw(url);
      await client.publishAsync(waiting(0).topic, big, { qos: 1 });
    }
    expect(heard).toHaveLength(20);
  });

  it('drops whoever takes most where all together take more than there is room for', async () => {
    const { broker, told, connect } = await setup({ budgetBytes: 1024 * 1024 });
    const unit = await connect('unit');
    const floods = Array.from({ length: 5 }, (_, i) => {
      const socket = createConnection(broker.port, '127.0.0.1').on('error', () => undefined);
      opened.push({ close: async () => void socket.destroy() });
      socket.write(Buffer.from([0x10, 14, 0, 4, ...Buffer.from('MQTT'), 4, 2, 0, 0, 0, 2, 102, 48 + i]));
      // The head of a PUBLISH of 480 KB, and most of it.
      socket.once('data', () =>
        socket.write(Buffer.concat([Buffer.from([0x30, 0x80, 0xa6, 0x1d]), Buffer.alloc(400_000)])),
      );
      return new Promise((resolve) => socket.once('close', resolve));
    });
    await Promise.race(floods);
    expect(new Set(told)).toEqual(new Set([expect.stringContaining('more than there is room for')]));
    unit.bus.publish(waiting(1));
    const late = await connect('late', ['matazu/#']);
    await vi.waitFor(() => expect(late.packets).toEqual([`${waiting(1).topic} ${waiting(1).payload}`]), SOON);
  });

  it('lets somebody in though a thousand connections of the same address say nothing', async () => {
    const { broker, heard, connect } = await setup();
    for (let i = 0; i < 1_200; i++) {
      const socket = createConnection(broker.port, '127.0.0.1').on('error', () => undefined);
      opened.push({ close: async () => void socket.destroy() });
      if (i % 100 === 99) await new Promise((resolve) => socket.once('connect', resolve));
    }
    const unit = await connect('unit');
    unit.bus.publish(waiting(1));
    await vi.waitFor(() => expect(heard).toHaveLength(1), SOON);
  });
});

describe('a connection to a broker', () => {
  it('comes back after the broker went away, and sends nothing that was published meanwhile', async () => {
    const first = await setup();
    const { port } = first.broker;
    const unit = await first.connect('unit');
    await first.broker.close();
    await vi.waitFor(() => expect(unit.bus.connected).toBe(false), SOON);
    unit.bus.publish(waiting(3));
    const heard: string[] = [];
    const again = await openBroker(
      { host: '127.0.0.1', port, logger },
      { onPacket: (_, payload) => heard.push(Buffer.from(payload).toString()), onConnected: () => undefined },
    );
    opened.push(again);
    await vi.waitFor(() => expect(unit.connections()).toBe(2), SOON);
    unit.bus.publish(waiting(4));
    await vi.waitFor(() => expect(heard).toEqual([waiting(4).payload]), SOON);
  });

  it('that another of the same id takes away again and again says which id', async () => {
    const { url } = await setup();
    const warn = vi.fn();
    const units = [1, 2].map(() =>
      connectBus(
        { url, clientId: 'matazu-lead', subscriptions: [], logger: { ...logger, warn } },
        { onPacket: () => undefined, onConnected: () => undefined },
      ),
    );
    opened.push(...units);
    const told = [{ url, clientId: 'matazu-lead' }, expect.stringContaining('another unit has the same id')];
    await vi.waitFor(() => expect(warn).toHaveBeenCalledWith(...told), { timeout: 20_000 });
  }, 30_000);

  it('is closed twice without harm', async () => {
    const { connect } = await setup();
    const unit = await connect('unit');
    await unit.bus.close();
    await unit.bus.close();
    expect(unit.bus.connected).toBe(false);
  });
});
