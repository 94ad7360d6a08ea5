import { X509Certificate } from 'node:crypto';
import type { Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Closable, Logger, Now } from '../../../ground/environment.ts';
import { RequestFault } from '../../../identity/authority/authority.ts';
import { readCode } from '../../../identity/authority/code.ts';
import type { KeptAuthority } from '../../../identity/authority/kept-authority.ts';
import type { IdentityFolder } from '../../../identity/folder.ts';
import { namesIn, type Trust } from '../../../identity/peer.ts';
import { contextOf, peerAt } from '../credentials.ts';
import { networkOf } from '../network-of.ts';
import { PerAddress } from '../per-address.ts';
import { INTERNAL, NOTHING_HERE, ProblemError, sendProblem, TOO_OFTEN } from '../problem.ts';
import { EnrolRequest, RenewRequest } from './messages.ts';
import { CODE_PROBLEMS, NO_REQUEST, notRenewed, RENEWED_TOO_OFTEN } from './problems.ts';

export interface EnrolmentOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly folder: IdentityFolder;
  readonly authority: KeptAuthority;
  readonly now: Now;
  readonly logger: Logger;
}

/** A machine that was off for a month after its certificate ended comes back by itself. */
const GRACE_MS = 30 * 86_400_000;
/** Whoever takes longer to ask is let go, milliseconds. */
const ASKED_WITHIN_MS = 10_000;
const BODY_LIMIT = 16 * 1024;
const LOOK_EVERY_MS = 2_000;
const CONNECTIONS = 256;
/** Of one address; a machine needs one, for a moment. */
const CONNECTIONS_AN_ADDRESS = 32;
/** Of one address: a machine asks once or twice, an office of them behind one address a few dozen times. */
const LIMIT = { max: 60, timeWindow: '1 minute' };

/**
 * Where machines come in by a code, renew their certificates, and fetch the list of those that were shut out. It shows the
 * authority beside its own certificate, so that whoever has a code knows by its fingerprint that this is who made it.
 *
 * @throws the listener's error
 */
export async function openEnrolment(options: EnrolmentOptions): Promise<Closable & { readonly port: number }> {
  const { host, port, folder, authority, logger } = options;
  const context = () => ({
    ...contextOf(folder),
    cert: `${folder.certificate().trim()}\n${authority.certificate}`,
  });
  const server = Fastify({
    https: {
      ...context(),
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: ASKED_WITHIN_MS,
      headersTimeout: ASKED_WITHIN_MS,
      connectionsCheckingInterval: LOOK_EVERY_MS,
    },
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    requestTimeout: ASKED_WITHIN_MS,
  });
  server.server.maxConnections = CONNECTIONS;
  limitConnections(server.server);
  const stop = folder.onChange(() => server.server.setSecureContext(context()));
  server.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof ProblemError) return sendProblem(reply, error.problem);
    if (error instanceof RequestFault || (error.statusCode ?? 500) < 500) return sendProblem(reply, NO_REQUEST);
    logger.error({ err: error, url: request.routeOptions.url }, 'a request failed');
    return sendProblem(reply, INTERNAL);
  });
  server.setNotFoundHandler((_request, reply) => sendProblem(reply, NOTHING_HERE));
  await server.register(rateLimit, {
    ...LIMIT,
    keyGenerator: ({ ip }) => networkOf(ip),
    errorResponseBuilder: () => new ProblemError(TOO_OFTEN),
  });
  addRoutes(server, options);
  await server.listen({ host, port });
  return {
    port: (server.server.address() as AddressInfo).port,
    async close() {
      stop();
      await server.close();
    },
  };
}

/** Nobody keeps others out by holding on. */
function limitConnections(server: Server): void {
  const held = new PerAddress(CONNECTIONS_AN_ADDRESS);
  server.on('connection', (socket: Socket) => {
    const address = networkOf(socket.remoteAddress ?? '');
    if (held.take(address) > held.most) socket.destroy();
    socket.once('close', () => held.release(address));
  });
}

function addRoutes(server: FastifyInstance<Server>, { folder, authority, now, logger }: EnrolmentOptions): void {
  const answer = (certificate: string) => ({ certificate, authorities: folder.authorities.map(String).join('') });
  server.post('/api/v1/enrol', async ({ body, ip }) => {
    const { code: text, request } = read(EnrolRequest, body);
    const code = readCode(text);
    if (code === undefined) throw new ProblemError(CODE_PROBLEMS['unknown-code']);
    const enrolled = await authority.enrol({ ...code, request, now: now() });
    if ('refused' in enrolled) {
      logger.warn({ address: ip, why: enrolled.refused }, 'somebody who came with a code was not let in');
      throw new ProblemError(CODE_PROBLEMS[enrolled.refused]);
    }
    const { certificate } = enrolled;
    logger.info({ address: ip, as: new X509Certificate(certificate).subject }, 'a machine came in by its code');
    return answer(certificate);
  });
  server.post('/api/v1/renew', async ({ body, raw, ip }) => {
    const { request } = read(RenewRequest, body);
    const socket = raw.socket as TLSSocket;
    const shown = socket.getPeerX509Certificate();
    if (shown === undefined) throw new ProblemError(notRenewed('no-certificate'));
    const peer = peerAt(socket, trustOf(folder));
    if ('doubt' in peer) {
      logger.warn({ address: ip, why: peer.doubt }, 'a certificate was not renewed');
      throw new ProblemError(notRenewed(peer.doubt));
    }
    const renewed = await authority.renew({ ...peer, names: namesIn(shown), request, now: now() });
    if ('refused' in renewed) {
      logger.warn({ as: peer.identity, why: renewed.refused }, 'a certificate was not renewed');
      throw new ProblemError(renewed.refused === 'revoked' ? notRenewed('revoked') : RENEWED_TOO_OFTEN);
    }
    logger.info({ as: peer.identity }, 'a certificate was renewed');
    return answer(renewed.certificate);
  });
  // A list that is ready: whoever polls it costs nothing.
  server.get('/api/v1/revoked', { config: { rateLimit: false } }, async () => folder.revocations);
  server.get('/api/v1/revoked.pem', async (_request, reply) => {
    const list = authority.revocationList(now());
    return reply.type('application/x-pem-file').send(list);
  });
}

/** Whoever is believed here, and a while longer. */
const trustOf = ({ authorities, isRevoked, now }: IdentityFolder): Trust => ({
  authorities,
  isRevoked,
  now,
  graceMs: GRACE_MS,
});

function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ProblemError({ ...NO_REQUEST, faults: [z.prettifyError(parsed.error)] });
}
