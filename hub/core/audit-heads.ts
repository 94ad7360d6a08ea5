import type { AuditHead } from '../../protocol/queue/log-messages.ts';

/** What is wrong with where a section's audit is said to end: rows were cut off, others stand in their place, or it says no more of it. */
export type AuditBreak = 'back' | 'other' | 'silent';

/** What is told by what a section said before and what it says now; null where all is well. Pure. */
export function auditBreak(before: AuditHead | undefined, now: AuditHead | undefined): AuditBreak | null {
  if (before === undefined) return null;
  if (now === undefined) return 'silent';
  if (now.seq < before.seq) return 'back';
  return now.seq === before.seq && now.head !== before.head ? 'other' : null;
}
