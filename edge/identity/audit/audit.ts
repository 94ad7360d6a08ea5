import type { Role } from '../../../protocol/identity/asker.ts';

/** Who did something: what they may do, and which person or device it was as far as that is known. Never a name or a card's number. */
export interface AuditActor {
  readonly role: Role;
  /** The pseudonym of whoever is signed in; another one each month. */
  readonly person?: string | undefined;
  readonly device?: string | undefined;
}

/** Who did what, to what, and what came of it. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: AuditActor;
  /** What was asked, in a word: a command's type, `sign-in`, `lock`. */
  readonly action: string;
  /** What it was asked of, as `counter 2, ticket A012`; empty where the action says all. */
  readonly object: string;
  /** `done`, or the code of what refused it. */
  readonly result: string;
}

/** The result of what was done. */
export const DONE = 'done';

/**
 * Takes down who did what. It returns at once and never throws: no counter waits for it, and none stops where it can't be written,
 * which staff are told.
 */
export interface Audit {
  record(entry: AuditEntry): void;
}
