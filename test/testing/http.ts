import type { z } from 'zod';
import { OfficeView } from '../../protocol/congestion/views.ts';
import { LeadView } from '../../protocol/wire/lead-view.ts';

export type Answer =
  | { readonly outcome: 'done'; readonly events: readonly { readonly type: string; readonly at: number }[] }
  | { readonly outcome: 'refused'; readonly status: number; readonly code: string; readonly body: string };

const CALL_TIMEOUT_MS = 10_000;

/** Posts one command to a lead. Rejects where no answer came: nobody knows then whether it was done. */
export async function post(port: number, command: object, key?: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
    body: JSON.stringify(command),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  const body = await response.text();
  const { events = [], code = '' } = JSON.parse(body) as { events?: { type: string; at: number }[]; code?: string };
  return response.ok ? { outcome: 'done', events } : { outcome: 'refused', status: response.status, code, body };
}

async function get<S extends z.ZodType>(url: string, schema: S): Promise<z.output<S>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${body}`);
  return schema.parse(JSON.parse(body));
}

export const leadView = (port: number): Promise<LeadView> => get(`http://127.0.0.1:${port}/api/v1/section`, LeadView);
export const officeView = (port: number, path: string): Promise<OfficeView> =>
  get(`http://127.0.0.1:${port}/api/v1/congestion/${path}`, OfficeView);
