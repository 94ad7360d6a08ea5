import type { Configuration } from 'openid-client';
import { isLoopback } from '../../../protocol/ground/configuration.ts';
import type { PersonRole } from '../../../protocol/wire/people.ts';

/** What a configuration says of it (`signIn.oidc`). */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly pages: string;
  readonly scope: string;
  readonly claim: string;
  readonly staff: readonly string[];
  readonly supervisor: readonly string[];
}

export interface OidcOptions {
  readonly oidc: OidcSettings;
  readonly secret: string | undefined;
  readonly now: () => number;
}

/** Who came back from the city's sign-in. */
export interface Arrived {
  /** Stands for them at that sign-in, as they are told apart there. */
  readonly subject: string;
  /** As they are called there; to be kept nowhere. */
  readonly name: string | null;
  /** Null: they signed in there, and nothing says that they work here. */
  readonly role: PersonRole | null;
}

/** So long somebody may take to sign in there, milliseconds; and so many may be under way. */
const STARTED_MS = 10 * 60_000;
const STARTED = 256;
/** It answers within so long, or is away: seconds. */
const ANSWERS_S = 10;

/** What is remembered while somebody is there. */
interface Started {
  /** The city's sign-in as it was asked for them. */
  readonly configuration: Configuration;
  readonly verifier: string;
  readonly nonce: string;
  readonly at: number;
}

/** The city's own sign-in, by OpenID Connect: code flow with PKCE. It is asked when somebody signs in, and for nothing after. */
export class Oidc {
  readonly #options: OidcOptions;
  readonly #started = new Map<string, Started>();

  constructor(options: OidcOptions) {
    this.#options = options;
  }

  /**
   * Where somebody is sent to sign in, and what their browser holds until they are back. It is asked each time: nobody is sent to where
   * nothing answers. @throws where it doesn't
   */
  async start(): Promise<{ readonly to: URL; readonly state: string }> {
    const client = await import('openid-client');
    const configuration = await this.#discover();
    const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
    const to = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#back(),
      scope: this.#options.oidc.scope,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      // A counter's browser is many people's: whoever signed in there before is not let in for the next one.
      prompt: 'login',
    });
    const at = this.#options.now();
    for (const [each, { at: began }] of this.#started)
      if (this.#started.size >= STARTED || Math.abs(at - began) > STARTED_MS) this.#started.delete(each);
    this.#started.set(state, { configuration, verifier, nonce, at });
    return { to, state };
  }

  /** Who came back, by the address at which they did, in the browser that holds this. @throws where they didn't sign in there */
  async finish(search: string, state: string | undefined): Promise<Arrived> {
    const client = await import('openid-client');
    const started = state === undefined ? undefined : this.#started.get(state);
    if (state === undefined || started === undefined) throw new Error('nobody began to sign in in this browser');
    this.#started.delete(state);
    const { configuration } = started;
    const tokens = await client.authorizationCodeGrant(configuration, new URL(`${this.#back()}${search}`), {
      expectedState: state,
      expectedNonce: started.nonce,
      pkceCodeVerifier: started.verifier,
      idTokenExpected: true,
    });
    const said: Record<string, unknown> = { ...tokens.claims() };
    const subject = String(said.sub);
    const { claim } = this.#options.oidc;
    const isSaid = within(said, claim) !== undefined;
    const told = isSaid
      ? said
      : { ...said, ...(await client.fetchUserInfo(configuration, tokens.access_token, subject)) };
    const name = told.name ?? told.preferred_username;
    const { issuer } = this.#options.oidc;
    return {
      subject: `${issuer} ${subject}`,
      name: typeof name === 'string' ? name : null,
      role: this.#roleOf(within(told, claim)),
    };
  }

  #roleOf(said: unknown): PersonRole | null {
    const words = new Set(Array.isArray(said) ? said.map(String) : [String(said)]);
    const { supervisor, staff } = this.#options.oidc;
    if (supervisor.some((word) => words.has(word))) return 'supervisor';
    return staff.some((word) => words.has(word)) ? 'staff' : null;
  }

  /** These pages, as people open them and the city's sign-in knows them. */
  get pages(): string {
    return this.#options.oidc.pages.replace(/\/$/, '');
  }

  #back(): string {
    return `${this.pages}/api/v1/oidc/callback`;
  }

  async #discover(): Promise<Configuration> {
    const { oidc, secret } = this.#options;
    const client = await import('openid-client');
    const issuer = new URL(oidc.issuer);
    // The configuration lets nothing but loopback be in clear text.
    const execute = isLoopback(issuer.hostname) ? [client.allowInsecureRequests] : [];
    return client.discovery(issuer, oidc.clientId, secret, undefined, { execute, timeout: ANSWERS_S });
  }
}

/** What lies in something by a path of names. */
const within = (said: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce((at: unknown, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined), said);
