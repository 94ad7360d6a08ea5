import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { UniqueId } from '../../protocol/ground/identifiers.ts';
import type { Asker } from '../../protocol/identity/asker.ts';
import { Command } from '../../protocol/queue/commands.ts';
import { CommandResult, LeadView } from '../../protocol/wire/lead-view.ts';
import { createEventStream } from '../../protocol/wire/transport/event-stream.ts';
import { createHttpServer, type HttpServer, sendProblem } from '../../protocol/wire/transport/http-server.ts';
import type { Reply } from '../queue/section.ts';
import type { Unit } from '../queue/unit.ts';

export interface PagesOptions {
  readonly host: string;
  readonly port: number;
  /** Names in a public domain by which its pages are opened. */
  readonly names: readonly string[];
  readonly dashboard: string | undefined;
  readonly view: () => LeadView;
  readonly handle: (command: Command, by: Asker, id?: string) => Promise<Reply>;
}

/** The section's own pages and API: they work with no hub and no internet. */
export interface Pages {
  readonly port: number;
  /** The view has changed: it is sent to those who watch, at once, changes of one moment together. */
  readonly changed: () => void;
}

/** One command, with the id that makes a retry harmless, here or as the Idempotency-Key header. */
const PostedCommand = z.intersection(Command, z.object({ id: UniqueId.optional() }));
/** Nobody signs in yet: whoever reaches the pages asks as staff. */
const ASKER: Asker = { role: 'staff' };
const WATCHED = 'section';

/** @throws the listener's error */
export async function openPages({ parts, clock, logger }: Unit, options: PagesOptions): Promise<Pages> {
  const { view, host, port } = options;
  const stream = createEventStream({ event: 'section', now: clock.now });
  const server = await createHttpServer({
    ...options,
    logger,
    pages: { '/': 'staff.html', '/staff': 'staff.html', '/board': 'board.html', '/kiosk': 'kiosk.html' },
  });
  server.get('/api/v1/section', { schema: { response: { 200: LeadView } } }, async () => view());
  server.get('/api/v1/stream', (_request, reply) => {
    reply.hijack();
    stream.attach(WATCHED, reply.raw);
  });
  server.get('/healthz', async () => ({ status: 'ok' }));
  addCommands(server, options);
  await server.listen({ host, port });

  stream.publish(WATCHED, view());
  let scheduled = false;
  const changed = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      stream.publish(WATCHED, view());
    });
  };
  parts.add({ close: () => stream.close().then(() => server.close()) }, { changed });
  return { port: (server.server.address() as AddressInfo).port, changed };
}

function addCommands(server: HttpServer, { handle }: PagesOptions): void {
  server.post(
    '/api/v1/commands',
    {
      schema: {
        body: PostedCommand,
        headers: z.object({ 'idempotency-key': UniqueId.optional() }),
        response: { 200: CommandResult },
      },
    },
    async (request, reply) => {
      const { id = request.headers['idempotency-key'], ...command } = request.body;
      const done = await handle(Command.parse(command), ASKER, id);
      if (!('refused' in done)) return { id: done.id, events: [...done.events] };
      const { code, message } = done.refused;
      return sendProblem(reply, {
        status: code === 'log-damaged' || code === 'disk-full' ? 503 : 409,
        title: code,
        code,
        detail: message.ja,
        messageEn: message.en,
      });
    },
  );
}
