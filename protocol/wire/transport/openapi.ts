import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { HttpServer } from './fastify-server.ts';
import { PROBLEM_TYPE, ProblemDocument } from './problem.ts';

export interface Description {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

const WORDS = {
  400: 'The request does not have the form that this address takes',
  401: 'Nobody signed in here who may, or what they typed is wrong',
  403: 'Not by this name, or not for this page',
  404: 'Nothing of that name is known',
  409: 'Refused: `code` and the sentences say why',
  413: 'The body is too long',
  415: 'The body is of another type',
  429: 'Too much is asked from this address',
  500: 'Something went wrong inside',
  503: 'What would have to be written cannot be',
} as const;
type Status = keyof typeof WORDS;

/** The errors of a route, for its schema, beside those that every route has. */
export const problems = (...statuses: readonly Status[]) =>
  Object.fromEntries(
    [...statuses, 429 as const, 500 as const].map((status) => [
      status,
      { description: WORDS[status], content: { [PROBLEM_TYPE]: { schema: ProblemDocument } } },
    ]),
  );

/** An answer that is no JSON, for a route's schema. */
export const textOf = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: z.string() } },
});

/** Describes the routes that are added after it, by their own schemas. */
export async function addDescription(server: HttpServer, { title, version, description }: Description, base: string) {
  const { default: swagger } = await import('@fastify/swagger');
  const license = { name: 'Apache-2.0', identifier: 'Apache-2.0' };
  await server.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title, version, description, license }, servers: [{ url: base || '/' }] },
    transform: jsonSchemaTransform,
  });
  server.get('/api/v1/openapi.json', { schema: { hide: true } as object }, async () => server.swagger());
}
