import { IdentityFolder } from '../../../protocol/identity/folder.ts';
import { openBroker } from '../../../protocol/wire/transport/broker.ts';

/** Matazu's own broker, as a hub has it: with the identity in FOLDER it asks who is there, without one it doesn't. Counts what it hears. */
const folder = process.env.FOLDER;
const credentials =
  folder === undefined ? {} : { credentials: new IdentityFolder({ folder, now: Date.now, graceMs: 0 }) };
let heard = 0;
const count = () => {
  heard += 1;
};
const quiet = () => undefined;
const broker = await openBroker(
  { host: '127.0.0.1', port: 0, logger: { info: quiet, warn: quiet, error: quiet }, ...credentials },
  { onPacket: count, onConnected: quiet },
);
process.on('message', () => process.send?.({ port: broker.port, heard }));
process.send?.('ready');
