import type { PrinterLinkConfiguration } from '../links/link-configuration.ts';
import type { Timers } from '../timers.ts';
import type { PrintOutcome } from './printer.ts';
import type { PrinterSession } from './printer-session.ts';

export interface Proving {
  readonly session: PrinterSession;
  /** The process id that was sent behind the cut; null where this printer is not asked for one. */
  readonly id: string | null;
  readonly timers: Timers;
  /** How long the ticket's bytes take over this link at most. */
  readonly transferMs: number;
  readonly statusTimeoutMs: number;
  readonly proofTimeoutMs: number;
  /** Whether this printer ever returned a process id: then one that stays away means that the ticket was lost inside it. */
  readonly provedBefore: boolean;
}

/** How long bytes take, milliseconds: ten bits a byte on a serial line, and as much again for a printer that holds it back. */
export const transferTime = (bytes: number, link: PrinterLinkConfiguration): number =>
  'serial' in link ? Math.ceil((bytes * 10_000 * 2) / link.baudRate) : 0;

/** A printer that misses this many looks in a row while it holds a ticket has lost its power or its wits. */
const MISSED_LOOKS = 2;
const LOOK_EVERY_MS = 1000;

/**
 * What became of a ticket whose bytes were all sent. Waits for the process id, looking at the printer's status in between, and
 * for as long as a hand has to mend the printer: it goes on by itself, and nothing is sent again.
 */
export async function prove(proving: Proving): Promise<PrintOutcome> {
  const { session, id, timers, transferMs, statusTimeoutMs, proofTimeoutMs } = proving;
  if (!session.answers) return { state: 'printed', proof: 'sent' };
  const proved = (): boolean => id !== null && session.proved(id);
  let goodSinceMs: number | null = null;
  let missed = 0;
  // A request waits behind the ticket in the line: it cannot be answered before the ticket is through.
  let waitMs = id === null ? transferMs : Math.max(LOOK_EVERY_MS, transferMs);
  for (;;) {
    if (waitMs > 0) await session.until(proved, waitMs);
    waitMs = LOOK_EVERY_MS;
    if (proved()) return { state: 'printed', proof: 'process-id' };
    const check = await session.check();
    if (proved()) return { state: 'printed', proof: 'process-id' };
    switch (check) {
      case 'lost':
        return lost(session);
      case 'silent':
      case 'mute':
        missed += 1;
        goodSinceMs = null;
        if (missed >= MISSED_LOOKS) return unknown('silent');
        waitMs = statusTimeoutMs;
        break;
      case 'blocked':
        missed = 0;
        goodSinceMs = null;
        break;
      case 'good':
        missed = 0;
        if (id === null) return { state: 'printed', proof: 'sent' };
        goodSinceMs ??= timers.elapsedMs();
        if (timers.elapsedMs() - goodSinceMs < proofTimeoutMs) break;
        if (proving.provedBefore) return unknown('power-cycled');
        session.provable = false;
        return { state: 'printed', proof: 'sent' };
    }
  }
}

export function unknown(reason: Extract<PrintOutcome, { state: 'unknown' }>['reason']): PrintOutcome {
  return {
    state: 'unknown',
    reason,
    detail: `${UNKNOWN_WORDS[reason]}番号札が出たか確認し、出ていなければ再発行してください。`,
  };
}

export function lost(session: PrinterSession): PrintOutcome {
  return unknown(session.fault?.code === 'closed' ? 'closed' : 'link-lost');
}

const UNKNOWN_WORDS = {
  'link-lost': '印刷の途中でプリンターとの接続が切れました。',
  'power-cycled': '印刷の途中でプリンターの電源が切れたようです。',
  silent: '印刷の途中でプリンターが応答しなくなりました。',
  closed: '印刷の途中で端末が終了しました。',
} as const;
