import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { UniqueId } from '../../protocol/ground/identifiers.ts';
import type { Asker } from '../../protocol/identity/asker.ts';
import { Command } from '../../protocol/queue/commands.ts';
import type { Event } from '../../protocol/queue/events.ts';
import { BoardView } from '../../protocol/wire/board-view.ts';
import { KioskView, OwnTicket } from '../../protocol/wire/kiosk-view.ts';
import { CommandResult, LeadView } from '../../protocol/wire/lead-view.ts';
import { SectionViewName } from '../../protocol/wire/people.ts';
import type { EventStream } from '../../protocol/wire/transport/event-stream.ts';
import type { HttpServer } from '../../protocol/wire/transport/fastify-server.ts';
import { problems, textOf } from '../../protocol/wire/transport/openapi.ts';
import { type Problem, SIGN_IN_NEEDED, sendProblem } from '../../protocol/wire/transport/problem.ts';
import { sendStream } from '../../protocol/wire/transport/stream-route.ts';
import { boardView, type KioskSettings, kioskView, ownTicket } from '../core/narrow-views.ts';
import { commandsOf, viewsOf } from '../core/rights.ts';
import type { Reply } from '../queue/section.ts';
import type { Visitors } from '../queue/visitors.ts';

export interface RoutesOptions {
  readonly view: () => LeadView;
  readonly handle: (command: Command, by: Asker, id?: string) => Promise<Reply>;
  /** What came of the command with this id; undefined where nothing was done. */
  readonly came: (id: string) => readonly Event[] | undefined;
  readonly views: ReturnType<typeof viewsWith>;
  /** A topic for each of the views. */
  readonly stream: EventStream;
  readonly visitors: Visitors;
}

/** One command, with the id that makes a retry harmless, here or as the Idempotency-Key header. */
const PostedCommand = z.intersection(Command, z.object({ id: UniqueId.optional() }));
const NO_SUCH_TICKET: Problem = {
  status: 404,
  code: 'unknown-ticket',
  title: 'No such ticket today',
  detail: 'その番号札は、本日は発行されていません。',
  messageEn: 'No such ticket was issued today.',
};
/** Of refusals that the queue has nothing to do with; 409 of all others. */
const STATUS: ReadonlyMap<string, number> = new Map([
  ['not-allowed', 403],
  ['other-duty', 403],
  ['too-often', 429],
  ['log-damaged', 503],
  ['disk-full', 503],
]);
const NOTHING_CAME: Problem = {
  status: 404,
  code: 'unknown-command',
  title: 'Nothing was done',
  detail: 'この操作は届いていないか、断られました。何も行っていません。',
  messageEn: 'No command with this key was done.',
};
/** What each kind of page is told of what staff see. */
export const viewsWith = (kiosk: KioskSettings) => ({
  staff: (lead: LeadView) => lead,
  board: boardView,
  kiosk: (lead: LeadView) => kioskView(lead, kiosk),
});
const Watched = z.object({ view: SectionViewName.default('staff') });

/** The section's own API. */
export function addRoutes(server: HttpServer, options: RoutesOptions): void {
  const { view, views, stream, visitors } = options;
  const isShown = (request: FastifyRequest, name: SectionViewName): boolean => {
    const by = visitors.who(request);
    return by !== null && viewsOf(by.role).includes(name);
  };
  server.get(
    '/api/v1/section',
    {
      schema: {
        operationId: 'section',
        summary: 'The section as staff see it; `?view=board` and `?view=kiosk`: what those show, and nothing of others',
        querystring: Watched,
        response: { 200: z.union([LeadView, BoardView, KioskView]), ...problems(400, 401, 403) },
      },
    },
    async (request, reply) => {
      const name = request.query.view;
      return isShown(request, name) ? views[name](view()) : sendProblem(reply, SIGN_IN_NEEDED);
    },
  );
  server.get(
    '/api/v1/stream',
    {
      schema: {
        operationId: 'sectionStream',
        summary:
          'Server-sent events: `event: build` with `{build}`, then `event: section` with the section whenever it changes, and `event: alive` with `{at}`',
        querystring: Watched,
        response: {
          200: textOf('text/event-stream', 'Events until the reader goes, or is signed out'),
          ...problems(400, 401, 403),
        },
      },
    },
    async (request, reply) => {
      const topic = request.query.view;
      if (!isShown(request, topic)) return sendProblem(reply, SIGN_IN_NEEDED);
      reply.raw.once(
        'close',
        visitors.whenGone(request, () => reply.raw.end()),
      );
      visitors.stays(request, reply);
      return sendStream(request, reply, { stream, topic });
    },
  );
  server.get(
    '/api/v1/tickets/:ticket',
    {
      schema: {
        operationId: 'ownTicket',
        summary: 'What a kiosk shows of the ticket that it issued',
        params: z.object({ ticket: UniqueId }),
        response: { 200: OwnTicket, ...problems(400, 401, 403, 404) },
      },
    },
    async (request, reply) => {
      if (!isShown(request, 'kiosk')) return sendProblem(reply, SIGN_IN_NEEDED);
      return ownTicket(view(), request.params.ticket) ?? sendProblem(reply, NO_SUCH_TICKET);
    },
  );
  server.get(
    '/healthz',
    {
      schema: {
        operationId: 'health',
        summary: 'Whether it answers',
        response: { 200: z.object({ status: z.literal('ok') }), ...problems() },
      },
    },
    async () => ({ status: 'ok' as const }),
  );
  addCommands(server, options);
}

function addCommands(server: HttpServer, { handle, came, visitors }: RoutesOptions): void {
  server.get(
    '/api/v1/commands/:id',
    {
      schema: {
        operationId: 'outcome',
        summary: 'What came of a command whose answer was not heard',
        params: z.object({ id: UniqueId }),
        response: { 200: CommandResult, ...problems(400, 401, 403, 404) },
      },
    },
    async (request, reply) => {
      const by = visitors.who(request);
      if (by === null || commandsOf(by.role).length === 0) return sendProblem(reply, SIGN_IN_NEEDED);
      const { id } = request.params;
      const events = came(id);
      return events === undefined ? sendProblem(reply, NOTHING_CAME) : { id, events: [...events] };
    },
  );
  server.post(
    '/api/v1/commands',
    {
      schema: {
        operationId: 'command',
        summary:
          'Asks one thing of the section, once however often it is sent with the same id; 429 (`too-often`): some four hundred at once and about ten a second are done for one address',
        body: PostedCommand,
        headers: z.object({ 'idempotency-key': UniqueId.optional() }),
        response: { 200: CommandResult, ...problems(400, 401, 403, 409, 413, 415, 503) },
      },
    },
    async (request, reply) => {
      const by = visitors.who(request);
      if (by === null) return sendProblem(reply, SIGN_IN_NEEDED);
      const { id = request.headers['idempotency-key'], ...command } = request.body;
      const done = await handle(Command.parse(command), by, id);
      if (!('refused' in done)) return { id: done.id, events: [...done.events] };
      const { code, message } = done.refused;
      return sendProblem(reply, {
        status: STATUS.get(code) ?? 409,
        title: code,
        code,
        detail: message.ja,
        messageEn: message.en,
      });
    },
  );
}
