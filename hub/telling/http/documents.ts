import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface DocumentOptions {
  /** For so long it is the same for all who ask, milliseconds. */
  readonly lastsMs: number;
  readonly type: string;
  readonly make: () => Made | Promise<Made>;
}

/** A document's text. `figures`: what of it makes it another one than before, where that is not the whole text. */
export interface Made {
  readonly text: string;
  readonly figures?: string;
  readonly observedAt: number;
}

interface Document {
  readonly text: Buffer;
  readonly etag: string;
  readonly observedAt: number;
  zipped?: Promise<Buffer>;
}

export const JSON_TYPE = 'application/json; charset=utf-8';
const compressed = promisify(gzip);

/** What many ask for: made, and compressed, once for all who ask while it lasts, so that no number of readers makes this process slow. */
export class Documents {
  readonly #documents = new Map<string, { readonly untilMs: number; readonly document: Promise<Document> }>();

  /** Answers with a document, or, where the reader has it already, that it still stands (304). `name` is one of few. */
  async send(to: { request: FastifyRequest; reply: FastifyReply }, name: string, options: DocumentOptions) {
    const { request, reply } = to;
    const document = await this.#document(name, options);
    // Said beside the document, so that whoever has it already hears until when it was true.
    reply.headers({ etag: document.etag, 'x-observed-at': document.observedAt, vary: 'accept-encoding' });
    reply.type(options.type);
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) return reply.send(document.text);
    document.zipped ??= compressed(document.text);
    return reply.header('content-encoding', 'gzip').send(await document.zipped);
  }

  #document(name: string, { lastsMs, make }: DocumentOptions): Promise<Document> {
    const known = this.#documents.get(name);
    if (known !== undefined && performance.now() < known.untilMs) return known.document;
    const document = Promise.resolve()
      .then(make)
      .then(({ text, figures = text, observedAt }) => {
        const etag = `W/"${createHash('sha1').update(figures).digest('base64url')}"`;
        return { text: Buffer.from(text), etag, observedAt };
      });
    this.#documents.set(name, { untilMs: performance.now() + lastsMs, document });
    return document;
  }
}

/** A list of what is so now: its time alone makes it no other one. */
export const listOf = (observedAt: number, list: object): Made => ({
  text: JSON.stringify({ observedAt, ...list }),
  figures: JSON.stringify(list),
  observedAt,
});
