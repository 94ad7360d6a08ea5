import { createConnection } from 'node:net';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encode } from '../topics.ts';
import { openBroker } from './broker.ts';
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

async function setup() {
  const heard: string[] = [];
  const broker = await openBroker(
    { host: '127.0.0.1', port: 0, logger },
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
  return { broker, heard, url, connect };
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
    const late = await connect('late', ['#']);
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
