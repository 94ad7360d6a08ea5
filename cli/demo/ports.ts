import { createServer } from 'node:net';

/** Something of this machine that the demo needs and does not get. The message names it and the remedy. */
export class DemoFault extends Error {
  readonly code: 'ports-in-use' | 'arguments';

  constructor(code: DemoFault['code'], message: string) {
    super(message);
    this.name = 'DemoFault';
    this.code = code;
  }
}

export interface Listener {
  readonly host: string;
  readonly port: number;
  /** What listens there, and where the configuration says so. */
  readonly what: string;
}

/** Looks at all ports before anything starts, so that each that is taken is named at once. @throws DemoFault */
export async function requireFree(listeners: readonly Listener[], remedy: string): Promise<void> {
  const taken: string[] = [];
  for (const { host, port, what } of listeners) {
    const why = port === 0 ? undefined : await tryPort(host, port);
    if (why !== undefined) taken.push(`  ${host}:${port} ${what}: ${why}`);
  }
  if (taken.length === 0) return;
  const [first] = listeners.filter(({ port }) => taken.some((line) => line.includes(`:${port} `)));
  throw new DemoFault(
    'ports-in-use',
    [
      'the demo cannot listen on / 使用中のポートがあります:',
      ...taken,
      `Stop the program that holds it (ss -ltnp 'sport = :${first?.port}' shows which), or ${remedy}.`,
    ].join('\n'),
  );
}

/** Why this port cannot be had; undefined where it can. */
function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRINUSE' ? 'in use by another program' : error.message),
    );
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
