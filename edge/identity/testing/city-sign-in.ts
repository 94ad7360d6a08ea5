import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Context } from 'oidc-provider';
import { onTestFinished } from 'vitest';

export interface CitySignIn {
  readonly issuer: string;
  /** A port at which nobody listens yet: the pages' address is known before they are there. */
  freePort(): Promise<number>;
  /** Where it lets people go back to. */
  backTo(pages: string): void;
  /** Who signs in there next, and what is said of them. */
  person: { readonly sub: string; readonly name: string; readonly groups: readonly string[] };
  /** It is away until the test has finished. */
  close(): Promise<void>;
}

export const SECRET = 'of-the-lead-at-the-city';
const CLIENT = 'matazu';

/**
 * A city's OpenID provider on this machine, which asks nobody for a password and lets its next person in; or asks by its own pages
 * (`asks`), at a name by which browsers take it for another site than the lead's.
 */
export async function openCitySignIn({ asks = false } = {}): Promise<CitySignIn> {
  let provider: Provider | undefined;
  const server = createServer((request, response) => {
    if (provider === undefined) throw new Error('nobody said where people go back to');
    if (asks || !request.url?.startsWith('/interaction/')) return provider.callback()(request, response);
    provider
      .interactionFinished(request, response, { login: { accountId: city.person.sub } })
      .catch((error) => response.writeHead(500).end(String(error)));
  });
  const issuer = `http://${asks ? 'localhost' : '127.0.0.1'}:${await listening(server)}`;
  let closing: Promise<void> | undefined;
  const city: CitySignIn = {
    issuer,
    person: { sub: 's-0815', name: '山田', groups: [] },
    async freePort() {
      const taken = createServer();
      const port = await listening(taken);
      await new Promise((done) => taken.close(done));
      return port;
    },
    backTo(pages) {
      provider = new Provider(issuer, {
        clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [`${pages}/api/v1/oidc/callback`] }],
        pkce: { required: () => true },
        claims: { openid: ['sub'], profile: ['name'], groups: ['groups'] },
        scopes: ['openid', 'profile', 'groups'],
        cookies: { keys: ['of a test'] },
        features: { devInteractions: { enabled: asks } },
        ...(asks
          ? {}
          : { interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` } }),
        findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: async () => ({ ...city.person, sub }) }),
        async loadExistingGrant({ oidc }: Context) {
          const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
          grant.addOIDCScope('openid profile groups');
          await grant.save();
          return grant;
        },
      });
    },
    close() {
      closing ??= new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      });
      return closing;
    },
  };
  onTestFinished(() => city.close());
  return city;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

/** What a browser does that is sent from one place to the next: it holds what each gives it. Gives where it ends, unasked. */
export async function follow(from: Response, until: string): Promise<string> {
  const held = new Map<string, string>();
  let answer = from;
  for (let hops = 0; hops < 10; hops++) {
    if (!answer.headers.has('location')) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
    const to = new URL(answer.headers.get('location') ?? '', answer.url).href;
    if (to.startsWith(until)) return to;
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      held.set(name, value);
    }
    const cookie = [...held].map(([name, value]) => `${name}=${value}`).join('; ');
    answer = await fetch(to, { redirect: 'manual', headers: { cookie } });
  }
  throw new Error(`nobody came to ${until}`);
}
