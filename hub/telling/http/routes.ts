import rateLimit from '@fastify/rate-limit';
import { z } from 'zod';
import { CongestionSummary, summaryOf } from '../../../protocol/congestion/summary.ts';
import { CongestionList, OfficeView, TicketView } from '../../../protocol/congestion/views.ts';
import { Identifier, OfficePath } from '../../../protocol/ground/identifiers.ts';
import type { EventStream } from '../../../protocol/wire/transport/event-stream.ts';
import type { HttpServer } from '../../../protocol/wire/transport/fastify-server.ts';
import { networkOf } from '../../../protocol/wire/transport/network-of.ts';
import { problems, textOf } from '../../../protocol/wire/transport/openapi.ts';
import { ProblemError, sendProblem, TOO_OFTEN } from '../../../protocol/wire/transport/problem.ts';
import { sendStream } from '../../../protocol/wire/transport/stream-route.ts';
import { Documents, JSON_TYPE, listOf } from './documents.ts';
import { addOpenData, type OpenDataOptions } from './open-data-routes.ts';
import { storeRefuses, unknownOffice, unknownTicket } from './problems.ts';
import { addSectionRoutes, type SectionRoutesOptions } from './section-routes.ts';

export interface RoutesOptions extends SectionRoutesOptions, OpenDataOptions {
  readonly ticket: (code: string) => TicketView | undefined;
  readonly stream: EventStream;
  readonly healthy: () => boolean;
}

/** Of a list of all offices many ask at once: it is made so often at most, milliseconds. */
const LIST = { lastsMs: 100, type: JSON_TYPE };

/** The hub's public HTTP: what the city publishes. Anyone may read it from any page. */
export async function addRoutes(server: HttpServer, options: RoutesOptions): Promise<void> {
  await server.register(rateLimit, {
    global: false,
    keyGenerator: ({ ip }) => networkOf(ip),
    errorResponseBuilder: () => new ProblemError(TOO_OFTEN),
  });
  server.addHook('onRequest', async ({ url }, reply) => {
    if (/^\/(api|open-data)\//i.test(url)) {
      reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-cache' });
    }
  });
  addCongestionRoutes(server, options, new Documents());
  addTicketRoute(server, options);
  addSectionRoutes(server, options);
  addOpenData(server, options);
  addOwnRoutes(server, options);
}

/** The present of every office: at once, and whenever it changes. */
function addCongestionRoutes(
  server: HttpServer,
  { offices, office, stream, now }: RoutesOptions,
  documents: Documents,
): void {
  server.get(
    '/api/v1/congestion',
    {
      schema: {
        operationId: 'offices',
        summary:
          'Every office, its sections and services: levels, waiting counts, estimated waits; `?summary`: in short',
        querystring: z.object({ summary: z.string().optional() }),
        response: { 200: z.union([CongestionList, CongestionSummary]), ...problems(400) },
      },
    },
    async (request, reply) =>
      request.query.summary === undefined
        ? documents.send({ request, reply }, 'congestion', {
            ...LIST,
            make: () => listOf(now(), { offices: offices() }),
          })
        : documents.send({ request, reply }, 'summary', {
            ...LIST,
            make: () => listOf(now(), { offices: summaryOf(offices()) }),
          }),
  );
  server.get(
    '/api/v1/congestion/:city/:office',
    {
      schema: {
        operationId: 'office',
        summary: 'One office',
        params: z.object({ city: Identifier, office: Identifier }),
        response: { 200: OfficeView, ...problems(400, 404) },
      },
    },
    async (request, reply) =>
      office(`${request.params.city}/${request.params.office}`) ?? sendProblem(reply, unknownOffice),
  );
  server.get(
    '/api/v1/stream',
    {
      schema: {
        operationId: 'officeStream',
        summary:
          'Server-sent events: `event: build` with `{build}`, then `event: congestion` with the view of one office whenever it changes, and `event: alive` with `{at}`',
        querystring: z.object({ office: OfficePath }),
        response: { 200: textOf('text/event-stream', 'Events until the reader goes'), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const path = request.query.office;
      if (office(path) === undefined) return sendProblem(reply, unknownOffice);
      return sendStream(request, reply, { stream, topic: path, zips: true });
    },
  );
}

function addTicketRoute(server: HttpServer, { ticket }: RoutesOptions): void {
  server.get(
    '/api/v1/tickets/:code',
    {
      schema: {
        operationId: 'ticket',
        summary: "A resident's ticket, by the code in its QR",
        params: z.object({ code: z.string().max(64) }),
        response: { 200: TicketView, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return ticket(request.params.code) ?? sendProblem(reply, unknownTicket);
    },
  );
}

/** How the hub itself is. */
function addOwnRoutes(server: HttpServer, { healthy }: RoutesOptions): void {
  server.get(
    '/healthz',
    {
      schema: {
        operationId: 'health',
        summary: 'Whether the store takes what comes',
        response: { 200: z.object({ status: z.literal('ok') }), ...problems(503) },
      },
    },
    async (_request, reply) => (healthy() ? { status: 'ok' as const } : sendProblem(reply, storeRefuses)),
  );
}
