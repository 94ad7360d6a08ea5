import { z } from 'zod';
import { CityView, OfficeView } from '../congestion/views.ts';
import { UnitMessage } from '../ground/devices.ts';
import { UniqueId } from '../ground/identifiers.ts';
import { Revocations } from '../identity/revocations.ts';
import { AnnouncementMessage } from '../queue/calls.ts';
import { CommandMessage, ReplyMessage } from '../queue/command-messages.ts';
import { AckedMessage, EventsMessage } from '../queue/log-messages.ts';
import { WaitingMessage } from '../queue/waiting.ts';
import { AboutMessage } from './about.ts';
import { isTooDeep } from './nesting.ts';

/** Who speaks and hears on the wire; a `unit` is any unit of a section, its lead too. */
export type Party = 'lead' | 'member' | 'booth' | 'unit' | 'hub';

/** A kind of message: where it goes, who says it, and who may hear it. */
export interface Channel {
  readonly topic: string;
  readonly retain: boolean;
  readonly from: readonly Party[];
  readonly to: readonly Party[] | 'anyone';
  readonly message: z.ZodType;
  readonly summary: string;
}

/**
 * Every topic of the wire, each named once. `{…}` is one level. Levels tell the channels apart by their count and last
 * words, so no name of an office or a section can be mistaken for another channel.
 */
export const channels = {
  events: {
    topic: 'matazu/v1/{city}/{office}/{section}/events',
    retain: false,
    from: ['lead'],
    to: ['hub'],
    message: EventsMessage,
    summary: "A run of a section's log, sent until the hub has acknowledged it.",
  },
  acked: {
    topic: 'matazu/v1/{city}/{office}/{section}/acked',
    retain: true,
    from: ['hub'],
    to: ['lead'],
    message: AckedMessage,
    summary: 'The highest contiguous place of the log that the hub has committed.',
  },
  about: {
    topic: 'matazu/v1/{city}/{office}/{section}/about',
    retain: true,
    from: ['lead'],
    to: 'anyone',
    message: AboutMessage,
    summary: 'What a section is: its name, hours, services, counters and rules, as its lead is configured.',
  },
  waiting: {
    topic: 'matazu/v1/{city}/{office}/{section}/waiting',
    retain: true,
    from: ['lead'],
    to: 'anyone',
    message: WaitingMessage,
    summary: 'What waits in a section now. A section without tickets of Matazu may publish this alone.',
  },
  announcements: {
    topic: 'matazu/v1/{city}/{office}/{section}/announcements',
    retain: false,
    from: ['lead'],
    to: ['member'],
    message: AnnouncementMessage,
    summary: "A call to be said aloud, on the section's own broker alone; what a speaker missed is not said later.",
  },
  unit: {
    topic: 'matazu/v1/{city}/{office}/{section}/units/{unit}',
    retain: true,
    from: ['unit'],
    to: ['hub'],
    message: UnitMessage,
    summary: 'A unit and its devices; the last will says offline.',
  },
  commands: {
    topic: 'matazu/v1/{city}/{office}/{section}/commands',
    retain: false,
    from: ['member', 'booth', 'hub'],
    to: ['lead'],
    message: CommandMessage,
    summary:
      "A command for a section's lead, on the section's own broker; done once by its id, refused after expiresAt. What comes over a hub's broker is refused.",
  },
  replies: {
    topic: 'matazu/v1/{city}/{office}/{section}/replies',
    retain: false,
    from: ['lead'],
    to: ['member', 'booth', 'hub'],
    message: ReplyMessage,
    summary: 'What came of a command.',
  },
  office: {
    topic: 'matazu/v1/{city}/{office}/congestion',
    retain: true,
    from: ['hub'],
    to: 'anyone',
    message: OfficeView,
    summary: "An office's view.",
  },
  city: {
    topic: 'matazu/v1/{city}/congestion',
    retain: true,
    from: ['hub'],
    to: 'anyone',
    message: CityView,
    summary: 'A city at a glance.',
  },
  revoked: {
    topic: 'matazu/v1/{city}/revoked',
    retain: true,
    from: ['hub'],
    to: 'anyone',
    message: Revocations,
    summary:
      "The certificates that the city's authority has shut out, signed by it. A lead says it on, as it is, on the section's own broker.",
  },
} as const satisfies Readonly<Record<string, Channel>>;

