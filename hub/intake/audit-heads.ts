import { type Allowance, Allowances } from '../../protocol/ground/allowances.ts';
import type { AuditHead } from '../../protocol/queue/log-messages.ts';
import { type AuditBreak, auditBreak } from '../core/audit-heads.ts';
import type { StoredRun } from '../store/store.ts';
import type { IngestOptions } from './ingest-options.ts';

type Options = Pick<IngestOptions, 'auditHeads' | 'logger' | 'now' | 'count'>;

/** So many lines are logged of a section at once, then one an hour: it may be whoever would fill the log with them. */
const TOLD: Allowance = { atOnce: 5, aSecond: 1 / 3_600 };

const WORDS: Readonly<Record<AuditBreak, string>> = {
  back: "a section's audit ends sooner than it did: rows were cut off, or an older copy was put back",
  other: "a section's audit has another row where it ended: it was written anew",
  silent: 'a section does not say any more where its audit ends: it is not written, or was taken away',
};

/** Where the audit of each section ends: what is to be kept of it, and what is told where it isn't what it was. */
export class AuditHeads {
  readonly #options: Options;
  readonly #told = new Allowances(TOLD);
  /** As it is durable, and as it will be when all that was admitted is. */
  readonly #durable: Map<string, AuditHead>;
  readonly #admitted: Map<string, AuditHead>;
  readonly #silent = new Set<string>();

  constructor(options: Options) {
    this.#options = options;
    this.#durable = new Map(options.auditHeads);
    this.#admitted = new Map(options.auditHeads);
  }

  /** What is kept of what a run that is taken says of its section's audit: nothing where it said the same before. */
  admit(section: string, said: AuditHead | undefined): Pick<StoredRun, 'audit'> {
    const before = this.#admitted.get(section);
    if (said === undefined) {
      if (before !== undefined && !this.#silent.has(section)) this.#tell(section, 'silent', { before });
      if (before !== undefined) this.#silent.add(section);
      return {};
    }
    this.#silent.delete(section);
    if (before?.seq === said.seq && before.head === said.head) return {};
    this.#admitted.set(section, said);
    return { audit: { ...said, at: this.#options.now() } };
  }

  /** What runs said is durable: only now is it told what is wrong with it. */
  commit(runs: readonly StoredRun[]): void {
    for (const { section, audit } of runs) {
      if (audit === undefined) continue;
      const before = this.#durable.get(section);
      const wrong = auditBreak(before, audit);
      if (wrong !== null) this.#tell(section, wrong, { before, now: audit });
      this.#durable.set(section, audit);
    }
  }

  /** Nothing that was admitted is durable, or will be. */
  giveBack(): void {
    this.#admitted.clear();
    for (const [section, head] of this.#durable) this.#admitted.set(section, head);
  }

  #tell(
    section: string,
    wrong: AuditBreak,
    rows: { readonly before?: AuditHead | undefined; readonly now?: AuditHead },
  ): void {
    const { logger, now, count } = this.#options;
    count('breaks');
    if (this.#told.take(section, 1, now()))
      logger.error(
        { section, ...rows },
        `${WORDS[wrong]}; matazu audit --heads here and --verify --heads at its lead name the rows`,
      );
  }
}
