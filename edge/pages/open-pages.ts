import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { UniqueId } from '../../protocol/ground/identifiers.ts';
import type { Asker } from '../../protocol/identity/asker.ts';
import { Command } from '../../protocol/queue/commands.ts';
import type { Event } from '../../protocol/queue/events.ts';
import { BoardView } from '../../protocol/wire/board-view.ts';
import { KioskView, OwnTicket } from '../../protocol/wire/kiosk-view.ts';
import { CommandResult, LeadView } from '../../protocol/wire/lead-view.ts';
import { readPages } from '../../protocol/wire/transport/built-pages.ts';
import { createEventStream } from '../../protocol/wire/transport/event-stream.ts';
import {
  createHttpServer,
  type HttpServer,
  type Problem,
  sendProblem,
} from '../../protocol/wire/transport/http-server.ts';
import { sendStream } from '../../protocol/wire/transport/stream-route.ts';
import { boardView, type KioskSettings, kioskView, ownTicket } from '../core/narrow-views.ts';
import type { Reply } from '../queue/section.ts';
import type { Unit } from '../queue/unit.ts';
import { SCREENS } from './screens.ts';

export interface PagesOptions {
  readonly host: string;
  readonly port: number;
  /** Names in a public domain by which its pages are opened. */
  readonly names: readonly string[];
  readonly dashboard: string | undefined;
  readonly version: string;
  readonly kiosk: KioskSettings;
  readonly view: () => LeadView;
  readonly handle: (command: Command, by: Asker, id?: string) => Promise<Reply>;
  /** What came of the command with this id; undefined where nothing was done. */
  readonly came: (id: string) => readonly Event[] | undefined;
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
const NO_SUCH_TICKET: Problem = {
  status: 404,
  code: 'unknown-ticket',
  title: 'No such ticket today',
  detail: 'その番号札は、本日は発行されていません。',
  messageEn: 'No such ticket was issued today.',
};
const NOTHING_CAME: Problem = {
  status: 404,
  code: 'unknown-command',
  title: 'Nothing was done',
  detail: 'この操作は届いていないか、断られました。何も行っていません。',
  messageEn: 'No command with this key was done.',
};
/** What each kind of page is told of what staff see. */
const viewsWith = (kiosk: KioskSettings) => ({
  staff: (lead: LeadView) => lead,
  board: boardView,
  kiosk: (lead: LeadView) => kioskView(lead, kiosk),
});
const Watched = z.object({ view: z.enum(['staff', 'board', 'kiosk']).default('staff') });

/** @throws the listener's error */
export async function openPages({ parts, clock, logger }: Unit, options: PagesOptions): Promise<Pages> {
  const { view, host, port } = options;
  const views = viewsWith(options.kiosk);
  const built = readPages(options);
  const stream = createEventStream({ event: 'section', now: clock.now, build: built.build });
  const server = await createHttpServer({
    ...options,
    logger,
    built,
    pages: SCREENS,
  });
  server.get(
    '/api/v1/section',
    { schema: { querystring: Watched, response: { 200: z.union([LeadView, BoardView, KioskView]) } } },
    async ({ query }) => views[query.view](view()),
  );
  server.get('/api/v1/stream', { schema: { querystring: Watched } }, (request, reply) =>
    sendStream(request, reply, { stream, topic: request.query.view }),
  );
  server.get(
    '/api/v1/tickets/:ticket',
    { schema: { params: z.object({ ticket: UniqueId }), response: { 200: OwnTicket } } },
    async ({ params }, reply) => ownTicket(view(), params.ticket) ?? sendProblem(reply, NO_SUCH_TICKET),
  );
  server.get('/healthz', async () => ({ status: 'ok' }));
  addCommands(server, options);
  await server.listen({ host, port });

  const publish = (): void => {
    const lead = view();
    for (const [name, narrowed] of Object.entries(views)) stream.publish(name, narrowed(lead));
  };
  publish();
  let scheduled = false;
  const changed = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      publish();
    });
  };
  parts.add({ close: () => stream.close().then(() => server.close()) }, { changed });
  return { port: (server.server.address() as AddressInfo).port, changed };
}

function addCommands(server: HttpServer, { handle, came }: PagesOptions): void {
  server.get(
    '/api/v1/commands/:id',
    { schema: { params: z.object({ id: UniqueId }), response: { 200: CommandResult } } },
    async ({ params: { id } }, reply) => {
      const events = came(id);
      return events === undefined ? sendProblem(reply, NOTHING_CAME) : { id, events: [...events] };
    },
  );
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
