import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt from 'mqtt';

/** What strangers do to a ward without pause (docs/security.md), each as fast as it is answered, until this process is stopped. */
const env = (name: string): number => Number(process.env[name]);
const [HUB, HUB_MQTT, LEAD] = [env('HUB'), env('HUB_MQTT'), env('LEAD')];
/** The address of this machine that strangers come from: what an address may do is theirs alone. */
const localAddress = '127.0.0.2';
/** The section beside the one that is looked at: who forges a section's own log makes that one late. */
const SECTION = 'matazu/v1/kyoto/ukyo/hoken';
const BIG = 'x'.repeat(400_000);

let rounds = 0;
function forever(hands: number, act: (n: number) => Promise<unknown>): void {
  for (let hand = 0; hand < hands; hand += 1)
    void (async () => {
      for (let n = hand; ; n += hands) {
        // Whoever is refused at the door comes back at once, and not a thousand times in that while.
        await act(n).catch(() => delay(5));
        rounds += 1;
      }
    })();
}

const agent = new Agent({ keepAlive: true, maxSockets: 200 });
async function ask(port: number, path: string, command?: object): Promise<void> {
  const body = command === undefined ? '' : JSON.stringify(command);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const method = command === undefined ? 'GET' : 'POST';
  const asked = request({ host: '127.0.0.1', port, path, method, agent, localAddress, headers });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  for await (const _ of answer.resume());
}

const client = (options: mqtt.IClientOptions = {}) =>
  mqtt.connectAsync(`mqtt://127.0.0.1:${HUB_MQTT}`, { protocolVersion: 4, reconnectPeriod: 0, ...options });
const evil = await client({ reconnectPeriod: 100 });
evil.on('error', () => undefined);
const publish = (topic: string, message: string, retain = false) =>
  evil.publishAsync(topic, message, { qos: 1, retain });

// Memory: packets that are never finished, sessions that are never ended, what is remembered, and filters.
forever(1, async () => {
  const one = await client();
  one.on('error', () => undefined);
  for (let i = 0; i < 10; i += 1) one.publish('matazu/v1/a/b/c/replies', BIG, { qos: 2 });
  await new Promise<void>((resolve) => one.once('close', () => resolve()));
});
forever(1, () => client({ clean: false, clientId: 'kept' }));
forever(1, (n) => publish(`matazu/v1/k${n % 300}/o/s/units/u`, BIG, true));
forever(1, (n) =>
  evil.subscribeAsync(
    Array.from({ length: 200 }, (_, i) => `matazu/+/x${n * 200 + i}/+/#`),
    { qos: 1 },
  ),
);
// The disk: events of a section that the hub knows, and of one that it does not.
const events = Array(50).fill({ type: 'zz', at: 1, x: 'x'.repeat(8_000) });
let epoch = (Date.now() + 60_000) * 1_000;
forever(1, () => {
  epoch += 10_000;
  return publish(`${SECTION}/events`, JSON.stringify({ unit: 'u', epoch, first: 1, events }));
});
forever(1, (n) =>
  publish('matazu/v1/kyoto/zz/fill/events', JSON.stringify({ unit: 'u', epoch: 1, first: 1 + 50 * n, events })),
);
// The log, the numbers and the paper.
forever(20, (n) => ask(LEAD, '/api/v1/commands', { type: 'declare-level', level: n % 2 === 0 ? 'packed' : 'quiet' }));
forever(20, () => ask(LEAD, '/api/v1/commands', { type: 'issue', service: 'shomei' }));
// The processor, and connections.
forever(50, () => ask(HUB, '/open-data/forecast.csv?office=kyoto/ukyo'));
forever(100, async (n) => {
  const socket = connect({ host: '127.0.0.1', port: n % 2 === 0 ? HUB : LEAD, localAddress });
  socket.on('error', () => undefined).resume();
  socket.write('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ');
  await once(socket, 'close');
});

process.on('message', () => process.send?.(rounds));
process.send?.('ready');
