import { z } from 'zod';

/** What of an OpenAPI document says what is answered. */
const Described = z.object({
  openapi: z.string().startsWith('3.1'),
  info: z.object({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.object({ name: z.string() }),
  }),
  servers: z.array(z.object({ url: z.string() })).min(1),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        summary: z.string(),
        responses: z.record(
          z.string(),
          z.object({
            description: z.string(),
            content: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) })),
          }),
        ),
      }),
    ),
  ),
});

export interface Answered {
  readonly method: string;
  /** As it was asked for, with its query. */
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Holds answers against the description that their server gives of itself. An answer of an address that it doesn't describe passes.
 *
 * @throws what the description lacks, or where an answer is another than it says
 */
export async function describedBy(url: string): Promise<(answer: Answered) => void> {
  const api = Described.parse(await (await fetch(`${url}/api/v1/openapi.json`)).json());
  const ids = Object.values(api.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  if (new Set(ids).size < ids.length) throw new Error(`two operations have one id: ${ids.sort().join(', ')}`);
  const routes = Object.entries(api.paths).map(([path, methods]) => ({
    path: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    methods,
  }));
  return ({ method, path, status, type, body }) => {
    const [plain = ''] = path.split('?');
    const route = routes.find((each) => each.path.test(plain));
    const operation = route?.methods[method.toLowerCase()];
    if (operation === undefined) return;
    const told = `${method} ${path} ${status} ${type}`;
    const response = operation.responses[String(status)];
    if (response === undefined) throw new Error(`${told}: the description knows no such status`);
    const [plainType = ''] = type.split(';');
    const content = response.content[plainType];
    if (content === undefined) throw new Error(`${told}: described as ${Object.keys(response.content).join(', ')}`);
    if (!plainType.endsWith('json')) return;
    const read = z.fromJSONSchema(content.schema).safeParse(JSON.parse(body));
    if (!read.success) throw new Error(`${told}: ${z.prettifyError(read.error)}`);
  };
}
