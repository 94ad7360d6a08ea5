import type { FastifyReply, FastifyRequest } from 'fastify';
import { type EventStream, STREAM_HEADERS } from './event-stream.ts';
import type { PerAddress } from './per-address.ts';
import { sendProblem, TOO_MANY_STREAMS } from './problem.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** The event streams that each address listens to. */
    readonly streams: PerAddress;
  }
}

export interface StreamOf {
  readonly stream: EventStream;
  readonly topic: string;
  /** Whether it is compressed for whoever takes that: across a network where bytes cost more than the time of a processor. */
  readonly zips?: boolean;
}

/** Counts one more stream of the address that asks, until its answer is closed; false where the address has as many as it may. */
export function holdsStream({ ip, server }: FastifyRequest, { raw }: FastifyReply): boolean {
  const { streams } = server;
  const release = (): void => streams.release(ip);
  if (streams.take(ip) > streams.most) {
    release();
    return false;
  }
  raw.once('close', release);
  return true;
}

/**
 * Answers a request with a stream of events, with the headers that its reply has by now. HEAD is answered with the headers alone
 * and listens to nothing.
 */
export function sendStream(request: FastifyRequest, reply: FastifyReply, to: StreamOf) {
  const zips = to.zips === true && /\bgzip\b/.test(String(request.headers['accept-encoding']));
  if (zips) reply.header('content-encoding', 'gzip');
  if (request.method === 'HEAD') return reply.headers(STREAM_HEADERS).send();
  if (!holdsStream(request, reply)) {
    reply.removeHeader('content-encoding');
    return sendProblem(reply, TOO_MANY_STREAMS);
  }
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value);
  to.stream.attach(to.topic, reply.raw, zips);
  return reply;
}
