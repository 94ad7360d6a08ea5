import type { Command } from '../../protocol/queue/commands.ts';
import type { CommandResult } from '../../protocol/wire/lead-view.ts';
import { here } from '../base/address.ts';
import { heardBuild } from './own-build.ts';

/** Why a request brought nothing. `status` 0: the server was not reached, or went silent. */
export interface Problem {
  readonly status: number;
  readonly code: string | null;
  readonly ja: string;
  readonly en: string;
  /** When it passes, milliseconds since 1970, where the server says that. */
  readonly until?: number;
}

export type Answer<T> =
  /** `observedAt`: until when the server says that the value was true, milliseconds since 1970; null where it doesn't. */
  | { readonly ok: true; readonly value: T; readonly observedAt: number | null }
  | { readonly ok: false; readonly problem: Problem };

const TIMEOUT_MS = 6_000;
/** Nobody is known here, or not as somebody who may do that. */
const DENIALS: readonly number[] = [401, 403];
const heardDenials = new Set<() => void>();

/** Calls `hear` whenever the server answers that this isn't for whoever is here: a sign-in may have ended. Returns what stops it. */
export function onDenied(hear: () => void): () => void {
  heardDenials.add(hear);
  return () => heardDenials.delete(hear);
}

const unreachable: Problem = {
  status: 0,
  code: null,
  ja: 'サーバーに接続できません。',
  en: 'The server cannot be reached.',
};

export function getJson<T>(url: string, signal?: AbortSignal): Promise<Answer<T>> {
  return ask<T>(url, signal === undefined ? {} : { signal });
}

export function postJson<T>(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
  return ask<T>(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** The key is made once per press; the same key again is the same command, so a retry can't act twice. */
export function sendCommand(command: Command, key: string): Promise<Answer<CommandResult>> {
  return postJson<CommandResult>('/api/v1/commands', command, { 'idempotency-key': key });
}

/** What became of the command with this key: what it did, or a problem with the code `unknown-command` where nothing was done. */
export function askCommand(key: string): Promise<Answer<CommandResult>> {
  return getJson<CommandResult>(`/api/v1/commands/${encodeURIComponent(key)}`);
}

async function ask<T>(url: string, init: RequestInit): Promise<Answer<T>> {
  // By hand: AbortSignal.any and .timeout are younger than the phones and kiosks that open these pages.
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  init.signal?.addEventListener('abort', () => abort.abort());
  let response: Response;
  let body: unknown = null;
  try {
    // What stands is not sent again: the browser has it, and asks whether it still does.
    response = await fetch(here(url), { cache: 'no-cache', ...init, signal: abort.signal });
    const text = await response.text();
    body = text === '' ? null : parse(text);
  } catch {
    return { ok: false, problem: unreachable };
  } finally {
    clearTimeout(timer);
  }
  const build = response.headers.get('x-matazu-build');
  if (build !== null) heardBuild(build);
  if (DENIALS.includes(response.status)) for (const hear of heardDenials) hear();
  if (!response.ok || body === undefined) return { ok: false, problem: readProblem(response.status, body) };
  const observedAt = Number(response.headers.get('x-observed-at')) || null;
  return { ok: true, value: body as T, observedAt };
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Reads an RFC 9457 problem document: `detail` is Japanese, `messageEn` English. Anything else becomes a sentence with its status. */
export function readProblem(status: number, body: unknown): Problem {
  const document: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const text = (name: string) => (typeof document[name] === 'string' ? document[name] : null);
  return {
    status,
    code: text('code'),
    ja: text('detail') ?? text('title') ?? `サーバーが応答 ${status} を返しました。`,
    en: text('messageEn') ?? `The server answered ${status}.`,
    ...(typeof document.until === 'number' ? { until: document.until } : {}),
  };
}

/** Whether the server said no, so that nothing was done. Otherwise nobody knows, and the same key may be sent again. */
export const isRefusal = ({ status, code }: Problem): boolean => (status >= 400 && status < 500) || code !== null;

/** A version 4 UUID. `crypto.randomUUID` is missing where a page came over plain HTTP from another machine; this isn't. */
export function newKey(
  fill: (bytes: Uint8Array<ArrayBuffer>) => void = (bytes) => crypto.getRandomValues(bytes),
): string {
  const bytes = new Uint8Array(16);
  fill(bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
