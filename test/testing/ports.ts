import { createConnection, createServer } from 'node:net';

/*
 * Below the ports that the system gives to outgoing connections, so that nothing takes a port while the process that listened
 * there is being started again; each test process has a block of its own.
 */
const FIRST = 11_000;
const BLOCK = 100;
const BLOCKS = 200;

let next = FIRST + (process.pid % BLOCKS) * BLOCK;

/** A port of 127.0.0.1 on which nobody listens. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = next;
    next = next + 1 < FIRST + BLOCK * BLOCKS ? next + 1 : FIRST;
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
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
