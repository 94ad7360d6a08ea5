import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { OfficeView } from '../../protocol/congestion/views.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { foldByHand, issuedOf } from './fold-by-hand.ts';
import type { Answer } from './http.ts';
import type { Kept, Logged, StoredSection } from './stores.ts';
import type { Seen } from './wire.ts';

/*
 * What must hold of a ward whatever is killed, unplugged or restored. Each check gives the violations, in words; none is
 * an empty list. They know the files and the wire, not the code that wrote them.
 */

/** I1: on one day no number is given out twice. The sections here give out fewer than the highest number. */
export function numbersAreUnique(log: readonly Kept[]): string[] {
  const seen = new Set<string>();
  const violations: string[] = [];
  for (const { day, number, ticket } of issuedOf(log)) {
    const name = `${day} ${number}`;
    if (seen.has(name)) violations.push(`${name} was given out twice, the second time to ${ticket}`);
    seen.add(name);
  }
  return violations;
}

export interface PaperOut {
  readonly number: string | null;
  readonly end: 'cut' | 'torn';
}

/** I1 and I2: paper agrees with the log. Every ticket of the log wants paper, and nothing is being printed any more. */
export function paperAgrees(log: readonly Kept[], papers: readonly PaperOut[], view: LeadView): string[] {
  const violations: string[] = [];
  const came = new Map<string, number>();
  for (const { number, end } of papers) {
    if (end !== 'cut' || number === null) violations.push(`a paper with ${number ?? 'no number'} was ${end}`);
    else came.set(number, (came.get(number) ?? 0) + 1);
  }
  const issued = new Set(issuedOf(log).map(({ number }) => number));
  for (const number of came.keys())
    if (!issued.has(number)) violations.push(`${number} came out of the printer and is not in the log`);
  for (const { number, print } of view.tickets) {
    const [least, most] = PAPERS[print] ?? [1, 0];
    const papersOfNumber = came.get(number) ?? 0;
    if (papersOfNumber < least || papersOfNumber > most)
      violations.push(`${number} is shown as ${print}, and ${papersOfNumber} papers came out`);
  }
  return violations;
}

/** How many papers a ticket may have by what is shown of its print; none of the others is an end. */
const PAPERS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  printed: [1, 1],
  sent: [1, 1],
  unknown: [0, 1],
  failed: [0, 0],
};

/** I3: the hub has each event of the log at its place, and nothing else. */
export function sequencesAgree(log: readonly Kept[], stored: StoredSection | undefined): string[] {
  if (stored === undefined) return log.length === 0 ? [] : ['the hub knows nothing of the section'];
  const violations = [...gapsIn(log, 'the log'), ...gapsIn(stored.events, 'the hub')];
  const last = log.at(-1);
  const { position } = stored;
  if (last?.epoch !== position.epoch || last.seq !== position.seq)
    violations.push(`the hub stands at ${place(position)}, the log ends at ${last === undefined ? '-' : place(last)}`);
  if (log.length !== stored.events.length)
    violations.push(`the log has ${log.length} events, the hub ${stored.events.length}`);
  for (const [i, mine] of log.entries()) {
    const theirs = stored.events[i];
    const same = theirs?.epoch === mine.epoch && theirs.seq === mine.seq && isDeepStrictEqual(theirs.event, mine.event);
    if (same) continue;
    violations.push(`the log has ${JSON.stringify(mine)}, the hub ${JSON.stringify(theirs)}`);
    break;
  }
  return violations;
}

/** Within each epoch 1, 2, 3 …; epochs grow. */
function gapsIn(events: readonly Kept[], whose: string): string[] {
  const violations: string[] = [];
  let before: LogPosition = { epoch: 0, seq: 0 };
  for (const { epoch, seq } of events) {
    const follows = epoch === before.epoch ? seq === before.seq + 1 : epoch > before.epoch && seq === 1;
    if (!follows) violations.push(`${whose} has ${place({ epoch, seq })} after ${place(before)}`);
    before = { epoch, seq };
  }
  return violations;
}

const place = ({ epoch, seq }: LogPosition): string => `(${epoch}, ${seq})`;

/** I4: what a lead shows is what its log folds to, and everybody who took a number is somewhere. */
export function viewIsFold(log: readonly Kept[], view: LeadView): string[] {
  const violations: string[] = [];
  const folded = foldByHand(log);
  const shown = new Map(view.tickets.map((ticket) => [ticket.ticket, ticket]));
  if (shown.size !== folded.size) violations.push(`${folded.size} tickets were issued, ${shown.size} are shown`);
  for (const [id, { number, service, state, counter }] of folded) {
    const ticket = shown.get(id);
    const at = view.counters.find(({ ticketId }) => ticketId === id)?.counter ?? null;
    const is = JSON.stringify([ticket?.number, ticket?.service, ticket?.state, at]);
    const should = JSON.stringify([number, service, state, counter]);
    if (is !== should) violations.push(`by the log ${should}, shown as ${is}`);
  }
  for (const { service, waiting } of view.services) {
    const should = [...folded.values()].filter((each) => each.state === 'waiting' && each.service === service).length;
    if (waiting !== should) violations.push(`${should} wait for ${service}, ${waiting} are shown`);
  }
  return violations;
}

