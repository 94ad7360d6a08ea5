import { Socket } from 'node:net';
import Database from 'better-sqlite3';
import { instant } from '../instant.ts';

/**
 * Loaded into a lead before its own code: notes when a press was read from a link and when each commit to its log had
 * returned from SQLite, and changes nothing else. `{}` on the channel is answered with the notes since the last time.
 */
const PRESS = Buffer.from('press', 'latin1');
let marks: { readonly what: 'read' | 'durable'; readonly at: number }[] = [];

const db = new Database(':memory:');
const statement: Database.Statement = Object.getPrototypeOf(db.prepare('SELECT 1')) as Database.Statement;
db.close();
const { run } = statement;
statement.run = function (this: Database.Statement, ...parameters: unknown[]) {
  const result = run.apply(this, parameters);
  if (!this.database.inTransaction) marks.push({ what: 'durable', at: instant() });
  return result;
};

const { push } = Socket.prototype;
Socket.prototype.push = function (this: Socket, chunk: unknown, encoding?: BufferEncoding) {
  if (chunk instanceof Uint8Array && PRESS.equals(chunk.subarray(0, PRESS.length)))
    marks.push({ what: 'read', at: instant() });
  return push.call(this, chunk, encoding);
};

process.on('message', () => {
  process.send?.(marks);
  marks = [];
});
process.channel?.unref();
