import type { z } from 'zod';
import { OfficeView } from '../../protocol/congestion/views.ts';
import { LeadView } from '../../protocol/wire/lead-view.ts';

export type Answer =
  | { readonly outcome: 'done'; readonly events: readonly { readonly type: string; readonly at: number }[] }
  | { readonly outcome: 'refused'; readonly status: number; readonly code: string; readonly body: string };

const CALL_TIMEOUT_MS = 10_000;

interface Asking {
  readonly key?: string | undefined;
  /** Of who signed in, where the section asks. */
  readonly cookie?: string | undefined;
}

/** Posts one command to a lead. Rejects where no answer came: nobody knows then whether it was done. */
export async function post(port: number, command: object, { key, cookie }: Asking = {}): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/commands`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(cookie === undefined ? {} : { cookie }),
    },
    body: JSON.stringify(command),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  const body = await response.text();
  const { events = [], code = '' } = JSON.parse(body) as { events?: { type: string; at: number }[]; code?: string };
  return response.ok ? { outcome: 'done', events } : { outcome: 'refused', status: response.status, code, body };
}

async function get<S extends z.ZodType>(url: string, schema: S, cookie?: string): Promise<z.output<S>> {
  const headers = cookie === undefined ? {} : { cookie };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${body}`);
  return schema.parse(JSON.parse(body));
}

export const leadView = (port: number, cookie?: string): Promise<LeadView> =>
  get(`http://127.0.0.1:${port}/api/v1/section`, LeadView, cookie);
export const officeView = (port: number, path: string): Promise<OfficeView> =>
  get(`http://127.0.0.1:${port}/api/v1/congestion/${path}`, OfficeView);

/** Signs in as a section's first supervisor by the code that its lead said when it started; resolves with the cookie. */
export async function firstSupervisor(port: number, said: readonly string[]): Promise<string> {
  const code = said.flatMap((line) => /"code":"([^"]+)"/.exec(line)?.[1] ?? [])[0];
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/sign-in/first`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, name: '佐藤', pin: '482170' }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`not signed in with ${code}: ${response.status} ${await response.text()}`);
  return cookie;
}
