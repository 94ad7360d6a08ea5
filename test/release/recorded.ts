import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { OfficeView } from '../../protocol/congestion/views.ts';
import { type ChannelName, decode, isFault, type Message, matchTopic } from '../../protocol/wire/topics.ts';
import type { Contract } from './contract-breaches.ts';

/** A packet as a release sent it, and the broker that carried it: the section's own or the hub's. */
export interface Recorded {
  readonly broker: 'lan' | 'hub';
  readonly topic: string;
  readonly retain: boolean;
  readonly payload: unknown;
}

export const folderOf = (version: string): string => fileURLToPath(new URL(`${version}/`, import.meta.url));

/** The two days that were recorded with a release, in the order in which each broker carried them. */
export const recordedOf = (version: string): readonly Recorded[] =>
  readFileSync(`${folderOf(version)}session.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);

/** What of them a channel carried, as today's program reads it. @throws Error where it can't */
export function readOn<C extends ChannelName>(packets: readonly Recorded[], channel: C): Message<C>[] {
  return packets.flatMap(({ topic, payload }) => {
    const read = decode(topic, JSON.stringify(payload));
    if (isFault(read)) throw new Error(`${topic}: ${read.faults.join('; ')}`);
    return read.channel === channel ? [read.message as Message<C>] : [];
  });
}

/** @throws Error where there is none */
export function last<T>(these: readonly T[]): T {
  const one = these.at(-1);
  if (one === undefined) throw new Error('nothing of it was recorded');
  return one;
}

/** The office as a release's hub saw it last, before its lead's power went. */
export const lastSeen = (version: string): OfficeView =>
  last(readOn(recordedOf(version), 'office').filter(({ sections }) => sections[0]?.freshness === 'live'));

/** What of an office is counted and not estimated, as every release does it. A call ends with its visit since 0.2.0, so those of visits that are over are left off. */
export const countsOf = ({ waiting, sections }: OfficeView) => ({
  waiting,
  sections: sections.map(({ section, source, reception, services, counters, calls }) => ({
    ...{ section, source, reception, counters },
    calls: calls
      .filter(({ number }) => counters.some(({ ticket }) => ticket === number))
      .map(({ number, counter, at }) => ({ number, counter, at })),
    services: services.map(({ service, waiting, lastCalled }) => ({ service, waiting, lastCalled })),
  })),
});

export const contractOf = (version: string): Contract =>
  JSON.parse(readFileSync(`${folderOf(version)}asyncapi.json`, 'utf8')) as Contract;

/** A reader of a release: what it would have said of a packet of today, `[]` where it takes it. A topic of later versions it doesn't hear. */
export function readerOf(version: string): (topic: string, payload: string) => string[] {
  const { messages } = contractOf(version).components;
  const schemas = new Map(
    Object.entries(messages).map(([name, { payload }]) => [
      name,
      z.fromJSONSchema(payload as Parameters<typeof z.fromJSONSchema>[0]),
    ]),
  );
  return (topic, payload) => {
    const read = schemas.get(matchTopic(topic)?.channel ?? '')?.safeParse(JSON.parse(payload));
    return (read?.error?.issues ?? []).map(({ path, message }) => `${topic}: ${path.join('.')}: ${message}`);
  };
}
