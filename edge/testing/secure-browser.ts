import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { IDENTITY_FILES } from '../../protocol/identity/files.ts';

export interface SecureAnswer {
  readonly status: number | undefined;
  /** As JSON says it. */
  readonly body: Record<string, unknown>;
  /** What it gave the browser to hold, as it is written. */
  readonly cookie: string;
  readonly protocol: string | null;
}

/** A browser that knows the city's authority, at pages over TLS: a connection for each thing that it asks. It holds what it is given. */
export class SecureBrowser {
  readonly #by: RequestOptions;
  /** `name=value`, or nothing. */
  held = '';

  /** `folder`: of the identity of a machine of the city. */
  constructor(port: number | undefined, folder: string) {
    const ca = readFileSync(join(folder, IDENTITY_FILES.authorities));
    this.#by = { host: '127.0.0.1', port, ca, agent: false };
  }

  async open(path: string, body?: object): Promise<IncomingMessage> {
    const asked = request({
      ...this.#by,
      path: `/api/v1${path}`,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(this.held === '' ? {} : { cookie: this.held }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return answer;
  }

  async ask(path: string, body?: object): Promise<SecureAnswer> {
    const answer = await this.open(path, body);
    const protocol = (answer.socket as TLSSocket).getProtocol();
    const cookie = answer.headers['set-cookie']?.[0] ?? '';
    if (cookie !== '') this.held = cookie.split(';')[0] ?? '';
    return { status: answer.statusCode, body: JSON.parse(await text(answer)), cookie, protocol };
  }
}
