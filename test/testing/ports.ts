import { createConnection, createServer, type Server } from 'node:net';

/*
 * Below the ports that the system gives to outgoing connections, so that nothing takes a port while the process that listened
 * there is being started again; each test process has blocks of its own, whose first port it holds: a port that was given out
 * may be listened on much later.
 */
const FIRST = 11_000;
const BLOCK = 100;
const BLOCKS = 200;

let block = { next: 0, end: 0 };

/** A port of 127.0.0.1 on which nobody listens, and which no other test is given. */
export async function freePort(): Promise<number> {
  for (;;) {
    if (block.next === block.end) block = await takeBlock();
    const port = block.next++;
    if (await isFree(port)) return port;
  }
}

async function takeBlock(): Promise<typeof block> {
  for (let i = 0; i < BLOCKS; i++) {
    const first = FIRST + ((process.pid + i) % BLOCKS) * BLOCK;
    const held = await listening(first);
    // As long as this process is there, and no longer.
    held?.unref();
    if (held !== undefined) return { next: first + 1, end: first + BLOCK };
  }
  throw new Error(`no block of ports is free between ${FIRST} and ${FIRST + BLOCKS * BLOCK}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = await listening(port);
  if (server === undefined) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

/** Undefined where somebody has the port. */
function listening(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** Whether somebody listens on a port of 127.0.0.1. */
export const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
