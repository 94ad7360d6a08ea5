import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Allowances } from '../../../protocol/ground/allowances.ts';
import type { Logger } from '../../../protocol/ground/environment.ts';
import type { HttpServer } from '../../../protocol/wire/transport/fastify-server.ts';
import { networkOf } from '../../../protocol/wire/transport/network-of.ts';
import { problems, textOf } from '../../../protocol/wire/transport/openapi.ts';
import { isPrivate } from '../../../protocol/wire/transport/own-screen.ts';
import { denials } from './denials.ts';
import type { Oidc } from './oidc.ts';
import { type SignInRoutesOptions, signedIn } from './sign-in-routes.ts';

export interface OidcRoutesOptions extends Pick<SignInRoutesOptions, 'sessions' | 'reception'> {
  readonly oidc: Oidc;
  readonly logger: Logger;
  /** How somebody of the city's sign-in is kept, from what stands for them there. */
  readonly keptAs: (subject: string) => string;
}

/** What a browser holds while its person is at the city's sign-in; they come back from another site, so it is not strict. */
const STATE = 'matazu-oidc';
const STATE_S = 600;
/** Ways there that an address begins: of all together, the last few hundred are remembered. */
const STARTS = { atOnce: 20, aSecond: 1 / 10 };
const Start = z.object({ again: z.string().optional() });
const stateOf = (request: FastifyRequest, reply: FastifyReply, state: string): void => {
  const secure = request.protocol === 'https';
  const maxAge = state === '' ? 0 : STATE_S;
  reply.setCookie(STATE, state, { path: '/api/v1/oidc', httpOnly: true, sameSite: 'lax', secure, maxAge });
};

/** How people sign in at the city's own, and come back. */
export function addOidc(server: HttpServer, { oidc, logger, keptAs, ...rest }: OidcRoutesOptions): void {
  const starts = new Allowances(STARTS);
  const answer = { 302: textOf('text/plain', 'Where to go on'), ...problems(400, 401, 403, 429, 503) };
  /** What went wrong there is told to the log alone: it may say who somebody is. */
  const away = (error: unknown, denial: Error): never => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    logger.warn({ code }, 'somebody did not get in by the city’s sign-in; look whether it answers, and at signIn.oidc');
    throw denial;
  };
  server.get(
    '/api/v1/oidc/start',
    {
      schema: { operationId: 'oidcStart', summary: 'To the city’s own sign-in', querystring: Start, response: answer },
    },
    async (request, reply) => {
      // They come back by the name that the city's sign-in knows, where their browser has to hold what it is given here. Once: a
      // proxy may ask by another name always.
      if (request.query.again === undefined && request.host !== new URL(oidc.pages).host)
        return reply.redirect(`${oidc.pages}/api/v1/oidc/start?again`);
      if (!isPrivate(request)) throw denials.notSecure();
      if (!starts.take(networkOf(request.ip), 1, performance.now())) throw denials.crowded();
      const { to, state } = await oidc.start().catch((error) => away(error, denials.oidcAway()));
      stateOf(request, reply, state);
      return reply.redirect(to.href);
    },
  );
  server.get(
    '/api/v1/oidc/callback',
    { schema: { operationId: 'oidcCallback', summary: 'Back from the city’s own sign-in', response: answer } },
    async (request, reply) => {
      if (!isPrivate(request)) throw denials.notSecure();
      const { search } = new URL(request.url, 'http://here');
      const state = request.cookies[STATE];
      stateOf(request, reply, '');
      const { subject, name, role } = await oidc
        .finish(search, state)
        .catch((error) => away(error, denials.notSignedInThere()));
      if (role === null) throw denials.notOfThisSection();
      await signedIn(request, reply, { ...rest, person: { id: keptAs(subject), role }, name });
      return reply.redirect(`${oidc.pages}/staff`);
    },
  );
}
