import type { FastifyReply, FastifyRequest } from 'fastify';
import { type EventStream, STREAM_HEADERS } from './event-stream.ts';

/**
 * Answers a request with a stream of events, with the headers that its reply has by now. HEAD is answered with the headers alone
 * and listens to nothing.
 */
export function sendStream(request: FastifyRequest, reply: FastifyReply, to: { stream: EventStream; topic: string }) {
  reply.headers(STREAM_HEADERS);
  if (request.method === 'HEAD') return reply.send();
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value);
  to.stream.attach(to.topic, reply.raw);
  return reply;
}
