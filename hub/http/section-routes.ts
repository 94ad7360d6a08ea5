import { z } from 'zod';
import type { Now } from '../../protocol/environment.ts';
import { Identifier, OfficePath } from '../../protocol/identifiers.ts';
import { type HttpServer, sendProblem } from '../../protocol/transport/http-server.ts';
import { ForecastView, type OfficeView } from '../../protocol/views.ts';
import { forecastCsv, forecastRows } from './forecast-data.ts';
import { Problem, unknownOffice, unknownSection } from './problems.ts';

export interface SectionRoutesOptions {
  readonly office: (path: string) => OfficeView | undefined;
  readonly forecast: (path: string) => ForecastView | undefined;
  readonly now: Now;
}

const Address = z.object({ city: Identifier, office: Identifier, section: Identifier });
const OfOffice = z.object({ office: OfficePath });

/** What the hub tells of one section beside its present: what is to come. */
export function addSectionRoutes(server: HttpServer, { office, forecast, now }: SectionRoutesOptions): void {
  server.get(
    '/api/v1/forecast/:city/:office/:section',
    {
      schema: {
        summary: 'The rest of today and the next fourteen days of a section by half hours, and the best times to come',
        params: Address,
        response: { 200: ForecastView, 404: Problem },
      },
    },
    async ({ params }, reply) =>
      forecast(`${params.city}/${params.office}/${params.section}`) ?? sendProblem(reply, unknownSection),
  );

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
