import type { AddressInfo } from 'node:net';
import { httpListener } from '../../protocol/ground/configuration.ts';
import type { Closable } from '../../protocol/ground/environment.ts';
import { readPages } from '../../protocol/wire/transport/built-pages.ts';
import { createEventStream } from '../../protocol/wire/transport/event-stream.ts';
import { createHttpServer } from '../../protocol/wire/transport/http-server.ts';
import { sendStream } from '../../protocol/wire/transport/stream-route.ts';
import { dashboard } from './browser.ts';

/** The built pages, served with whatever a test says that the server knows: states are pushed into an open page, none of them waits for a queue. */
export interface ToldPages extends Closable {
  readonly url: string;
  /** The present value of the one stream, of a hub or of a lead; each open page hears it. */
  tell(value: object): void;
}

export interface TellOptions {
  /** `section` as leads say, `congestion` as hubs. */
  readonly event: 'section' | 'congestion';
  /** Path → file of the built pages. */
  readonly pages: Readonly<Record<string, string>>;
  /** The time by the server's clock, which pages show. */
  readonly now?: () => number;
  /** Any free one where it is left out. */
  readonly port?: number;
  /** Of another version the pages are of another build. */
  readonly version?: string;
  /** What other addresses answer, as JSON. */
  readonly answers?: Readonly<Record<string, () => object>>;
  /** What each command is answered with, as JSON. */
  readonly onCommand?: (command: unknown) => { readonly status: number; readonly body: object };
}

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** @throws the listener's error */
export async function tellPages(options: TellOptions): Promise<ToldPages> {
  const { event, pages, now = Date.now, answers = {}, onCommand, port = 0, version = 'test' } = options;
  const built = readPages({ dashboard, version });
  const stream = createEventStream({ event, now, build: built.build });
  const server = await createHttpServer({
    logger,
    http: httpListener(0).parse({}),
    built,
    pages,
    ways: [],
    readers: 'own-pages',
  });
  server.get('/api/v1/stream', (request, reply) => sendStream(request, reply, { stream, topic: event }));
  for (const [path, answer] of Object.entries(answers)) server.get(path, async () => answer());
  if (onCommand !== undefined)
    server.post('/api/v1/commands', async ({ body }, reply) => {
      const answer = onCommand(body);
      return reply.code(answer.status).send(answer.body);
    });
  await server.listen({ host: '127.0.0.1', port });
  return {
    url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    tell: (value) => stream.publish(event, value),
    close: () => stream.close().then(() => server.close()),
  };
}
