import { z } from 'zod';
import { AccuracyDayView, AccuracyView, ForecastView } from '../../../protocol/congestion/views.ts';
import { Day, Identifier, sectionPath } from '../../../protocol/ground/identifiers.ts';
import type { HttpServer } from '../../../protocol/wire/transport/fastify-server.ts';
import { problems } from '../../../protocol/wire/transport/openapi.ts';
import { sendProblem } from '../../../protocol/wire/transport/problem.ts';
import { Documents } from './documents.ts';
import { unknownDay, unknownSection } from './problems.ts';

export interface SectionRoutesOptions {
  readonly forecast: (path: string) => Promise<ForecastView | undefined>;
  readonly accuracy: (path: string) => Promise<AccuracyView | undefined>;
  readonly accuracyDay: (path: string, day: string) => AccuracyDayView | undefined;
}

const Address = z.object({ city: Identifier, office: Identifier, section: Identifier });

/** What the hub tells of one section beside its present: what is to come, and how right what it promised was. */
export function addSectionRoutes(server: HttpServer, options: SectionRoutesOptions): void {
  const { forecast, accuracy, accuracyDay } = options;
  const documents = new Documents();
  server.get(
    '/api/v1/forecast/:city/:office/:section',
    {
      schema: {
        operationId: 'forecast',
        summary: 'The rest of today and the next fourteen days of a section by half hours, and the best times to come',
        params: Address,
        response: { 200: ForecastView, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const view = await forecast(sectionPath(request.params));
      return view === undefined ? sendProblem(reply, unknownSection) : documents.sendView({ request, reply }, view);
    },
  );
  server.get(
    '/api/v1/accuracy/:city/:office/:section',
    {
      schema: {
        operationId: 'accuracy',
        summary: 'How right the waits were that a section promised, in the last 28 days and on each of them',
        params: Address,
        response: { 200: AccuracyView, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const view = await accuracy(sectionPath(request.params));
      return view === undefined ? sendProblem(reply, unknownSection) : documents.sendView({ request, reply }, view);
    },
  );
  server.get(
    '/api/v1/accuracy/:city/:office/:section/:day',
    {
      schema: {
        operationId: 'accuracyOfDay',
        summary: "A day's promised waits and what came of them",
        params: Address.extend({ day: Day }),
        response: { 200: AccuracyDayView, ...problems(400, 404) },
      },
    },
    async ({ params }, reply) => {
      if ((await accuracy(sectionPath(params))) === undefined) return sendProblem(reply, unknownSection);
      return accuracyDay(sectionPath(params), params.day) ?? sendProblem(reply, unknownDay);
    },
  );
}
