import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Closable, Logger, Now } from '../../protocol/ground/environment.ts';
import { UniqueId } from '../../protocol/ground/identifiers.ts';
import { Command } from '../../protocol/queue/commands.ts';
import { CommandResult, LeadView } from '../../protocol/wire/lead-view.ts';
import { createEventStream } from '../../protocol/wire/transport/event-stream.ts';
import { createHttpServer, sendProblem } from '../../protocol/wire/transport/http-server.ts';
import type { Reply } from '../queue/section.ts';

export interface PagesOptions {
  readonly host: string;
  readonly port: number;
  /** Names in a public domain by which its pages are opened. */
  readonly names: readonly string[];
  readonly dashboard: string | undefined;
  readonly logger: Logger;
  readonly now: Now;
  readonly view: () => LeadView;
  readonly handle: (command: Command, id?: string) => Promise<Reply>;
}

/** The section's own pages and API: they work with no hub and no internet. */
export interface Pages extends Closable {
  readonly port: number;
  /** The view has changed: it is sent to those who watch, at once, changes of one moment together. */
  changed(): void;
}

/** One command, with the id that makes a retry harmless, here or as the Idempotency-Key header. */
const PostedCommand = z.intersection(Command, z.object({ id: UniqueId.optional() }));
const WATCHED = 'section';

/** @throws the listener's error */
export async function openPages(options: PagesOptions): Promise<Pages> {
  const { view, handle } = options;
  const stream = createEventStream({ event: 'section', now: options.now });
  const server = await createHttpServer({
    ...options,
    pages: { '/': 'staff.html', '/staff': 'staff.html', '/board': 'board.html', '/kiosk': 'kiosk.html' },
  });
  server.get('/api/v1/section', { schema: { response: { 200: LeadView } } }, async () => view());
  server.get('/api/v1/stream', (_request, reply) => {
    reply.hijack();
    stream.attach(WATCHED, reply.raw);
  });
  server.get('/healthz', async () => ({ status: 'ok' }));
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
      const done = await handle(Command.parse(command), id);
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
  await server.listen({ host: options.host, port: options.port });

  stream.publish(WATCHED, view());
  let scheduled = false;
  let closing: Promise<void> | undefined;
  return {
    port: (server.server.address() as AddressInfo).port,
    changed() {
      if (scheduled) return;
      scheduled = true;
      setImmediate(() => {
        scheduled = false;
        stream.publish(WATCHED, view());
      });
    },
    close() {
      closing ??= stream.close().then(() => server.close());
      return closing;
    },
  };
}
