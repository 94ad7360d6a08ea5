import type { Socket } from 'node:net';
import { join } from 'node:path';
import etag from '@fastify/etag';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyError, type FastifyReply } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { type HttpListener, isLoopback } from '../../ground/configuration.ts';
import type { Logger } from '../../ground/environment.ts';
import { isForProxies } from '../../ground/listeners.ts';
import type { Credentials } from '../../identity/peer.ts';
import type { BuiltPages } from './built-pages.ts';
import type { HttpServer } from './fastify-server.ts';
import { addDescription, type Description } from './openapi.ts';
import { foreignTo } from './own-page.ts';
import { PerAddress } from './per-address.ts';
import {
  FOREIGN,
  IN_CLEAR_TEXT,
  INTERNAL,
  NOTHING_HERE,
  PROBLEM_TYPE,
  type Problem,
  ProblemError,
  sendProblem,
  TOO_MANY_CONNECTIONS,
} from './problem.ts';
import { problemPage, type Way } from './problem-page.ts';
import { secureFactory } from './secure-pages.ts';

export interface HttpServerOptions {
  readonly logger: Logger;
  readonly http: HttpListener;
  /** Where they were not built, the API is served alone. */
  readonly built: BuiltPages;
  /** The file of the page that is served at each path. */
  readonly pages: Readonly<Record<string, string>>;
  /** The pages to which a page that tells of an error leads back. */
  readonly ways: readonly Way[];
  /** Whether any page of any site may read the API, or its own alone. */
  readonly readers: 'anyone' | 'own-pages';
  /** Serves `/api/v1/openapi.json`, made from the routes' own schemas. */
  readonly openApi?: Description;
  /** Who this machine is, where it serves over TLS. */
  readonly secure?: Credentials | undefined;
  /** What this machine shows of itself, if it can: then what it serves in clear text is not for other machines. */
  readonly identity?: object | undefined;
}

const BODY_LIMIT = 16 * 1024;
/** Whoever takes longer to ask is let go, milliseconds: at most so much and one look later. */
const ASKED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 2_000;
const PATIENCE = { askedWithinMs: ASKED_WITHIN_MS, lookEveryMs: LOOK_EVERY_MS };
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; object-src 'none'",
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), serial=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
} as const;
/** Named when the server is made: Fastify's own, of which nothing is needed, are not even loaded then (4 MB of a Pi's memory, measured). */
const COMPILERS = { buildValidator: () => validatorCompiler, buildSerializer: () => serializerCompiler } as object;
/** Left out of the description. */
const HIDDEN = { hide: true } as object;

const unreadable = ({ statusCode = 400, message }: FastifyError): Problem => ({
  status: statusCode,
  title: message,
  detail: 'リクエストを読み取れません。',
  messageEn: 'The request cannot be read.',
  code: 'malformed',
});

/**
 * A web server as the hub and the leads share it: schemas by zod, every error a problem document or, to people, a page, the built
 * pages, and limits for each address. The caller adds its routes and then listens.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { http, openApi, secure } = options;
  const { base, proxies } = http;
  const server = Fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    requestTimeout: ASKED_WITHIN_MS,
    http: { headersTimeout: ASKED_WITHIN_MS, connectionsCheckingInterval: LOOK_EVERY_MS },
    ...(secure === undefined ? {} : { serverFactory: secureFactory(secure, PATIENCE) }),
    trustProxy: proxies.length > 0 ? [...proxies] : false,
    schemaController: { compilersFactory: COMPILERS },
    routerOptions: { ignoreTrailingSlash: true, caseSensitive: false },
    rewriteUrl: ({ url = '/' }) => withoutBase(url, base),
    frameworkErrors(error, _request, reply) {
      sendProblem(reply.headers(HEADERS), unreadable(error));
    },
  }).withTypeProvider<ZodTypeProvider>();
  server.decorate('streams', new PerAddress(http.streamsAnAddress));
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers({ ...HEADERS, 'x-matazu-build': options.built.build });
  });
  if (secure === undefined && options.identity !== undefined && isForProxies(http)) letInProxies(server, http);
  limitConnections(server, options);
  keepOut(server, options);
  addErrors(server, options);
  await server.register(etag, { weak: true });
  // What everybody reads goes a long way; a section's own pages stay in its house, and its Pi has memory for better.
  if (options.readers === 'anyone') {
    const { default: compress } = await import('@fastify/compress');
    // Only gzip: all that reads understands it, and at its usual effort others cost many times as much.
    await server.register(compress, { encodings: ['gzip'], globalDecompression: false });
  }
  if (openApi !== undefined) await addDescription(server, openApi, base);
  await addPages(server, options);
  return server;
}

/** An address as it is at the root; both kinds come, for a proxy may take the base off or leave it on. */
function withoutBase(url: string, base: string): string {
  if (base === '' || !url.startsWith(base)) return url;
  const rest = url.slice(base.length);
  if (rest.startsWith('/')) return rest;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : url;
}

