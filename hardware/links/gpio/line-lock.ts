import { createServer, type Server } from 'node:net';

/**
 * Holds lines for this process among all that run Matazu: /sys/class/gpio lets everybody share a line, and one who is done takes
 * it from the others. An abstract socket has a name, one owner, and ends with its process, however that ends.
 */
export async function holdLines(
  lines: readonly number[],
): Promise<{ readonly busy: number | null; readonly release: () => Promise<void> }> {
  const held: Server[] = [];
  const release = async (): Promise<void> => {
    await Promise.all(held.splice(0).map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  };
  for (const line of lines) {
    const server = await hold(line);
    if (server === null) {
      await release();
      return { busy: line, release };
    }
    held.push(server);
  }
  return { busy: null, release };
}

function hold(line: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(null));
    server.listen(`\0matazu-gpio-${line}`, () => {
      server.unref();
      resolve(server);
    });
  });
}
