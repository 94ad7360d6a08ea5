import { Duties, EnrolPerson, OneTimeCode, People as PeopleView, WhichPerson } from '../../../protocol/wire/people.ts';
import type { HttpServer } from '../../../protocol/wire/transport/fastify-server.ts';
import { problems } from '../../../protocol/wire/transport/openapi.ts';
import type { Duty } from '../../core/rights.ts';
import { takenCard } from './cards.ts';
import { denials } from './denials.ts';
import type { Roll } from './roll.ts';
import { Nothing, type SignInRoutesOptions } from './sign-in-routes.ts';

export interface SupervisorRoutesOptions extends SignInRoutesOptions {
  readonly roll: Roll;
  /** Those of the section's configuration. */
  readonly duties: readonly Duty[];
}

/** What a supervisor says about who may sign in, and is signed in. */
export function addSupervisor(server: HttpServer, options: SupervisorRoutesOptions): void {
  const { people, sessions, reception, taps, roll, duties } = options;
  const done = { 204: Nothing, ...problems(400, 401, 403, 404, 409) };
  server.get(
    '/api/v1/people',
    {
      schema: {
        operationId: 'people',
        summary: 'Who may sign in, and who is; no name is kept',
        response: { 200: PeopleView, ...problems(401, 403) },
      },
    },
    async (request) => roll.list(reception.supervisor(request).who),
  );
  server.get(
    '/api/v1/people/duties',
    {
      schema: {
        operationId: 'duties',
        summary: 'The duties that can be given to somebody, and their counters',
        response: { 200: Duties, ...problems(401, 403) },
      },
    },
    async (request) => {
      reception.supervisor(request);
      return duties.map(({ id, counters }) => ({ id, counters: counters === undefined ? null : [...counters] }));
    },
  );
  server.post(
    '/api/v1/people',
    {
      schema: {
        operationId: 'enrolPerson',
        summary: 'Enrols somebody, or anew; the code with which they choose their PIN',
        body: EnrolPerson,
        response: { 200: OneTimeCode, ...problems(400, 401, 403, 409) },
      },
    },
    async (request) => {
      const by = reception.supervisor(request);
      const { name, role, counter, duty = null } = request.body;
      if (duty !== null && !duties.some(({ id }) => id === duty)) throw denials.unknownDuty(duty);
      const card = counter === undefined ? null : takenCard(taps, counter, request);
      const { id, code, until } = people.enrol({ name, role, duty, card });
      sessions.endAll(({ who }) => who === id);
      reception.note(by, 'enrol-person', { about: id });
      return { code, until };
    },
  );
  server.post(
    '/api/v1/people/unlock',
    {
      schema: {
        operationId: 'unlockPerson',
        summary: 'Lets a locked person try again',
        body: WhichPerson,
        response: done,
      },
    },
    async (request, reply) => {
      const by = reception.supervisor(request);
      reception.note(by, 'unlock', { about: people.unlock(request.body) });
      return reply.code(204).send(null);
    },
  );
  server.post(
    '/api/v1/people/remove',
    {
      schema: {
        operationId: 'removePerson',
        summary: 'Lets a person in no more, and out at once',
        body: WhichPerson,
        response: done,
      },
    },
    async (request, reply) => {
      const by = reception.supervisor(request);
      const id = people.remove(request.body);
      sessions.endAll(({ who }) => who === id);
      reception.note(by, 'remove-person', { about: id });
      return reply.code(204).send(null);
    },
  );
  addSigningOut(server, options);
}

/** Who is out at once: people, and screens. */
function addSigningOut(server: HttpServer, { sessions, reception, roll }: SupervisorRoutesOptions): void {
  server.post(
    '/api/v1/people/sign-out',
    {
      schema: {
        operationId: 'signOutPerson',
        summary: 'Signs a person out in every browser, also one who came by the city’s own sign-in',
        body: WhichPerson,
        response: { 204: Nothing, ...problems(400, 401, 403, 404) },
      },
    },
    async (request, reply) => {
      const by = reception.supervisor(request);
      for (const about of roll.signOut(request.body)) reception.note(by, 'sign-out-person', { about });
      return reply.code(204).send(null);
    },
  );
  server.post(
    '/api/v1/pairing/end',
    {
      schema: {
        operationId: 'endPairing',
        summary: 'Every paired board and kiosk is one no more',
        response: { 204: Nothing, ...problems(401, 403) },
      },
    },
    async (request, reply) => {
      const by = reception.supervisor(request);
      sessions.endAll(({ who }) => who === null);
      reception.note(by, 'end-pairing');
      return reply.code(204).send(null);
    },
  );
}
