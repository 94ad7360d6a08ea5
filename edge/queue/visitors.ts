import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Asker } from '../../protocol/identity/asker.ts';
import type { HttpServer } from '../../protocol/wire/transport/fastify-server.ts';

/** Who is at the pages of a section: what its pages ask of each request before they do or tell anything. */
export interface Visitors {
  /** Who asks; null: nobody who may do anything but sign in. */
  who(request: FastifyRequest): Asker | null;
  /** Calls back once whoever asks is no more at that page: they signed out, or were idle too long. Gives how to listen no more. */
  whenGone(request: FastifyRequest, gone: () => void): () => void;
  /** A screen of the section listens: its browser keeps for as long again what says so. */
  stays(request: FastifyRequest, reply: FastifyReply): void;
  /** Adds to a server what is asked and answered about who is there (protocol/wire/people.ts), before any other route. */
  addTo(server: HttpServer): Promise<void>;
}
