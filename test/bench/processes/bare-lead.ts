import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import mqtt from 'mqtt';
import { instant } from '../instant.ts';
import { dayOfEvents } from '../workload.ts';

/**
 * What a lead stands on, with nothing of ours: on a byte of a link it commits one row of the size of an event to SQLite (WAL,
 * FULL), and on request it sends one message over MQTT (QoS 1) to a broker elsewhere and back.
 */
const db = new Database(join(process.env.FOLDER ?? '', 'bare.sqlite'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('cache_size = -2000');
db.exec('CREATE TABLE events (id INTEGER PRIMARY KEY, command TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL)');
const insert = db.prepare('INSERT INTO events (command, type, body) VALUES (?, ?, ?)');
const body = JSON.stringify(dayOfEvents(0, 4)[3]);

let commits: { readonly before: number; readonly durable: number }[] = [];
const link = createServer({ noDelay: true }, (socket) => {
  socket.on('data', () => {
    const command = randomUUID();
    const before = instant();
    insert.run(command, 'ticket-called', body);
    commits.push({ before, durable: instant() });
  });
});
link.listen(0, '127.0.0.1');
await once(link, 'listening');

const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${process.env.BROKER}`, { protocolVersion: 4 });
await client.subscribeAsync('bare/acked', { qos: 1 });

process.on('message', (message: { readonly what: 'port' | 'commits' | 'hops' }) => {
  if (message.what === 'port') process.send?.((link.address() as AddressInfo).port);
  if (message.what === 'commits') {
    process.send?.(commits);
    commits = [];
  }
  if (message.what === 'hops') {
    const sent = instant();
    client.once('message', () => process.send?.(instant() - sent));
    client.publish('bare/events', body, { qos: 1 });
  }
});
process.send?.('ready');
