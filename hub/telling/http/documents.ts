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

interface To {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What many ask for: made, and compressed, once for all who ask while it lasts, so that no number of readers makes this process slow. */
export class Documents {
  readonly #byName = new Map<string, { readonly untilMs: number; readonly document: Promise<Document> }>();
  readonly #byView = new WeakMap<object, Document>();

  /** Answers with a document, or, where the reader has it already, that it still stands (304). `name` is one of few. */
  async send(to: To, name: string, { lastsMs, type, make }: DocumentOptions): Promise<FastifyReply> {
    const known = this.#byName.get(name);
    if (known !== undefined && performance.now() < known.untilMs) return answer(to, type, await known.document);
    const document = Promise.resolve().then(make).then(documentOf);
    this.#byName.set(name, { untilMs: performance.now() + lastsMs, document });
    return answer(to, type, await document);
  }

  /** The same of a view that was made once, and lasts as long as whoever made it keeps it. */
  sendView(to: To, view: { readonly observedAt: number }): Promise<FastifyReply> {
    const { observedAt } = view;
    const document = this.#byView.get(view) ?? documentOf({ text: JSON.stringify(view), observedAt });
    this.#byView.set(view, document);
    return answer(to, JSON_TYPE, document);
  }
}

function documentOf({ text, figures = text, observedAt }: Made): Document {
  const etag = `W/"${createHash('sha1').update(figures).digest('base64url')}"`;
  return { text: Buffer.from(text), etag, observedAt };
}

async function answer({ request, reply }: To, type: string, document: Document): Promise<FastifyReply> {
  // Said beside the document, so that whoever has it already hears until when it was true.
  reply.headers({ etag: document.etag, 'x-observed-at': document.observedAt, vary: 'accept-encoding' }).type(type);
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) return reply.send(document.text);
  document.zipped ??= compressed(document.text);
  return reply.header('content-encoding', 'gzip').send(await document.zipped);
}

/** A list of what is so now: its time alone makes it no other one. */
export const listOf = (observedAt: number, list: object): Made => ({
  text: JSON.stringify({ observedAt, ...list }),
  figures: JSON.stringify(list),
  observedAt,
});