/** The figures of a section that a lead and the hub must agree on. */
export function countsAgree(view: LeadView, office: OfficeView): string[] {
  const mine = view.services.map(({ service, waiting, lastCalled }) => ({ service, waiting, lastCalled }));
  const section = office.sections.find((each) => each.section === view.section);
  const theirs = mine.map(({ service }) => {
    const seen = section?.services.find((each) => each.service === service);
    return { service, waiting: seen?.waiting ?? null, lastCalled: seen?.lastCalled ?? null };
  });
  return isDeepStrictEqual(mine, theirs)
    ? []
    : [`${view.section} has ${JSON.stringify(mine)}, the hub ${JSON.stringify(theirs)}`];
}

/** I5: no section was told of a place that the hub has not committed. `heard`: since the store in question was opened. */
export function acknowledgedIsCommitted(heard: readonly Seen[], store: ReadonlyMap<string, StoredSection>): string[] {
  return heard.flatMap(({ read, retained }) => {
    if (read?.channel !== 'acked' || retained) return [];
    const { city, office, section } = read.address;
    const committed = store.get(`${city}/${office}/${section}`)?.position ?? { epoch: 0, seq: 0 };
    const { epoch, seq } = read.message;
    const isCommitted = epoch < committed.epoch || (epoch === committed.epoch && seq <= committed.seq);
    return isCommitted ? [] : [`${section} was told ${place({ epoch, seq })}, committed is ${place(committed)}`];
  });
}

/**
 * I6: a board that shows a section's figures as the present never shows an earlier call at a counter than it has shown there. A
 * call ends with its visit, so the newest of a section may be older than one that is over. What the broker had kept is as old as
 * its `observedAt` says and may arrive late: a board that listens compares them.
 */
export function boardsGoForward(heard: readonly Seen[]): string[] {
  const violations: string[] = [];
  const newest = new Map<string, number>();
  for (const { read, retained } of heard) {
    if (read?.channel !== 'office' || retained) continue;
    for (const { section, freshness, calls } of read.message.sections) {
      if (freshness !== 'live') continue;
      for (const { counter, at } of calls) {
        const where = `${section} ${counter}`;
        const before = newest.get(where) ?? 0;
        if (at < before) violations.push(`${where} showed the call of ${before}, then that of ${at}, as live`);
        newest.set(where, at);
      }
    }
  }
  return violations;
}

/** I7: planted words are in none of these texts, nor in any file under these folders. */
export function isNowhere(
  planted: readonly string[],
  { texts, folders }: { readonly texts: readonly string[]; readonly folders: readonly string[] },
): string[] {
  const found = (where: string, text: string): string[] =>
    planted.flatMap((word) => (text.includes(word) || text.includes(escaped(word)) ? [`${where} has ${word}`] : []));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap((entry) => {
        const file = join(entry.parentPath, entry.name);
        return found(file, readFileSync(file, 'utf8'));
      }),
  );
  return [...texts.flatMap((text) => found(`"${text.slice(0, 200)}"`, text)), ...files];
}

/** As JSON may write it. */
const escaped = (word: string): string =>
  word.replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

export interface Asked {
  readonly key: string;
  readonly command: { readonly type: string };
  readonly answer: Answer;
}

/** What was answered is what the log holds: each command once, whole, as it was told; and nothing that nobody asked for. */
export function answersAreLogged(log: readonly Logged[], asked: readonly Asked[]): string[] {
  const violations: string[] = [];
  const done = new Map<string, Logged[]>();
  for (const logged of log) done.set(logged.command, [...(done.get(logged.command) ?? []), logged]);
  const keys = new Set(asked.map(({ key }) => key));
  for (const { key, command, answer } of asked) {
    const told = answer.outcome === 'done' ? answer.events : [];
    const events = (done.get(key) ?? []).map(({ event }) => event);
    if (!isDeepStrictEqual(events, [...told]))
      violations.push(`${command.type} ${key} was told ${JSON.stringify(told)}, the log has ${JSON.stringify(events)}`);
    const calls = events.filter(({ type }) => type === 'ticket-called').length;
    if (calls > 1) violations.push(`${command.type} ${key} called ${calls} tickets`);
  }
  for (const [key, events] of done) {
    const tickets = events.filter(({ event }) => event.type === 'ticket-issued' || event.type === 'ticket-called');
    if (tickets.length > 0 && !keys.has(key)) violations.push(`nobody asked for ${JSON.stringify(tickets)}`);
  }
  return violations;
}