export type ChannelName = keyof typeof channels;
type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
/** The levels that a channel's topic names: `{ city, office, section }` and so on. */
export type Address<C extends ChannelName> = { readonly [K in Names<(typeof channels)[C]['topic']>]: string };
/** What a channel carries, read. */
export type Message<C extends ChannelName> = z.output<(typeof channels)[C]['message']>;
/** What a channel carries, as a sender may write it. */
export type MessageInput<C extends ChannelName> = z.input<(typeof channels)[C]['message']>;

/** A message ready for a broker. QoS is always 1: QoS 2 loses messages on some brokers, QoS 0 on all. */
export interface Packet {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

export type Received = {
  [C in ChannelName]: { readonly channel: C; readonly address: Address<C>; readonly message: Message<C> };
}[ChannelName];

/** What a topic is: its channel and its address. */
export type Matched = { [C in ChannelName]: { readonly channel: C; readonly address: Address<C> } }[ChannelName];

/** A message from outside that can't be used: where it came in, and each fault with its path. */
export interface Fault {
  readonly topic: string;
  readonly faults: readonly string[];
  /** Its id, where it has one: whoever sent it can be told. */
  readonly id?: string;
}

const NAME = /\{(\w+)\}/g;
const LEVEL = '([a-z0-9][a-z0-9-]{0,31})';

/** The topic of a channel at an address. */
export function topicOf<C extends ChannelName>(channel: C, address: Address<C>): string {
  const levels: Readonly<Record<string, string>> = address;
  return channels[channel].topic.replace(NAME, (_, name: string) => levels[name] ?? '');
}

/** A subscription for a channel: `+` for each level that isn't given. */
export function filterOf<C extends ChannelName>(channel: C, address: Partial<Address<C>> = {}): string {
  const levels: Readonly<Record<string, string | undefined>> = address;
  return channels[channel].topic.replace(NAME, (_, name: string) => levels[name] ?? '+');
}

/** A typed message → what a broker takes. The message is trusted: it was made by this program. */
export function encode<C extends ChannelName>(channel: C, address: Address<C>, message: MessageInput<C>): Packet {
  return { topic: topicOf(channel, address), payload: JSON.stringify(message), retain: channels[channel].retain };
}

const patterns = (Object.keys(channels) as ChannelName[]).map((channel) => ({
  channel,
  names: [...channels[channel].topic.matchAll(NAME)].map((match) => match[1] ?? ''),
  pattern: new RegExp(`^${channels[channel].topic.replace(NAME, LEVEL)}$`),
}));

/** Which channel a topic is, and its address; `undefined` for a topic that the contract doesn't name. */
export function matchTopic(topic: string): Matched | undefined {
  for (const { channel, names, pattern } of patterns) {
    const match = pattern.exec(topic);
    if (match === null) continue;
    const address = Object.fromEntries(names.map((name, i) => [name, match[i + 1] ?? '']));
    return { channel, address } as Matched;
  }
  return undefined;
}

/**
 * What a broker delivered → a typed message, or the faults that make it unusable. Never throws. Unknown fields are left
 * off. An empty payload (a retained message being cleared) is a fault like any other.
 */
export function decode(topic: string, payload: Uint8Array | string): Received | Fault {
  const match = matchTopic(topic);
  if (match === undefined) return { topic, faults: ['this topic is not in the contract'] };
  let json: unknown;
  try {
    const text = typeof payload === 'string' ? payload : new TextDecoder('utf-8', { fatal: true }).decode(payload);
    if (isTooDeep(text)) return { topic, faults: ['the payload is nested deeper than any message'] };
    json = JSON.parse(text);
  } catch {
    return { topic, faults: ['the payload is not JSON in UTF-8'] };
  }
  const parsed = channels[match.channel].message.safeParse(json);
  if (!parsed.success)
    return {
      topic,
      faults: parsed.error.issues.map((i) => `${i.path.join('.') || '(all)'}: ${i.message}`),
      ...idOf(json),
    };
  return { ...match, message: parsed.data } as Received;
}

const Identified = z.object({ id: UniqueId });
const idOf = (json: unknown): { readonly id?: string } => Identified.safeParse(json).data ?? {};

export const isFault = (read: Received | Fault): read is Fault => 'faults' in read;
