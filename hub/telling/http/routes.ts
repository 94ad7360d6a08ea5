import { z } from 'zod';
import { CongestionSummary, summaryOf } from '../../../protocol/congestion/summary.ts';
import { CongestionList, OfficeView, TicketView } from '../../../protocol/congestion/views.ts';
import { Identifier, OfficePath } from '../../../protocol/ground/identifiers.ts';
import type { EventStream } from '../../../protocol/wire/transport/event-stream.ts';
import { type HttpServer, sendProblem } from '../../../protocol/wire/transport/http-server.ts';
import { sendStream } from '../../../protocol/wire/transport/stream-route.ts';
import type { Metrics } from '../metrics.ts';
import { Documents, JSON_TYPE, listOf } from './documents.ts';
import { openDataCsv, openDataRows } from './open-data.ts';
import { Problem, unknownOffice, unknownTicket } from './problems.ts';
import { addSectionRoutes, type SectionRoutesOptions } from './section-routes.ts';

export interface RoutesOptions extends SectionRoutesOptions {
  readonly ticket: (code: string) => TicketView | undefined;
  readonly stream: EventStream;
  readonly metrics: Metrics;
  readonly healthy: () => boolean;
}

/** Of a list of all offices many ask at once: it is made so often at most, milliseconds. */
const LIST = { lastsMs: 100, type: JSON_TYPE };

/** The hub's public HTTP: what the city publishes. Anyone may read it from any page. */
export function addRoutes(server: HttpServer, options: RoutesOptions): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api/') || request.url.startsWith('/open-data/')) {
      reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-cache' });
    }
  });
  addCongestionRoutes(server, options, new Documents());
  addTicketRoute(server, options);
  addSectionRoutes(server, options);
  addOwnRoutes(server, options);
}

/** The present of every office: at once, whenever it changes, and as open data. */
function addCongestionRoutes(
  server: HttpServer,
  { offices, office, stream, now }: RoutesOptions,
  documents: Documents,
): void {
  server.get(
    '/api/v1/congestion',
    {
      schema: {
        summary:
          'Every office, its sections and services: levels, waiting counts, estimated waits; `?summary`: in short',
        querystring: z.object({ summary: z.string().optional() }),
        response: { 200: z.union([CongestionList, CongestionSummary]) },
      },
    },
    (request, reply) =>
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
        summary: 'One office',
        params: z.object({ city: Identifier, office: Identifier }),
        response: { 200: OfficeView, 404: Problem },
      },
    },
    async (request, reply) =>
      office(`${request.params.city}/${request.params.office}`) ?? sendProblem(reply, unknownOffice),
  );
  server.get(
    '/api/v1/stream',
    {
      schema: {
        summary: 'Server-sent events: `event: congestion`, the view of one office whenever it changes',
        querystring: z.object({ office: OfficePath }),
      },
    },
    async (request, reply) => {
      const path = request.query.office;
      if (office(path) === undefined) return sendProblem(reply, unknownOffice);
      return sendStream(request, reply, { stream, topic: path });
    },
  );
  server.get(
    '/open-data/congestion.csv',
    { schema: { summary: 'Open data: a row a service' } },
    async (_request, reply) => reply.type('text/csv; charset=utf-8').send(openDataCsv(offices())),
  );
  server.get('/open-data/congestion.json', { schema: { summary: 'Open data: the same rows' } }, async () => ({
    observedAt: now(),
    license: 'CC-BY-4.0',
    rows: openDataRows(offices()),
  }));
}

function addTicketRoute(server: HttpServer, { ticket }: RoutesOptions): void {
  server.get(
    '/api/v1/tickets/:code',
    {
      schema: {
        summary: "A resident's ticket, by the code in its QR",
        params: z.object({ code: z.string().max(64) }),
        response: { 200: TicketView, 404: Problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return ticket(request.params.code) ?? sendProblem(reply, unknownTicket);
    },
  );
}

/** How the hub itself is. */
function addOwnRoutes(server: HttpServer, { healthy, metrics }: RoutesOptions): void {
  server.get('/healthz', { schema: { summary: 'Whether the store takes what comes' } }, async (_request, reply) =>
    healthy()
      ? { status: 'ok' }
      : sendProblem(reply, {
          status: 503,
          title: 'The store cannot be written',
          detail: '記録を保存できません。ディスクの空きをご確認ください。',
        }),
  );
  server.get('/metrics', { schema: { hide: true } as object }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
}
