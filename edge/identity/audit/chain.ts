import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Instant } from '../../../protocol/ground/identifiers.ts';
import type { AuditHead } from '../../../protocol/queue/log-messages.ts';
import type { AuditEntry } from './audit.ts';

/** Before the first row. */
export const NO_ROW: AuditHead = { seq: 0, head: '0'.repeat(64) };

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Row = z.object({
  seq: z.int().min(1),
  at: Instant,
  actor: z.object({ role: z.string(), person: z.string().optional(), device: z.string().optional() }),
  action: z.string(),
  object: z.string(),
  result: z.string(),
  prev: Hash,
  hash: Hash,
});
/** A row as it was read; its role may be one of another version. */
export type AuditRow = z.infer<typeof Row>;

/** Characters of the longest word of a row: what somebody asks for may name anything. */
const LONGEST = 120;
/** The end of each line: its hash is that of the line without it. */
const SEALED = /,"hash":"([0-9a-f]{64})"\}$/;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const cut = (text: string): string => text.slice(0, LONGEST);

/** The line of what comes after a row, and the head that it makes. */
export function sealed({ at, actor, action, object, result }: AuditEntry, { seq, head }: AuditHead) {
  const { role, person, device } = actor;
  const text = JSON.stringify({
    seq: seq + 1,
    at,
    actor: { role, person, device },
    action: cut(action),
    object: cut(object),
    result: cut(result),
    prev: head,
  });
  const hash = digest(text);
  return { line: `${text.slice(0, -1)},"hash":"${hash}"}`, head: { seq: seq + 1, head: hash } };
}

/** A line's row; what is wrong where somebody changed it: a byte anywhere in it is enough. */
export function readRow(line: string): AuditRow | 'unreadable' | 'changed' {
  const [end, hash] = SEALED.exec(line) ?? [];
  if (end === undefined) return 'unreadable';
  if (digest(`${line.slice(0, -end.length)}}`) !== hash) return 'changed';
  try {
    return Row.parse(JSON.parse(line));
  } catch {
    return 'unreadable';
  }
}

/** The head that a row makes. */
export const headOf = ({ seq, hash }: AuditRow): AuditHead => ({ seq, head: hash });
