import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpServer } from './fastify-server.ts';

/**
 * What a browser holds of somebody's sign-in. Over https no other name of this machine, no program beside it and no page in clear
 * text can write it (`__Host-`); on loopback, where nothing is encrypted, it has a plain name.
 */
const NAMES = { secure: '__Host-matazu', plain: 'matazu' } as const;
/** The longest that browsers keep anything, seconds. */
const LONGEST_S = 400 * 86_400;

/** Reads and writes cookies at this server from here on. */
export async function addCookies(server: HttpServer): Promise<void> {
  const { default: cookie } = await import('@fastify/cookie');
  await server.register(cookie);
}

const isSecure = ({ protocol }: FastifyRequest): boolean => protocol === 'https';
const nameFor = (request: FastifyRequest): string => (isSecure(request) ? NAMES.secure : NAMES.plain);

/** What the browser that asks holds. */
export const heldBy = (request: FastifyRequest): string | undefined => request.cookies[nameFor(request)];

/** Gives a browser something to hold: until it is closed, or `stays`, as long as it will. Empty: nothing any more. */
export function giveTo(request: FastifyRequest, reply: FastifyReply, { token, stays }: Held): void {
  const maxAge = token === '' ? 0 : LONGEST_S;
  const cookie = reply.server.serializeCookie(nameFor(request), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure(request),
    ...(stays || token === '' ? { maxAge } : {}),
  });
  // At once: before a stream, too, whose headers are sent by hand.
  reply.header('set-cookie', cookie);
}

export interface Held {
  readonly token: string;
  readonly stays: boolean;
}

/** What another server of ours was asked with, and gave, as it is written in its headers: for who passes pages on. */
export const heldAs = (token: string, server: URL): string =>
  `${server.protocol === 'https:' ? NAMES.secure : NAMES.plain}=${token}`;
export function givenBy(setCookie: string | undefined): Held | undefined {
  const [, token] = /^(?:__Host-)?matazu=([A-Za-z0-9_-]*)(?:;|$)/.exec(setCookie ?? '') ?? [];
  return token === undefined ? undefined : { token, stays: /;\s*max-age=/i.test(setCookie ?? '') };
}
