import { once } from 'node:events';
import { connect } from 'node:net';

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** All that the server sent, headers included. */
  readonly bytes: number;
}

/** Asks over a bare socket, so that the answer is as it was on the wire: not decompressed, and nothing answered from a cache. */
export async function askPlainly(
  { httpPort }: { readonly httpPort: number },
  path: string,
  { method = 'GET', ...headers }: Readonly<Record<string, string>> = {},
): Promise<PlainAnswer> {
  const socket = connect(httpPort, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const lines = Object.entries({ host: `127.0.0.1:${httpPort}`, connection: 'close', ...headers });
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  await once(socket, 'close');
  const all = Buffer.concat(chunks);
  const end = all.indexOf('\r\n\r\n');
  const [first = '', ...rest] = all.subarray(0, end).toString().split('\r\n');
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(
      rest
        .map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string])
        .map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: all.subarray(end + 4),
    bytes: all.length,
  };
}
