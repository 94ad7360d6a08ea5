import { aFolder } from '../../hardware/testing/folder.ts';
import { openTestCity } from '../../protocol/identity/testing/city.ts';
import { putIdentity } from '../../protocol/identity/testing/identity-folder.ts';
import { Me } from '../../protocol/wire/people.ts';
import type { Lead } from '../lead.ts';
import { openTestLead, type Surroundings } from './open-units.ts';

export interface Answer {
  readonly status: number;
  /** The body, read as JSON; null where there is none. */
  readonly body: Record<string, unknown>;
  readonly setCookie: string | null;
}

/** Somebody's browser at a lead: it holds what it is given, and shows it. */
export class Visitor {
  readonly #url: string;
  readonly headers: Record<string, string>;
  cookie = '';

  constructor(port: number | undefined, headers: Record<string, string>) {
    this.#url = `http://127.0.0.1:${port}/api/v1`;
    this.headers = headers;
  }

  async ask(path: string, body?: object): Promise<Answer> {
    const answer = await this.fetch(path, body);
    const setCookie = answer.headers.get('set-cookie');
    if (setCookie !== null) this.cookie = setCookie.split(';')[0] ?? '';
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text), setCookie };
  }

  fetch(path: string, body?: object): Promise<Response> {
    return fetch(`${this.#url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        ...this.headers,
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async me(): Promise<Me> {
    return Me.parse((await this.ask('/me')).body);
  }
}

export const PIN = '482170';

/** A lead whose people sign in, until the test has finished; and again, over the same data. */
export async function openWard() {
  const [folder, data] = [await aFolder(), await aFolder()];
  const city = await openTestCity();
  const at = { city: 'kyoto', office: 'ukyo', section: 'shimin' };
  await putIdentity(city, { ...at, role: 'lead', unit: 'lead' }, folder);
  /** The folder of another machine's identity, of the same city; where it has one, a new certificate comes into that. */
  const another = async (is: { role: 'member'; unit: string; section?: string }, before?: string): Promise<string> => {
    const its = before ?? (await aFolder());
    await putIdentity(city, { ...at, ...is }, its);
    return its;
  };
  const codes: string[] = [];
  const logger = {
    info: () => undefined,
    warn(about: object) {
      if ('code' in about) codes.push(String(about.code));
    },
    error: () => undefined,
  };
  const open = (surroundings: Surroundings = {}, keys: object = {}): Promise<Lead> =>
    openTestLead({ data, identity: { folder }, ...keys }, { logger, ...surroundings });
  return { data, codes, open, folder, another };
}

/** At the unit's own screen. */
export const here = ({ httpPort }: Pick<Lead, 'httpPort'>): Visitor => new Visitor(httpPort, {});
/** At another machine, by a proxy on this one that has the pages' certificate. */
export const elsewhere = ({ httpPort }: Pick<Lead, 'httpPort'>, address = '192.0.2.7'): Visitor =>
  new Visitor(httpPort, { 'x-forwarded-for': address, 'x-forwarded-proto': 'https' });
/** What makes a lead believe {@link elsewhere}. */
export const BEHIND_PROXY = { http: { port: 0, proxies: ['127.0.0.1'] } };

/** Somebody who signs in as the first supervisor. */
export async function firstSupervisor(visitor: Visitor, code: string | undefined, name = '佐藤'): Promise<Visitor> {
  const answer = await visitor.ask('/sign-in/first', { code, name, pin: PIN });
  if (answer.status !== 200) throw new Error(`not signed in: ${JSON.stringify(answer.body)}`);
  return visitor;
}

export interface Who {
  readonly name: string;
  readonly role?: string;
  readonly pin?: string;
  readonly duty?: string;
}

/** Somebody whom a supervisor enrols, signed in at another browser. */
export async function enrolled(by: Visitor, visitor: Visitor, who: Who) {
  const { name, role = 'staff', pin = PIN, duty } = who;
  const { body } = await by.ask('/people', { name, role, ...(duty === undefined ? {} : { duty }) });
  const answer = await visitor.ask('/sign-in/first', { code: body.code, name, pin });
  if (answer.status !== 200) throw new Error(`not signed in: ${JSON.stringify(answer.body)}`);
  return visitor;
}
