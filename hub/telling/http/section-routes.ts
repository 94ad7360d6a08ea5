import { z } from 'zod';
import { AccuracyDayView, AccuracyView, ForecastView, type OfficeView } from '../../../protocol/congestion/views.ts';
import type { Now } from '../../../protocol/ground/environment.ts';
import { Day, Identifier, OfficePath, sectionPath } from '../../../protocol/ground/identifiers.ts';
import { type HttpServer, sendProblem } from '../../../protocol/wire/transport/http-server.ts';
import { accuracyCsv, accuracyRows } from './accuracy-data.ts';
import { forecastCsv, forecastRows } from './forecast-data.ts';
import { Problem, unknownDay, unknownOffice, unknownSection } from './problems.ts';

export interface SectionRoutesOptions {
  readonly offices: () => readonly OfficeView[];
  readonly office: (path: string) => OfficeView | undefined;
  readonly forecast: (path: string) => ForecastView | undefined;
  readonly accuracy: (path: string) => AccuracyView | undefined;
  readonly accuracyDay: (path: string, day: string) => AccuracyDayView | undefined;
  readonly now: Now;
}

const Address = z.object({ city: Identifier, office: Identifier, section: Identifier });
const OfOffice = z.object({ office: OfficePath });

/** What the hub tells of one section beside its present: what is to come, and how right what it promised was. */
export function addSectionRoutes(server: HttpServer, options: SectionRoutesOptions): void {
  const { offices, office, forecast, accuracy, accuracyDay, now } = options;
  server.get(
    '/api/v1/forecast/:city/:office/:section',
    {
      schema: {
        summary: 'The rest of today and the next fourteen days of a section by half hours, and the best times to come',
        params: Address,
        response: { 200: ForecastView, 404: Problem },
      },
    },
    async ({ params }, reply) => forecast(sectionPath(params)) ?? sendProblem(reply, unknownSection),
  );
  server.get(
    '/api/v1/accuracy/:city/:office/:section',
    {
      schema: {
        summary: 'How right the waits were that a section promised, in the last 28 days and on each of them',
        params: Address,
        response: { 200: AccuracyView, 404: Problem },
      },
    },
    async ({ params }, reply) => accuracy(sectionPath(params)) ?? sendProblem(reply, unknownSection),
  );
  server.get(
    '/api/v1/accuracy/:city/:office/:section/:day',
    {
      schema: {
        summary: "A day's promised waits and what came of them",
        params: Address.extend({ day: Day }),
        response: { 200: AccuracyDayView, 404: Problem },
      },
    },
    async ({ params }, reply) => {
      if (accuracy(sectionPath(params)) === undefined) return sendProblem(reply, unknownSection);
      return accuracyDay(sectionPath(params), params.day) ?? sendProblem(reply, unknownDay);
    },
  );

  const accuracies = (): AccuracyView[] =>
    offices().flatMap((each) =>
      each.sections.flatMap(({ section }) => accuracy(sectionPath({ ...each, section })) ?? []),
    );
  server.get(
    '/open-data/accuracy.csv',
    { schema: { summary: 'Open data: a row a section, how right its promised waits were in the last 28 days' } },
    async (_request, reply) => reply.type('text/csv; charset=utf-8').send(accuracyCsv(accuracies())),
  );
  server.get('/open-data/accuracy.json', { schema: { summary: 'Open data: the same rows' } }, async () => ({
    observedAt: now(),
    license: 'CC-BY-4.0',
    rows: accuracyRows(accuracies()),
  }));

  /** The forecasts of all sections of an office. */
  const forecastsOf = (path: string): ForecastView[] | undefined =>
    office(path)?.sections.flatMap(({ section }) => forecast(`${path}/${section}`) ?? []);
  server.get(
    '/open-data/forecast.csv',
    { schema: { summary: 'Open data: a row a service and half hour to come, of one office', querystring: OfOffice } },
    async ({ query }, reply) => {
      const forecasts = forecastsOf(query.office);
      if (forecasts === undefined) return sendProblem(reply, unknownOffice);
      return reply.type('text/csv; charset=utf-8').send(forecastCsv(forecasts));
    },
  );
  server.get(
    '/open-data/forecast.json',
    { schema: { summary: 'Open data: the same rows', querystring: OfOffice } },
    async ({ query }, reply) => {
      const forecasts = forecastsOf(query.office);
      if (forecasts === undefined) return sendProblem(reply, unknownOffice);
      return { observedAt: now(), license: 'CC-BY-4.0', rows: forecastRows(forecasts) };
    },
  );
}
