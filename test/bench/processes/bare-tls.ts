import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { IDENTITY_FILES } from '../../../protocol/identity/files.ts';

/** Node's own TLS alone, to which both ends show a certificate of the authority in FOLDER; counts the handshakes. */
const file = (name: string) => readFileSync(join(process.env.FOLDER ?? '', name));
const own = file(IDENTITY_FILES.own);
let heard = 0;
const server = createServer(
  { cert: own, key: own, ca: file(IDENTITY_FILES.authorities), requestCert: true, minVersion: 'TLSv1.3' },
  (socket) => {
    heard += 1;
    socket.on('error', () => undefined);
  },
);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.on('message', () => process.send?.({ port: (server.address() as AddressInfo).port, heard }));
process.send?.('ready');
