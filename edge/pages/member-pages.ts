import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { HttpListener, HttpsListener } from '../../protocol/ground/configuration.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import { CounterId } from '../../protocol/ground/identifiers.ts';
import { openWhole } from '../../protocol/ground/parts.ts';
import type { Credentials } from '../../protocol/identity/peer.ts';
import { readPages } from '../../protocol/wire/transport/built-pages.ts';
import { hello } from '../../protocol/wire/transport/event-stream.ts';
import type { HttpServer } from '../../protocol/wire/transport/fastify-server.ts';
import { createHttpServer } from '../../protocol/wire/transport/http-server.ts';
import { isOwnScreen, isPrivate, NOT_SECURE } from '../../protocol/wire/transport/own-screen.ts';
import { type Problem, sendProblem, TOO_MANY_STREAMS } from '../../protocol/wire/transport/problem.ts';
import { addCookies, givenBy, giveTo, heldAs, heldBy } from '../../protocol/wire/transport/session-cookie.ts';
import { holdsStream } from '../../protocol/wire/transport/stream-route.ts';
import type { LastTaps } from '../queue/last-taps.ts';
import { askLead, type LeadPages } from './lead-pages.ts';
import { SCREENS, WAYS } from './screens.ts';

export interface MemberPagesOptions {
  readonly http: HttpListener;
  readonly dashboard: string | undefined;
  readonly version: string;
  /** Where they are served over TLS as well. */
  readonly https?: HttpsListener | undefined;
  readonly lead: LeadPages;
  readonly logger: Logger;
  /** The staff cards on this unit's own readers. */
  readonly taps: LastTaps;
}

export interface MemberPages extends Closable {
  readonly port: number;
  /** Over TLS; undefined where they are not served so. */
  readonly securePort: number | undefined;
}

/** What a page asks with, and what it is answered with, beside the body; all else is between this unit and one of the two. */
const ASKED = ['accept', 'content-type', 'idempotency-key'];
const ANSWERED = ['content-type', 'cache-control', 'x-accel-buffering', 'retry-after'];
/** Where people type what nobody on the way may read. */
const TYPED = /^\/api\/v1\/(sign-in|pin)\b/i;
const WithCounter = z.object({ counter: CounterId });
/** It has no code, for it is no refusal: whether a command arrived before its lead fell silent, nobody knows. */
const LEAD_AWAY: Problem = {
  status: 502,
  title: 'The lead of this section cannot be reached',
  detail: 'この課の親端末につながりません。',
  messageEn: 'The lead of this section cannot be reached.',
};

/**
 * The screens of a member: their pages are its own, so that they are there before its lead and without it; what they ask is asked
 * of the lead, whose stream says by itself whether it still lives.
 *
 * @throws the listener's error
 */
export async function openMemberPages(options: MemberPagesOptions): Promise<MemberPages> {
  const { lead, https } = options;
  // To the lead all streams of a member are of one address: nobody else at this unit takes those that its own screen needs.
  const http = { ...options.http, streamsAnAddress: Math.ceil(options.http.streamsAnAddress / 2) };
  const built = readPages({ ...options, base: http.base });
  const serve = async (at: HttpListener, secure?: Credentials): Promise<HttpServer> => {
    const shown = { built, pages: SCREENS, ways: WAYS, readers: 'own-pages' } as const;
    const server = await createHttpServer({ ...options, ...shown, http: at, secure, identity: lead.identity });
    await addCookies(server);
    server.route({
      method: ['GET', 'POST'],
      url: '/api/v1/*',
      handler: (request, reply) => passOn(request, reply, { lead, build: built.build, taps: options.taps }),
    });
    server.get('/healthz', async () => ({ status: 'ok' }));
    await server.listen({ host: at.host, port: at.port });
    return server;
  };
  return openWhole(async (parts) => {
    const server = parts.add(await serve(http));
    const secure = https && lead.identity && parts.add(await serve({ ...http, ...https, proxies: [] }, lead.identity));
    return { port: portOf(server), securePort: secure && portOf(secure) };
  });
}

const portOf = ({ server }: HttpServer): number => (server.address() as AddressInfo).port;

interface Passing {
  readonly lead: LeadPages;
  readonly build: string;
  readonly taps: LastTaps;
}

async function passOn(
  request: FastifyRequest,
  reply: FastifyReply,
  { lead, build, taps }: Passing,
): Promise<FastifyReply> {
  const { method, url, headers, body } = request;
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  if (TYPED.test(url) && !isPrivate(request)) return sendProblem(reply, NOT_SECURE);
  const asked = ASKED.flatMap((name) => (headers[name] === undefined ? [] : [[name, `${headers[name]}`]]));
  let answer: IncomingMessage;
  try {
    // A request may name another machine (RFC 9112, 3.2.2): only what it asks for goes on, and to the lead alone.
    const { pathname, search } = new URL(url, lead.at);
    answer = await askLead(lead, {
      method,
      path: `${pathname}${search}`,
      headers: {
        ...Object.fromEntries(asked),
        ...ofBrowser(request, lead.at),
        ...ofCard(request, taps),
        'accept-encoding': 'identity',
      },
      signal: left.signal,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    return sendProblem(reply, LEAD_AWAY);
  }
  const isStream = answer.headers['content-type']?.startsWith('text/event-stream') === true;
  if (isStream && !holdsStream(request, reply)) {
    left.abort();
    return sendProblem(reply, TOO_MANY_STREAMS);
  }
  for (const name of ANSWERED) {
    const value = answer.headers[name];
    if (value !== undefined) reply.header(name, value);
  }
  const given = givenBy(answer.headers['set-cookie']?.[0]);
  if (given !== undefined) giveTo(request, reply, given);
  reply.code(answer.statusCode ?? 502);
  return reply.send(isStream ? Readable.from(ofBuild(answer, build)) : answer);
}

/** Who asks through this unit: what their browser holds, and that they are not the lead's own screen. */
function ofBrowser(request: FastifyRequest, lead: URL): Record<string, string> {
  const token = heldBy(request);
  return {
    'x-forwarded-for': request.ip,
    ...(isOwnScreen(request) ? { 'x-matazu-screen': 'own' } : {}),
    'x-matazu-member': 'yes',
    ...(token === undefined ? {} : { cookie: heldAs(token, lead) }),
  };
}

/** A card on a reader of this unit stands for somebody at its lead, too: what stands for it is told, and its number stays here. */
function ofCard({ url, body }: FastifyRequest, taps: LastTaps): Record<string, string> {
  const counter = WithCounter.safeParse(body).data?.counter;
  if (counter === undefined || !/^\/api\/v1\/(sign-in|people)\b/.test(url)) return {};
  if (url.startsWith('/api/v1/sign-in/card')) taps.expect(counter);
  const card = url.startsWith('/api/v1/sign-in/card') ? null : taps.take(counter);
  return card === null ? {} : { 'x-matazu-card': card.join(',') };
}

/** A lead's stream to a page of this unit: the pages are of this unit's build, whatever the lead's is. */
async function* ofBuild(stream: AsyncIterable<Uint8Array>, build: string): AsyncGenerator<Uint8Array | string> {
  let first: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of stream) {
    if (first === undefined) {
      yield chunk;
      continue;
    }
    first = Buffer.concat([first, chunk]);
    const end = first.indexOf('\n\n');
    if (end < 0) continue;
    yield hello(build);
    if (first.length > end + 2) yield first.subarray(end + 2);
    first = undefined;
  }
}
