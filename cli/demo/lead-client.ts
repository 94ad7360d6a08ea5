import { setMaxListeners } from 'node:events';
import type { z } from 'zod';
import type { Closable } from '../../protocol/ground/environment.ts';
import type { Command } from '../../protocol/queue/commands.ts';
import { CommandResult, LeadView } from '../../protocol/wire/lead-view.ts';

/** What a lead said to a command over HTTP. `status` is HTTP's; `body` what it said, for whoever passes it on. */
type Answer =
  | {
      readonly state: 'done';
      readonly events: CommandResult['events'];
      readonly status: number;
      readonly body: unknown;
    }
  | { readonly state: 'refused'; readonly code: string; readonly status: number; readonly body: unknown }
  | { readonly state: 'unreachable'; readonly detail: string };

/** A section's lead as its kiosk and its staff page reach it: over HTTP. No method rejects. */
export interface LeadClient {
  readonly url: string;
  command(command: z.input<typeof Command>): Promise<Answer>;
  /** Undefined where the lead can't be reached. */
  view(): Promise<LeadView | undefined>;
}

const TIMEOUT_MS = 5_000;

export function leadClient(url: string, signal: AbortSignal): LeadClient {
  const request = async (path: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> => {
    const limit = new AbortController();
    const stop = (): void => limit.abort();
    const timer = setTimeout(stop, TIMEOUT_MS);
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (signal.aborted) stop();
      const response = await fetch(url + path, { ...init, signal: limit.signal });
      return { status: response.status, body: await response.json() };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  };
  return {
    url,
    async command(command) {
      try {
        const { status, body } = await request('/api/v1/commands', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(command),
        });
        if (status === 200) return { state: 'done', events: CommandResult.parse(body).events, status, body };
        return { state: 'refused', code: codeOf(body), status, body };
      } catch (error) {
        return { state: 'unreachable', detail: error instanceof Error ? error.message : String(error) };
      }
    },
    async view() {
      try {
        return LeadView.parse((await request('/api/v1/section')).body);
      } catch {
        return undefined;
      }
    },
  };
}

/** The `code` of a problem document. */
function codeOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : 'unknown';
}

/** The requests to leads that are under way; closing ends them. */
export function openRequests(): Closable & { readonly signal: AbortSignal } {
  const stop = new AbortController();
  // Each request listens to it.
  setMaxListeners(0, stop.signal);
  return { signal: stop.signal, close: async () => stop.abort() };
}
