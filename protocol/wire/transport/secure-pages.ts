import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { FastifyServerFactory } from 'fastify';
import type { Credentials } from '../../identity/peer.ts';
import { contextOf } from './credentials.ts';
import { letOldestGo } from './handshakes.ts';

export interface Patience {
  /** Whoever takes longer to ask is let go, milliseconds: at most so much and one look later. */
  readonly askedWithinMs: number;
  readonly lookEveryMs: number;
}

/**
 * A server of pages over TLS by this machine's own certificate, which changes with it and drops nobody. Machines may show who they
 * are; browsers have nothing to show, and are asked only for certificates of the city's own authority.
 */
export const secureFactory =
  (credentials: Credentials, { askedWithinMs, lookEveryMs }: Patience): FastifyServerFactory =>
  (handler: (request: IncomingMessage, response: ServerResponse) => void): Server => {
    const context = () => ({ ...contextOf(credentials), ca: credentials.authorities.map(String) });
    const server = createServer(
      {
        ...context(),
        requestCert: true,
        rejectUnauthorized: false,
        handshakeTimeout: askedWithinMs,
        requestTimeout: askedWithinMs,
        headersTimeout: askedWithinMs,
        connectionsCheckingInterval: lookEveryMs,
      },
      handler,
    );
    letOldestGo(server);
    const stop = credentials.onChange(() => server.setSecureContext(context()));
    server.once('close', stop);
    return server;
  };
