import { join } from 'node:path';
import compress from '@fastify/compress';
import etag from '@fastify/etag';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { Logger } from '../../ground/environment.ts';
import type { BuiltPages } from './built-pages.ts';
import { foreignTo } from './own-page.ts';

export interface HttpServerOptions {
  readonly logger: Logger;
  /** Where they were not built, the API is served alone. */
  readonly built: BuiltPages;
  /** The file of the page that is served at each path. */
  readonly pages: Readonly<Record<string, string>>;
  /** Names, beside addresses and private ones, by which its own pages are opened: from any other nothing is changed here. */
  readonly names?: readonly string[];
  /** Serves `/api/v1/openapi.json`, made from the routes' own schemas. */
  readonly openApi?: { readonly title: string; readonly version: string };
}

/** RFC 9457. `code` is for programs; `detail` is for people, Japanese; `messageEn` the same in English. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly messageEn?: string;
  readonly code?: string;
  /** Each fault of a request with its path. */
  readonly faults?: readonly string[];
}

export type HttpServer = FastifyInstance<
  import('node:http').Server,
  import('node:http').IncomingMessage,
  import('node:http').ServerResponse,
  import('fastify').FastifyBaseLogger,
  ZodTypeProvider
>;

const BODY_LIMIT = 16 * 1024;
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'",
} as const;

const FOREIGN = {
  page: {
    status: 403,
    code: 'foreign-page',
    title: 'Pages of other sites change nothing here',
    detail: 'ほかのサイトのページからの操作は受け付けません。',
    messageEn: 'Nothing is done for a page of another site.',
  },
  name: {
    status: 403,
    code: 'foreign-name',
    title: 'Not a name of this server',
    detail: 'このアドレスの名前では操作できません。設定の http.names に名前を加えるか、IPアドレスで開いてください。',
    messageEn:
      'Nothing is done by this name. Add it to http.names in the configuration, or open the page by its address.',
  },
} as const;

const unreadable = ({ statusCode = 400, message }: FastifyError): Problem => ({
  status: statusCode,
  title: message,
  detail: 'リクエストを読み取れません。',
  code: 'malformed',
});

/** Answers with a problem document. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, ...rest } = problem;
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', status, ...rest }));
}

/**
 * A web server as the hub and the leads share it: schemas by zod, every error a problem document, the built pages. The caller
 * adds its routes and then listens.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { logger, openApi, names = [] } = options;
  const server = Fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    frameworkErrors(error, _request, reply) {
      sendProblem(reply.headers(HEADERS), unreadable(error));
    },
  }).withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers({ ...HEADERS, 'x-matazu-build': options.built.build });
  });
  await server.register(etag, { weak: true });
  // Only gzip: all that reads understands it, and at its usual effort others cost many times as much.
  await server.register(compress, { encodings: ['gzip'], globalDecompression: false });
  // What a browser sends to another site without asking it first.
  server.removeContentTypeParser('text/plain');
  server.addHook('onRequest', async (request, reply) => {
    const foreign = ['GET', 'HEAD', 'OPTIONS'].includes(request.method) ? null : foreignTo(request.headers, names);
    if (foreign !== null) return sendProblem(reply, FOREIGN[foreign]);
  });
  server.setErrorHandler((error: FastifyError, request, reply) => {
    if (hasZodFastifySchemaValidationErrors(error)) {
      const faults = error.validation.map(
        ({ instancePath, message }) => `${instancePath.replace(/^\//, '').replaceAll('/', '.') || '(all)'}: ${message}`,
      );
      return sendProblem(reply, {
        status: 400,
        title: 'The request does not have the form that this address takes',
        detail: `リクエストの内容を読み取れません: ${faults.join('; ')}`,
        code: 'malformed',
        faults,
      });
    }
    const status = error.statusCode ?? 500;
    if (status < 500) return sendProblem(reply, unreadable(error));
    logger.error({ err: error, url: request.routeOptions.url }, 'a request failed');
    return sendProblem(reply, {
      status: 500,
      title: 'Internal error',
      detail: '内部で問題が起きました。記録をご確認ください。',
    });
  });
  server.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, {
      status: 404,
      title: 'Nothing is here',
      detail: 'このアドレスには何もありません。',
      code: 'not-found',
    }),
  );
  if (openApi !== undefined) {
    const { default: swagger } = await import('@fastify/swagger');
    await server.register(swagger, { openapi: { openapi: '3.1.0', info: openApi }, transform: jsonSchemaTransform });
    server.get('/api/v1/openapi.json', { schema: { hide: true } as object }, async () => server.swagger());
  }
  await addPages(server, options);
  return server;
}

async function addPages(server: HttpServer, { built: { folder, html }, pages }: HttpServerOptions): Promise<void> {
  if (folder === undefined) return;
  await server.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '1y',
    index: false,
  });
  for (const [path, file] of Object.entries(pages)) {
    const page = html.get(file);
    if (page === undefined) continue;
    server.get(path, { schema: { hide: true } as object }, (_request, reply) =>
      reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page),
    );
  }
  server.get('/favicon.svg', { schema: { hide: true } as object }, (_request, reply) =>
    reply.sendFile('favicon.svg', folder),
  );
}
