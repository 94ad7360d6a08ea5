import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import type { CongestionList, OfficeView, SectionView } from '../../protocol/congestion/views.ts';
import type { Closable } from '../../protocol/ground/environment.ts';
import { officePath, type SectionAddress } from '../../protocol/ground/identifiers.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { AckedMessage, EventsMessage, LogPosition } from '../../protocol/queue/log-messages.ts';
import { type Address, decode, encode, isFault, type MessageInput, topicOf } from '../../protocol/wire/topics.ts';
import { describedBy } from '../../protocol/wire/transport/testing/described.ts';
import { HubConfiguration } from '../configuration.ts';
import { type Hub, type HubOptions, openHub } from '../hub.ts';
import type { HubPace } from '../pace.ts';

/** What tests of a hub at the wire share: a real hub with its broker and pages, and a section's lead made of a log and a client. */

export const shimin: SectionAddress = { city: 'kyoto', office: 'ukyo', section: 'shimin' };

export interface Logged {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

/** Closes what was opened, last first. */
export class Opened {
  private parts: Closable[] = [];

  add<T extends Closable>(part: T): T {
    this.parts.push(part);
    return part;
  }

  async close(): Promise<void> {
    const parts = this.parts.reverse();
    this.parts = [];
    for (const part of parts) await part.close();
  }
}

export async function temporaryFolder(opened: Opened): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'matazu-hub-'));
  opened.add({ close: () => rm(folder, { recursive: true, force: true }) });
  return folder;
}

export interface TestHub extends Hub {
  readonly broker: string;
  readonly url: string;
  readonly logged: readonly Logged[];
  /** Asks, and holds the answer against the hub's own description. */
  get(path: string): Promise<Response>;
  offices(): Promise<readonly OfficeView[]>;
  /** A section as the hub publishes it; undefined where it doesn't. */
  section(at?: SectionAddress): Promise<SectionView | undefined>;
  /** The value of a counter or gauge in /metrics. */
  metric(name: string): Promise<number>;
}

/** A hub that publishes and tries again so soon that no test waits for it, milliseconds. */
const QUICK: HubPace = { publishEveryMs: 25, lookEveryMs: 25, retryAfterMs: 25, foretellEveryMs: 25 };

