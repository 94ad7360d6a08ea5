import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Aedes } from 'aedes';
import { openBareSqlite } from '../bare-sqlite.ts';

/**
 * aedes alone: hears each message at its hook and publishes back how many it has heard of that topic, on `…/acked` in place
 * of `…/events`: at once (ECHO=each), once a tick (tick), or once a tick after a bare commit of what came (commit, in FOLDER).
 */
const echo = process.env.ECHO ?? 'each';
const heard = new Map<string, number>();
const due = new Set<string>();
let payloads: string[] = [];
const commit = echo === 'commit' ? openBareSqlite(process.env.FOLDER ?? '').commit : undefined;

const broker = await Aedes.createBroker({
  concurrency: 0,
  authorizePublish(_client, packet, done) {
    heard.set(packet.topic, (heard.get(packet.topic) ?? 0) + 1);
    if (commit !== undefined) payloads.push(packet.payload.toString());
    if (echo === 'each') answer(packet.topic);
    else {
      if (due.size === 0) setImmediate(answerAll);
      due.add(packet.topic);
    }
    done(null);
  },
});

function answer(topic: string): void {
  const payload = `{"messages":${heard.get(topic) ?? 0}}`;
  broker.publish(
    { cmd: 'publish', dup: false, qos: 1, retain: false, topic: topic.replace(/events$/, 'acked'), payload },
    () => undefined,
  );
}

function answerAll(): void {
  commit?.(payloads);
  payloads = [];
  for (const topic of due) answer(topic);
  due.clear();
}

const server = createServer({ noDelay: true }, (socket) => {
  broker.handle(socket);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.on('message', () => process.send?.((server.address() as AddressInfo).port));
process.send?.('ready');
