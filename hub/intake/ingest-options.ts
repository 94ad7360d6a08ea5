import type { Logger, Now } from '../../protocol/ground/environment.ts';
import type { AuditHead, LogPosition } from '../../protocol/queue/log-messages.ts';
import type { AboutMessage } from '../../protocol/wire/about.ts';
import type { Committed, HeardUnit } from '../core/committed.ts';
import type { Names } from '../core/names.ts';
import type { Store, StoredSection } from '../store/store.ts';

export interface IngestOptions {
  readonly store: Pick<Store, 'commit'>;
  readonly logger: Logger;
  readonly now: Now;
  /** The sections that are taken in. */
  readonly names: Names;
  /** Where each section stood in the store when it was opened. */
  readonly stored: readonly StoredSection[];
  /** Where the audit of each section ended in the store when it was opened. */
  readonly auditHeads: ReadonlyMap<string, AuditHead>;
  /** After a commit that failed the next is tried no sooner, milliseconds. */
  readonly retryAfterMs: number;
  /** A section must be told where the hub stands: after a commit, and again when it seems not to know. */
  readonly acknowledge: (section: string, position: LogPosition) => void;
  /** After the acknowledgements of a commit. Must be quick: what takes long is done off this tick. */
  readonly onCommitted: (committed: Committed) => void;
  readonly onUnit: (section: string, heard: HeardUnit) => void;
  /** What a section that is taken in sent of its log was refused. */
  readonly onRefused: (section: string, what: string) => void;
  readonly onAbout: (section: string, about: AboutMessage) => void;
  readonly count: (what: IngestCount, by?: number) => void;
}

export type IngestCount =
  | 'events'
  | 'duplicates'
  | 'late'
  | 'gaps'
  | 'faults'
  | 'unreadable'
  | 'strangers'
  | 'clocks'
  | 'breaks'
  | 'commits'
  | 'failures';
