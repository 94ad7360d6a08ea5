import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AccuracyView, ForecastView, OfficeView } from '../../../protocol/congestion/views.ts';
import type { Now } from '../../../protocol/ground/environment.ts';
import { Instant, OfficePath, sectionPath } from '../../../protocol/ground/identifiers.ts';
import type { HttpServer } from '../../../protocol/wire/transport/fastify-server.ts';
import { problems, textOf } from '../../../protocol/wire/transport/openapi.ts';
import { sendProblem } from '../../../protocol/wire/transport/problem.ts';
import { ACCURACY_COLUMNS, accuracyRows } from './accuracy-data.ts';
import { csvOf, type RowOf } from './csv.ts';
import { Documents, JSON_TYPE, listOf } from './documents.ts';
import { FORECAST_COLUMNS, forecastRows } from './forecast-data.ts';
import { CONGESTION_COLUMNS, congestionRows } from './open-data.ts';
import { unknownOffice } from './problems.ts';

export interface OpenDataOptions {
  readonly offices: () => readonly OfficeView[];
  readonly office: (path: string) => OfficeView | undefined;
  /** What is told of a section beside its present, by its path. */
  readonly forecast: (path: string) => Promise<ForecastView | undefined>;
  readonly accuracy: (path: string) => Promise<AccuracyView | undefined>;
  readonly foretellEveryMs: number;
  readonly now: Now;
}

/** A table as CSV and as JSON, of all offices or of the one that is asked for. */
interface Table<Columns extends readonly string[]> {
  readonly name: string;
  readonly summary: string;
  readonly columns: Columns;
  readonly querystring: z.ZodType<{ readonly office?: string | undefined }>;
  readonly rows: (offices: readonly OfficeView[]) => Promise<readonly RowOf<Columns>[]>;
  /** It is made at most so often, milliseconds. */
  readonly everyMs: number;
}

const OfAll = z.object({});
const OfOffice = z.object({ office: OfficePath });
/** How often one address may ask for tables: each is the same for a while anyway. */
const AT_MOST = { rateLimit: { max: 60, timeWindow: 60_000 } };
const PRESENT_EVERY_MS = 100;

/** Open data: what is, what is to come, and how right it was foretold. */
export function addOpenData(server: HttpServer, options: OpenDataOptions): void {
  const { forecast, accuracy, foretellEveryMs } = options;
  const add = tableAdder(server, options);
  add({
    name: 'congestion',
    summary: 'a row a service',
    columns: CONGESTION_COLUMNS,
    querystring: OfAll,
    rows: async (offices) => congestionRows(offices),
    everyMs: PRESENT_EVERY_MS,
  });
  add({
    name: 'accuracy',
    summary: 'a row a section, how right its promised waits were in the last 28 days',
    columns: ACCURACY_COLUMNS,
    querystring: OfAll,
    rows: async (offices) => accuracyRows(await ofEach(offices, accuracy)),
    everyMs: foretellEveryMs,
  });
  add({
    name: 'forecast',
    summary: 'a row a service and half hour to come, of one office',
    columns: FORECAST_COLUMNS,
    querystring: OfOffice,
    rows: async (offices) => forecastRows(await ofEach(offices, forecast)),
    everyMs: foretellEveryMs,
  });
}

/** What is known of each section of the offices. */
async function ofEach<T>(offices: readonly OfficeView[], ask: (path: string) => Promise<T | undefined>): Promise<T[]> {
  const paths = offices.flatMap(({ city, office, sections }) =>
    sections.map(({ section }) => sectionPath({ city, office, section })),
  );
  return (await Promise.all(paths.map(ask))).filter((view) => view !== undefined);
}

function tableAdder(server: HttpServer, { offices, office, now }: OpenDataOptions) {
  const documents = new Documents();
  return <const Columns extends readonly string[]>(table: Table<Columns>): void => {
    const { name, summary, columns, querystring, rows, everyMs } = table;
    const answer =
      (type: string, textOf: (rows: readonly RowOf<Columns>[]) => ReturnType<typeof listOf>) =>
      async (
        request: FastifyRequest<{ Querystring: { readonly office?: string | undefined } }>,
        reply: FastifyReply,
      ) => {
        const path = request.query.office;
        const one = path === undefined ? undefined : office(path);
        if (path !== undefined && one === undefined) return sendProblem(reply, unknownOffice);
        return documents.send({ request, reply }, `${name} ${type} ${path ?? ''}`, {
          lastsMs: everyMs,
          type,
          make: async () => textOf(await rows(one === undefined ? offices() : [one])),
        });
      };
    const describe = (kind: 'Csv' | 'Json', response: z.ZodType | object) => ({
      config: AT_MOST,
      schema: {
        operationId: `${name}${kind}`,
        summary: `Open data: ${summary}`,
        tags: ['open data'],
        querystring,
        response: { 200: response, ...problems(400, 404) },
      },
    });
    server.get(
      `/open-data/${name}.csv`,
      describe('Csv', textOf('text/csv', 'A table with a header; not known is empty')),
      answer(CSV_TYPE, (table) => ({ text: csvOf(columns, table), observedAt: now() })),
    );
    server.get(
      `/open-data/${name}.json`,
      describe('Json', listSchema(columns)),
      answer(JSON_TYPE, (table) => listOf(now(), { license: 'CC-BY-4.0', rows: table })),
    );
  };
}

const CSV_TYPE = 'text/csv; charset=utf-8';
const Cell = z.union([z.string(), z.number()]).nullable();
const listSchema = (columns: readonly string[]) =>
  z.object({
    observedAt: Instant,
    license: z.literal('CC-BY-4.0'),
    rows: z.array(z.object(Object.fromEntries(columns.map((column) => [column, Cell])))),
  });
