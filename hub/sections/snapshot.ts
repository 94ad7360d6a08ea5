import { createHash } from 'node:crypto';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import { LEARNED_FORMAT, type Learned } from '../core/learned.ts';
import type { KeptLearned } from '../store/store.ts';

/** What a section had taught by a place of its log, and by one of its counts where it only counts. */
export interface Snapshot {
  readonly position: LogPosition;
  /** The last count that is in it; 0 where none is. */
  readonly counted: number;
  readonly learned: Learned;
  /** When something last happened to its queue, milliseconds: the counts that showed it are forgotten. */
  readonly movedAt: number | null;
}

/** The snapshot as it is kept. */
export function seal(section: string, { position, counted, learned, movedAt }: Snapshot): KeptLearned {
  const kept = { section, format: LEARNED_FORMAT, position, counted, body: JSON.stringify({ learned, movedAt }) };
  return { ...kept, digest: digestOf(kept) };
}

/** What was kept as it was; or why it can't be used: another version's shape, or not what was written. */
export function unseal(kept: KeptLearned): Snapshot | 'another-version' | 'damaged' {
  if (kept.format !== LEARNED_FORMAT) return 'another-version';
  if (digestOf(kept) !== kept.digest) return 'damaged';
  const { learned, movedAt } = JSON.parse(kept.body) as Pick<Snapshot, 'learned' | 'movedAt'>;
  return { position: kept.position, counted: kept.counted, learned, movedAt };
}

function digestOf({ section, position, counted, body }: Omit<KeptLearned, 'digest'>): string {
  const place = [section, position.epoch, position.seq, counted].join(' ');
  return createHash('sha256').update(`${place}\n`).update(body).digest('base64');
}
