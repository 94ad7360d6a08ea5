import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Allowances } from '../../../protocol/ground/allowances.ts';
import {
  AwaitCard,
  ChangePin,
  FirstSignIn,
  Me,
  OneTimeCode,
  Pair,
  Pairing,
  SignIn,
  SignOut,
} from '../../../protocol/wire/people.ts';
import type { HttpServer } from '../../../protocol/wire/transport/fastify-server.ts';
import { problems } from '../../../protocol/wire/transport/openapi.ts';
import { isPrivate } from '../../../protocol/wire/transport/own-screen.ts';
import { giveTo } from '../../../protocol/wire/transport/session-cookie.ts';
import type { LastTaps } from '../../queue/last-taps.ts';
import type { Claim } from './book.ts';
import { takenCard } from './cards.ts';
import { denials } from './denials.ts';
import type { People, Person } from './people.ts';
import type { Reception } from './reception.ts';
import type { Session, Sessions } from './sessions.ts';
import { Turns } from './turns.ts';

export interface SignInRoutesOptions {
  readonly people: People;
  readonly sessions: Sessions;
  readonly reception: Reception;
  readonly taps: LastTaps;
}

/** So many wait for their PIN to be looked at: more than sign in at once anywhere. */
const WAITING = 32;
/** Cards that an address waits for. Nobody is known yet who asks, and a card that is waited for opens and closes no counter. */
const CARDS = { atOnce: 5, aSecond: 1 / 300 };
export const Nothing = z.null();

/** How people sign in and out, and browsers become screens of the section. */
export function addSignIn(server: HttpServer, options: SignInRoutesOptions): void {
  const { people, reception, taps } = options;
  const turns = new Turns(WAITING);
  const expected = new Allowances(CARDS);
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => turns.take(work, denials.crowded);
  const answer = { 200: Me, ...problems(400, 401, 403, 409) };
  server.get(
    '/api/v1/me',
    {
      schema: {
        operationId: 'me',
        summary: 'Who is at this page, and what may be asked from it',
        response: { 200: Me, ...problems(403) },
      },
    },
    async (request) => reception.me(request),
  );
  server.post(
    '/api/v1/me',
    {
      schema: {
        operationId: 'stay',
        summary: 'Somebody is still here, though they did nothing for a while: they stay signed in',
        response: { 200: Me, ...problems(403) },
      },
    },
    async (request) => reception.me(request),
  );
  server.post(
    '/api/v1/sign-in',
    {
      schema: {
        operationId: 'signIn',
        summary: 'Signs somebody in by name or card, and PIN',
        body: SignIn,
        response: answer,
      },
    },
    async (request, reply) => {
      if (!isPrivate(request)) throw denials.notSecure();
      const { body } = request;
      const claim: Claim = 'name' in body ? { name: body.name } : { card: takenCard(taps, body.counter, request) };
      const person = await inTurn(() => people.recognise(claim, body.pin, reception.placeOf(request)));
      return signedIn(request, reply, { ...options, person, name: 'name' in body ? body.name.trim() : null });
    },
  );
  server.post(
    '/api/v1/sign-in/card',
    {
      schema: {
        operationId: 'awaitCard',
        summary: 'The next card on a counter’s reader is to sign in, and closes no counter',
        body: AwaitCard,
        response: { 204: Nothing, ...problems(400, 403, 429) },
      },
    },
    async (request, reply) => {
      if (!expected.take(reception.placeOf(request), 1, performance.now())) throw denials.crowded();
      taps.expect(request.body.counter);
      return reply.code(204).send(null);
    },
  );
  server.post(
    '/api/v1/sign-in/first',
    {
      schema: {
        operationId: 'firstSignIn',
        summary: 'A PIN of one’s own, by a code',
        body: FirstSignIn,
        response: answer,
      },
    },
    async (request, reply) => {
      if (!isPrivate(request)) throw denials.notSecure();
      const { body } = request;
      const person = await inTurn(() => people.choosePin(body, reception.placeOf(request)));
      reception.note({ role: person.role, who: person.id }, 'choose-pin');
      return signedIn(request, reply, { ...options, person, name: body.name.trim() });
    },
  );
  addOwn(server, options, inTurn);
  addPairing(server, options);
}

/** A new id with each sign-in: what a browser held before is worth nothing. */
export async function signedIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { sessions, reception, person, name }: Pick<SignInRoutesOptions, 'sessions' | 'reception'> & Arrival,
): Promise<Me> {
  const before = reception.sessionOf(request);
  if (before !== null) sessions.end(before);
  const { token, session } = sessions.begin({ role: person.role, who: person.id, name });
  giveTo(request, reply, { token, stays: false });
  reception.note(session, 'sign-in');
  return reception.me(request, session);
}

export interface Arrival {
  readonly person: Person;
  readonly name: string | null;
}

/** What people do about themselves. */
function addOwn(
  server: HttpServer,
  options: SignInRoutesOptions,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): void {
  const { people, sessions, reception } = options;
  const isOf = (who: string) => (session: Session) => session.who === who;
  server.post(
    '/api/v1/sign-out',
    {
      schema: {
        operationId: 'signOut',
        summary: 'Signs out here, or everywhere',
        body: SignOut,
        response: { 204: Nothing, ...problems(400, 403) },
      },
    },
    async (request, reply) => {
      const session = reception.sessionOf(request);
      const everywhere = request.body.everywhere === true && session?.who != null;
      if (session !== null) {
        sessions.end(session);
        if (everywhere && session.who !== null) sessions.endAll(isOf(session.who));
        reception.note(session, everywhere ? 'sign-out-everywhere' : 'sign-out');
      }
      giveTo(request, reply, { token: '', stays: false });
      return reply.code(204).send(null);
    },
  );
  server.post(
    '/api/v1/pin',
    {
      schema: {
        operationId: 'changePin',
        summary: 'Another PIN, by the one before',
        body: ChangePin,
        response: { 204: Nothing, ...problems(400, 401, 403) },
      },
    },
    async (request, reply) => {
      if (!isPrivate(request)) throw denials.notSecure();
      const session = reception.person(request);
      const { who: id, name } = session;
      await inTurn(() => people.changePin({ id, name }, request.body, reception.placeOf(request)));
      sessions.endAll((each) => each.who === id && each.id !== session.id);
      reception.note(session, 'change-pin');
      return reply.code(204).send(null);
    },
  );
}

function addPairing(server: HttpServer, { sessions, reception }: SignInRoutesOptions): void {
  server.post(
    '/api/v1/pairing',
    {
      schema: {
        operationId: 'pairing',
        summary: 'A code that makes one browser a board or a kiosk',
        body: Pairing,
        response: { 200: OneTimeCode, ...problems(400, 401, 403) },
      },
    },
    async (request) => {
      reception.note(reception.person(request), 'pairing');
      return reception.pairing(request.body.role);
    },
  );
  server.post(
    '/api/v1/pair',
    {
      schema: {
        operationId: 'pair',
        summary: 'This browser is a board or a kiosk from now on',
        body: Pair,
        response: { 200: Me, ...problems(400, 401, 403) },
      },
    },
    async (request, reply) => {
      const before = reception.sessionOf(request);
      const role = reception.paired(request.body.code);
      if (before !== null) sessions.end(before);
      const { token, session } = sessions.begin({ role, who: null, name: null });
      giveTo(request, reply, { token, stays: true });
      reception.note(session, 'pair');
      return reception.me(request, session);
    },
  );
}
