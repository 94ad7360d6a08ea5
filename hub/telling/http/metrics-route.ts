import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyReply } from 'fastify';
import type { Parts } from '../../../protocol/ground/parts.ts';
import type { HttpServer } from '../../../protocol/wire/transport/fastify-server.ts';
import type { Metrics } from '../metrics.ts';

const answer = async (figures: Metrics, reply: FastifyReply) =>
  reply.type(figures.contentType).send(await figures.text());

/** The hub's figures beside its pages. */
export function addMetrics(server: HttpServer, figures: Metrics): void {
  server.get('/metrics', { schema: { hide: true } as object }, (_request, reply) => answer(figures, reply));
}

/** The hub's figures on a listener of their own, which says nothing else. Resolves with its port. @throws the listener's error */
export async function openMetrics(
  parts: Parts,
  at: { readonly host: string; readonly port: number },
  figures: Metrics,
) {
  const server = Fastify({ forceCloseConnections: true });
  server.get('/metrics', (_request, reply) => answer(figures, reply));
  parts.add({ close: () => server.close() });
  await server.listen(at);
  return (server.server.address() as AddressInfo).port;
}
