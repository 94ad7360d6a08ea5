import type { AuditHead } from '../../../protocol/queue/log-messages.ts';
import { type AuditRow, headOf, NO_ROW } from './chain.ts';
import { forgottenBy, KEPT_MS } from './keeping.ts';
import type { AuditLine } from './read-audit.ts';

/** Where a hub heard that the audit ended, and when, milliseconds. */
export interface HeardHead extends AuditHead {
  readonly at: number;
}

export interface Verdict {
  readonly rows: number;
  readonly first: AuditRow | undefined;
  readonly last: AuditRow | undefined;
  /** The last line was being written: nobody was told of it, so nothing is missing. */
  readonly unfinished: string | undefined;
  /** What was changed, taken out or put in, each with the row or the line; none where all is whole. */
  readonly faults: readonly string[];
}

/** A head is heard some time after its row was written: so much sooner rows may be gone than the hub's times say, milliseconds. */
const HEARD_LATE_MS = 31 * 86_400_000;

const WRONG = {
  changed: 'was changed: what it says is not what was written',
  unreadable: 'is no row: it was changed, or its disk is damaged',
} as const;

export interface Inspection {
  /** Writes a time for people. */
  readonly told: (at: number) => string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Holds each row of an audit against the one before it, and all against what a hub heard of them.
 * Without a hub's word a tail that was cut off, and a file that was written anew from some row on, can't be told from one that is whole.
 */
export async function verify(
  lines: AsyncIterable<AuditLine>,
  heard: readonly HeardHead[],
  inspection: Inspection,
): Promise<Verdict> {
  const faults: string[] = [];
  const forgotten: { readonly by: AuditRow; readonly upTo: AuditHead }[] = [];
  const hashes = new Map(heard.map(({ seq }) => [seq, new Set<string>()]));
  let [rows, unread] = [0, 0];
  let first: AuditRow | undefined;
  let last: AuditRow | undefined;
  let unfinished: string | undefined;
  for await (const { place, read } of lines) {
    if (read === 'unfinished') unfinished = place;
    else if (typeof read === 'string') {
      faults.push(`${place} ${WRONG[read]}`);
      unread += 1;
    } else {
      const upTo = forgottenBy(read);
      if (upTo !== undefined) forgotten.push({ by: read, upTo });
      if (last !== undefined || unread > 0) faults.push(...breakBetween(last ?? NOTHING, read, { place, unread }));
      hashes.get(read.seq)?.add(read.hash);
      first ??= read;
      last = read;
      rows += 1;
      unread = 0;
    }
  }
  faults.push(
    ...beginning(first, forgotten),
    ...unlikeHeard({ first, last, hashes, forgotten, unread }, heard, inspection),
  );
  return { rows, first, last, unfinished, faults };
}

const NOTHING = { seq: NO_ROW.seq, hash: NO_ROW.head };

/** What is wrong between a row and the one before it, where so many lines between them can't be read. */
function breakBetween(
  before: { readonly seq: number; readonly hash: string },
  { seq, prev }: AuditRow,
  { place, unread }: { readonly place: string; readonly unread: number },
): string[] {
  const missing = seq - before.seq - 1 - unread;
  if (seq <= before.seq)
    return [
      `${place} is row ${seq}, after row ${before.seq}: another audit was put in, or an older copy put back and gone on with`,
    ];
  if (missing > 0) {
    const which = missing === 1 ? `row ${seq - 1} is` : `${missing} rows before row ${seq} are`;
    return [`${place}: ${which} missing: taken out, or the file was taken away while it was written`];
  }
  if (unread === 0 && prev !== before.hash)
    return [`${place}: row ${seq} does not follow row ${before.seq}: one of the two was written anew`];
  return [];
}

interface Forgotten {
  readonly by: AuditRow;
  readonly upTo: AuditHead;
}

function beginning(first: AuditRow | undefined, forgotten: readonly Forgotten[]): string[] {
  if (first === undefined) return ['there is no row: nothing was written yet, or all of it was taken away'];
  if (first.seq === 1 && first.prev === NO_ROW.head) return [];
  const isSaid = forgotten.some(({ upTo }) => upTo.seq === first.seq - 1 && upTo.head === first.prev);
  return isSaid
    ? []
    : [
        `the rows before row ${first.seq} are missing, and no row says that they were forgotten when their time was over`,
      ];
}

/** When rows were forgotten at the latest: what the row says of that may be made up, but not when the hub heard of it. */
const forgottenAt = (by: AuditRow | undefined, heard: readonly HeardHead[], now: number): number =>
  by === undefined ? Number.POSITIVE_INFINITY : Math.min(by.at, heard.find(({ seq }) => seq >= by.seq)?.at ?? now);

function unlikeHeard(
  {
    first,
    last,
    hashes,
    forgotten,
    unread,
  }: Pick<Verdict, 'first' | 'last'> & {
    readonly hashes: ReadonlyMap<number, ReadonlySet<string>>;
    readonly forgotten: readonly Forgotten[];
    readonly unread: number;
  },
  heard: readonly HeardHead[],
  { told, now }: Inspection,
): string[] {
  const end = last === undefined ? 0 : headOf(last).seq + unread;
  const beyond = heard.filter(({ seq }) => seq > end).sort((a, b) => b.seq - a.seq)[0];
  const other = heard.filter(({ seq, head }) => hashes.get(seq)?.size && !hashes.get(seq)?.has(head));
  const latest = forgottenAt(forgotten.at(-1)?.by, heard, now);
  const tooSoon = heard.filter(({ seq, at }) => seq < (first?.seq ?? 0) && at > latest - KEPT_MS + HEARD_LATE_MS)[0];
  const [one] = other;
  return [
    ...(beyond === undefined
      ? []
      : [
          `row ${beyond.seq}, which the hub heard of on ${told(beyond.at)}, is not there: the audit ends with row ${end}; what came after it was cut off, or an older copy was put back`,
        ]),
    ...(one === undefined
      ? []
      : [
          `row ${one.seq} is not the one that the hub heard of on ${told(one.at)}: it or a row before it was written anew, or the file is another${other.length > 1 ? ` (and ${other.length - 1} more)` : ''}`,
        ]),
    ...(tooSoon === undefined
      ? []
      : [
          `row ${tooSoon.seq}, which the hub heard of on ${told(tooSoon.at)}, is gone before its thirteen months were over`,
        ]),
  ];
}
