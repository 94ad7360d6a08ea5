import { isLoopback } from './configuration.ts';
import type { Fault, Readable } from './rules.ts';

/** Where somebody listens, and to whom: by itself to whoever is known, and on loopback to every program. */
export interface Listener {
  readonly host: string;
  /** `true`: to everybody who reaches it, whoever that is; `false`: to nobody unknown, on loopback either. */
  readonly open?: boolean | undefined;
}

/** Whether a listener of a machine that has an identity asks who is there. */
export const asksWho = ({ host, open = isLoopback(host) }: Listener): boolean => !open;

/** Whether nobody but the named proxies is let in to pages in clear text. */
export const isForProxies = ({ host, open }: Listener): boolean => open !== true && !isLoopback(host);

interface Place {
  readonly path: Fault['path'];
  /** Whether this machine can show who it is, and ask who is there. */
  readonly hasIdentity: boolean;
}

/** A broker lets in whoever reaches it only where its configuration says so. */
export function* brokerRules(listener: Readable<Listener> | undefined, { path, hasIdentity }: Place): Generator<Fault> {
  if (listener?.host === undefined || hasIdentity) return;
  if (listener.open === false) yield { path: [...path, 'open'], message: `${NEEDS_IDENTITY}, or leave open out` };
  else yield* openToAll(listener.host, { path, isOpen: listener.open === true, remedy: HOW_TO_GET_ONE });
}

type Pages = Listener & { readonly proxies?: readonly string[] };

/** Likewise pages; in clear text, to other machines, they are for the proxies in front alone. */
export function* pageRules(pages: Readable<Pages> | undefined, { path, hasIdentity }: Place): Generator<Fault> {
  if (pages?.host === undefined) return;
  const isOpen = pages.open === true;
  if (!hasIdentity) yield* openToAll(pages.host, { path, isOpen, remedy: HOW_TO_GET_ONE });
  else if (!isOpen && !isLoopback(pages.host) && (pages.proxies ?? []).length === 0)
    yield {
      path: [...path, 'host'],
      message: `pages would go to other machines in clear text: serve them by https: { host: ${pages.host} }, name the proxies in front of them under proxies, or write open: true`,
    };
}

/** What is spoken securely needs an identity. */
export function* httpsRules(https: unknown, { path, hasIdentity }: Place): Generator<Fault> {
  if (https !== undefined && !hasIdentity) yield { path, message: NEEDS_IDENTITY };
}

/** Whoever has an identity shows it to other machines, and asks for theirs; whoever has none can do neither. */
export function* addressRules(url: string | undefined, { path, hasIdentity }: Place): Generator<Fault> {
  if (url === undefined) return;
  const { protocol, hostname } = new URL(url);
  const isSecure = protocol.endsWith('s:');
  const secure = protocol.replace(/s?:$/, 's://');
  if (isSecure && !hasIdentity) yield { path, message: `${secure} needs an identity: ${HOW_TO_GET_ONE}` };
  if (!isSecure && hasIdentity && !isLoopback(hostname))
    yield { path, message: `this machine has an identity, and shows it to other machines alone by ${secure}` };
}

/** What asks nobody who they are, and can't, is for others only where its configuration says so. */
export function* openRules(listener: Readable<Listener> | undefined, path: Fault['path']): Generator<Fault> {
  if (listener?.host === undefined) return;
  yield* openToAll(listener.host, { path, isOpen: listener.open === true });
}

const HOW_TO_GET_ONE = 'bring this machine in with "matazu join CODE" and write identity: { folder: … }';
const NEEDS_IDENTITY = `only a machine with an identity can ask who is there: ${HOW_TO_GET_ONE}`;

interface Opened {
  readonly path: Fault['path'];
  readonly isOpen: boolean;
  readonly remedy?: string;
}

function* openToAll(host: string, { path, isOpen, remedy }: Opened): Generator<Fault> {
  if (isLoopback(host) || isOpen) return;
  const remedies = ['write host: 127.0.0.1', 'let everybody in with open: true'];
  yield {
    path: [...path, 'host'],
    message: `whoever reaches ${host} would be let in, and nobody is asked who they are: ${[...(remedy === undefined ? [] : [remedy]), ...remedies].join(', or ')}`,
  };
}