/** Pages in clear text of a machine that has an identity are for the named proxies, and for its own screen. */
function letInProxies(server: HttpServer, { proxies }: HttpListener): void {
  server.addHook('onRequest', async ({ socket }, reply) => {
    const address = addressOf(socket);
    if (!proxies.includes(address) && !isLoopback(address)) return sendProblem(reply, IN_CLEAR_TEXT);
  });
}

const addressOf = ({ remoteAddress = '' }: Socket): string => remoteAddress.replace(/^::ffff:/, '');

/** Who holds too many connections is told so on the next; who goes on all the same is cut off. Proxies hold those of many. */
function limitConnections(server: HttpServer, { http, logger, secure }: HttpServerOptions): void {
  const connections = new PerAddress(http.connectionsAnAddress);
  const beyond = new WeakSet<Socket>();
  server.server.on(secure === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    const address = addressOf(socket);
    if (http.proxies.includes(address)) return;
    const held = connections.take(address);
    socket.once('close', () => connections.release(address));
    if (held <= connections.most) return;
    if (held === connections.most + 1)
      logger.warn({ address, held }, 'too many HTTP connections from one address; a proxy is named under http.proxies');
    if (held > 2 * connections.most) socket.destroy();
    else beyond.add(socket);
  });
  server.addHook('onRequest', async (request, reply) => {
    if (beyond.has(request.raw.socket)) return sendProblem(reply.header('connection', 'close'), TOO_MANY_CONNECTIONS);
  });
}

/** Nothing is changed for another site's page or by a stranger's name; nothing is told by one either, unless anyone may read. */
function keepOut(server: HttpServer, { http: { names }, readers }: HttpServerOptions): void {
  // What a browser sends to another site without asking it first.
  server.removeContentTypeParser('text/plain');
  server.addHook('onRequest', async ({ method, headers, routeOptions }, reply) => {
    const changes = !['GET', 'HEAD', 'OPTIONS'].includes(method);
    // What a page of another site asks for it can't read, where its browser is not told that it may.
    const { origin: _, ...asked } = headers;
    const tells = readers === 'own-pages' && routeOptions.url?.startsWith('/api/') === true;
    const foreign = changes ? foreignTo(headers, names) : tells ? foreignTo(asked, names) : null;
    if (foreign !== null) return sendProblem(reply, FOREIGN[foreign]);
  });
}

function addErrors(server: HttpServer, { logger, ways, http: { base } }: HttpServerOptions): void {
  server.addHook('onSend', async (request, reply, payload) => {
    const type = String(reply.getHeader('content-type'));
    if (!type.startsWith(PROBLEM_TYPE) || typeof payload !== 'string') return payload;
    reply.header('vary', 'accept');
    if (!request.headers.accept?.includes('text/html')) return payload;
    reply.type('text/html; charset=utf-8').removeHeader('content-length');
    return problemPage(payload, { ways, base });
  });
  server.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof ProblemError) return sendProblem(reply, error.problem);
    if (hasZodFastifySchemaValidationErrors(error)) return sendFaults(reply, error.validation);
    if ((error.statusCode ?? 500) < 500) return sendProblem(reply, unreadable(error));
    logger.error({ err: error, url: request.routeOptions.url }, 'a request failed');
    return sendProblem(reply, INTERNAL);
  });
  server.setNotFoundHandler((_request, reply) => sendProblem(reply, NOTHING_HERE));
}

function sendFaults(reply: FastifyReply, validation: readonly { instancePath: string; message?: string }[]) {
  const faults = validation.map(
    ({ instancePath, message }) => `${instancePath.replace(/^\//, '').replaceAll('/', '.') || '(all)'}: ${message}`,
  );
  return sendProblem(reply, {
    status: 400,
    title: 'The request does not have the form that this address takes',
    detail: `リクエストの内容を読み取れません: ${faults.join('; ')}`,
    messageEn: `The request cannot be read: ${faults.join('; ')}`,
    code: 'malformed',
    faults,
  });
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
    server.get(path, { schema: HIDDEN }, (_request, reply) =>
      reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page),
    );
  }
  server.get('/favicon.svg', { schema: HIDDEN }, (_request, reply) => reply.sendFile('favicon.svg', folder));
}
