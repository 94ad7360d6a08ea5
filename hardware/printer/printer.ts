import type { Estimate } from '../../protocol/congestion/views.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { Device } from '../device.ts';

/** What a resident reads on the paper. */
export interface TicketContent {
  readonly number: string;
  readonly office: LocalText;
  readonly section: LocalText;
  readonly service: LocalText;
  /** People waiting before this one when the ticket was issued; null where nobody counts. */
  readonly waiting: number | null;
  readonly estimate: Omit<Estimate, 'medianMinutes'> | null;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  /** IANA name, as in `Asia/Tokyo`. */
  readonly timezone: string;
  /** The resident's own page, printed as a QR code; null prints none. */
  readonly url: string | null;
  /** Marks the paper 再発行 REISSUED. */
  readonly reprint: boolean;
}

export interface TicketJob {
  /** The ticket's id, for the log. */
  readonly ticket: string;
  readonly content: TicketContent;
  /** Gives the job up while it waits; once the first byte of the ticket went out it is ignored. */
  readonly signal?: AbortSignal;
  /** Asked just before `onStart`; false gives the job up (the ticket is over). */
  readonly stillWanted?: () => boolean;
  /** Awaited just before the first byte of the ticket: here the caller makes "started" durable. A rejection stops the print. */
  readonly onStart?: () => Promise<void>;
}

/**
 * How a print ended. `detail` is for staff, Japanese.
 *
 * - `printed`, proof `process-id`: the printer itself said that it has worked off everything up to the cut.
 *   Proof `sent`: the bytes are gone, and this printer can say no more.
 * - `unknown`: it may or may not have come out, whole or in part. Never sent again by itself: staff look, or reprint.
 * - `not-started`: not one byte of the ticket was written. Safe to try again.
 */
export type PrintOutcome =
  | { readonly state: 'printed'; readonly proof: 'process-id' | 'sent' }
  | {
      readonly state: 'unknown';
      readonly reason: 'link-lost' | 'power-cycled' | 'silent' | 'closed';
      readonly detail: string;
    }
  | {
      readonly state: 'not-started';
      readonly reason: 'cancelled' | 'unwanted' | 'start-refused' | 'link-lost' | 'closed';
      readonly detail: string;
    };

/**
 * A ticket printer.
 *
 * `print` always resolves, never rejects. Jobs run one after another in the order of the calls; calls may overlap.
 * A job waits, for as long as it takes, while the printer is unplugged, without paper or open; its `signal` and
 * `stillWanted` end that. Its steps: wanted? → real-time status good (or a printer that never answers) → `onStart` →
 * ticket, cut and process id in one write → the process id came back.
 * A link lost after `onStart` and before the write is `not-started`; after it, `unknown`. Paper that runs out in
 * mid-ticket is waited for: the printer goes on by itself when it has new paper, and nothing is sent twice.
 */
export interface Printer extends Device {
  readonly kind: 'printer';
  print(job: TicketJob): Promise<PrintOutcome>;
  /** Jobs that have not ended, the one at the printer included. */
  pending(): number;
}