export async function openTestHub(
  opened: Opened,
  folder: string,
  options: Partial<Omit<HubOptions, 'configuration'>> & {
    readonly offices?: unknown;
    readonly mqtt?: unknown;
    readonly unknown?: unknown;
    readonly security?: unknown;
  } = {},
): Promise<TestHub> {
  const logged: Logged[] = [];
  const log =
    (level: Logged['level']) =>
    (fields: object, message: string): void => {
      logged.push({ level, fields, message });
    };
  const { offices = [], mqtt: broker = { port: 0 }, unknown = 'shown', security, ...rest } = options;
  const configuration = HubConfiguration.parse({
    http: { port: 0 },
    mqtt: broker,
    data: folder,
    offices,
    unknown,
    security,
  });
  const logger = { info: log('info'), warn: log('warn'), error: log('error') };
  const hub = opened.add(
    await openHub({ configuration, logger, now: Date.now, version: 'test', pace: QUICK, ...rest }),
  );
  const url = `http://127.0.0.1:${hub.httpPort}`;
  let describes: ReturnType<typeof describedBy> | undefined;
  const get = async (path: string): Promise<Response> => {
    const response = await fetch(`${url}${path}`);
    const type = response.headers.get('content-type') ?? '';
    const body = type.startsWith('text/event-stream') ? '' : await response.clone().text();
    describes ??= describedBy(url);
    (await describes)({ method: 'GET', path, status: response.status, type, body });
    return response;
  };
  const list = async (): Promise<readonly OfficeView[]> =>
    ((await (await fetch(`${url}/api/v1/congestion`)).json()) as CongestionList).offices;
  return {
    ...hub,
    broker: `mqtt://127.0.0.1:${hub.mqttPort}`,
    url,
    logged,
    get,
    offices: list,
    async section(at = shimin) {
      const office = (await list()).find((each) => officePath(each) === officePath(at));
      return office?.sections.find(({ section }) => section === at.section);
    },
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`)).text();
      const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
      return Number(value ?? Number.NaN);
    },
  };
}

/** Events in the log of a lead, by epoch. */
export interface LogEpoch {
  readonly epoch: number;
  readonly events: readonly object[];
}

export interface TestLead extends Closable {
  readonly acks: readonly AckedMessage[];
  /** Whatever else was heard, by topic, newest last. */
  readonly heard: readonly { readonly topic: string; readonly payload: string }[];
  /** Part of the log: `count` events of an epoch from the 1-based seq `first` on, as the uplink writes them. */
  send(log: readonly LogEpoch[], run: { epoch: number; first: number; count: number }): Promise<void>;
  announce(state?: 'online' | 'offline'): Promise<void>;
  waiting(message: MessageInput<'waiting'>): Promise<void>;
  publish(topic: string, payload: string | Buffer, retain?: boolean): Promise<void>;
  /** Sends what the hub hasn't, from its own acknowledgement on, until it has all. */
  deliver(log: readonly LogEpoch[]): Promise<void>;
  /** Breaks the connection without a goodbye. */
  vanish(): void;
}

const RUN = 64;
/** What a test itself says to be heard again, after all that was on its way before. */
export const MARKS = 'matazu/test/marks';
const unit = 'unit-1';

export async function connectLead(opened: Opened, broker: string, at: SectionAddress = shimin): Promise<TestLead> {
  const acks: AckedMessage[] = [];
  const heard: { topic: string; payload: string }[] = [];
  const unitAddress: Address<'unit'> = { ...at, unit };
  const say = (state: 'online' | 'offline') =>
    encode('unit', unitAddress, { state, at: 0, version: 'test', devices: [] });
  const will = {
    topic: say('offline').topic,
    payload: Buffer.from(say('offline').payload),
    qos: 1,
    retain: true,
  } as const;
  const client = await mqtt.connectAsync(broker, { will, reconnectPeriod: 0, protocolVersion: 4 });
  client.on('error', () => undefined);
  let onAck: () => void = () => undefined;
  client.on('message', (topic, payload) => {
    const read = decode(topic, payload);
    if (!isFault(read) && read.channel === 'acked') {
      acks.push(read.message);
      onAck();
    } else heard.push({ topic, payload: payload.toString() });
  });
  await client.subscribeAsync([topicOf('acked', at), topicOf('office', at), topicOf('city', at), MARKS], { qos: 1 });
  const publish = async (topic: string, payload: string | Buffer, retain = false): Promise<void> => {
    await client.publishAsync(topic, payload, { qos: 1, retain });
  };
  const announce = (state: 'online' | 'offline' = 'online'): Promise<void> => {
    const { topic, payload, retain } = say(state);
    return publish(topic, payload, retain);
  };
  const send: TestLead['send'] = (log, { epoch, first, count }) => {
    const { topic, payload } = encode('events', at, runOf(log, epoch, first, count));
    return publish(topic, payload);
  };
  return opened.add<TestLead>({
    acks,
    heard,
    send,
    announce,
    publish,
    waiting: (message) => {
      const { topic, payload, retain } = encode('waiting', at, message);
      return publish(topic, payload, retain);
    },
    async deliver(log) {
      const last = log.at(-1);
      const end = { epoch: last?.epoch ?? 0, seq: last?.events.length ?? 0 };
      for (;;) {
        const next = new Promise<void>((resolve) => {
          onAck = resolve;
        });
        const before = acks.length;
        await announce();
        if (acks.length === before) await next;
        const acked = acks.at(-1) ?? { epoch: 0, seq: 0 };
        if (acked.epoch === end.epoch && acked.seq === end.seq) return;
        const run = nextRun(log, acked);
        if (run === undefined) return;
        await send(log, run);
      }
    },
    vanish: () => client.stream.destroy(),
    close: () => client.endAsync(true),
  });
}

function runOf(log: readonly LogEpoch[], epoch: number, first: number, count: number): EventsMessage {
  const i = log.findIndex((each) => each.epoch === epoch);
  const events = (log[i]?.events ?? []).slice(first - 1, first - 1 + count) as EventsMessage['events'];
  if (first > 1) return { unit, epoch, first, events };
  const before = log[i - 1];
  const after = { epoch: before?.epoch ?? 0, seq: before?.events.length ?? 0 };
  return { unit, epoch, first, after, events };
}

function nextRun(log: readonly LogEpoch[], acked: LogPosition) {
  for (const { epoch, events } of log) {
    if (epoch < acked.epoch) continue;
    const first = epoch === acked.epoch ? acked.seq + 1 : 1;
    if (first <= events.length) return { epoch, first, count: RUN };
  }
  return undefined;
}

/** A day of a section: opened, a counter opened, `issued` tickets of two services, the first `called` of them called and served in turn. */
export function dayOf(issued: number, called: number, { from = Date.now() - 60_000, tag = '' } = {}): Event[] {
  const ticketOf = (n: number): string => `t${tag}-${n}`;
  const events: Event[] = [
    { type: 'day-opened', at: from, day: '2026-11-24' },
    { type: 'counter-opened', at: from, counter: 1, services: ['shomei', 'ido'] },
  ];
  for (let n = 1; n <= issued; n++) {
    const service = n % 3 === 0 ? 'ido' : 'shomei';
    const number = `${service === 'ido' ? 'B' : 'A'}${String(n).padStart(3, '0')}`;
    const code = `code-${tag}-${String(n).padStart(6, '0')}`;
    events.push({ type: 'ticket-issued', at: from + n, ticket: ticketOf(n), number, service, code, by: 'kiosk' });
  }
  for (let n = 1; n <= called; n++) {
    events.push({ type: 'ticket-called', at: from + issued + 2 * n, ticket: ticketOf(n), counter: 1 });
    events.push({ type: 'service-finished', at: from + issued + 2 * n + 1, ticket: ticketOf(n), counter: 1 });
  }
  return events;
}

/** How many wait in a section as the hub says, all services together. */
export const waitingIn = (view: SectionView | undefined): number | undefined =>
  view?.services.reduce((sum, { waiting }) => sum + (waiting ?? Number.NaN), 0);
