import mqtt, { type MqttClient } from 'mqtt';
import { instant } from '../instant.ts';
import { dayOfEvents } from '../workload.ts';

/**
 * Sections that publish their events as leads do: each over a connection of its own, in order, with a window of what is not
 * acknowledged. ACKED=messages: what answers counts messages (bare-broker.ts) instead of naming the hub's place.
 */
const SECTIONS = Number(process.env.SECTIONS);
const PORT = Number(process.env.PORT);
const answersMessages = process.env.ACKED === 'messages';
const EPOCH = Number(process.env.EPOCH ?? 1);
/** Events that may be under way without an acknowledgement, as in the uplink. */
const WINDOW = 2_048;

export interface Order {
  /** `flood`: as fast as it is acknowledged. `pace`: so many events a second, one a message, whatever comes back. */
  readonly what: 'flood' | 'pace';
  readonly events: number;
  readonly eventsAMessage: number;
  /** Events a second of all sections together. */
  readonly rate?: number;
}

interface Section {
  readonly topic: string;
  readonly client: MqttClient;
  bodies: string[];
  /** The seq of the first body that was not sent. */
  next: number;
  acked: number;
  /** The messages under way: the last seq of each and when it was sent. */
  underWay: { readonly seq: number; readonly at: number }[];
  /** How far the messages that were ever sent reach, by their count. */
  readonly reach: number[];
  day: number;
  onAcked: () => void;
}

const latencies: number[] = [];
/** A city has a dozen offices with a few sections each. */
const SECTIONS_AN_OFFICE = Number(process.env.SECTIONS_AN_OFFICE);
const sections = await Promise.all(
  Array.from({ length: SECTIONS }, (_, i) => open(`matazu/v1/kyoto/ward-${Math.floor(i / SECTIONS_AN_OFFICE)}/s${i}`)),
);

async function open(topic: string): Promise<Section> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${PORT}`, { protocolVersion: 4, queueQoSZero: false });
  if ('setNoDelay' in client.stream && typeof client.stream.setNoDelay === 'function') client.stream.setNoDelay(true);
  const section: Section = {
    topic,
    client,
    bodies: [],
    next: 1,
    acked: 0,
    underWay: [],
    reach: [],
    day: 0,
    onAcked: () => undefined,
  };
  await client.subscribeAsync(`${topic}/acked`, { qos: 1 });
  client.on('message', (_topic, payload) => {
    const told = JSON.parse(payload.toString()) as { readonly seq?: number; readonly messages?: number };
    const seq = answersMessages ? (section.reach[(told.messages ?? 0) - 1] ?? 0) : (told.seq ?? 0);
    if (seq <= section.acked) return;
    const at = instant();
    section.acked = seq;
    while ((section.underWay[0]?.seq ?? Number.POSITIVE_INFINITY) <= seq) {
      const message = section.underWay.shift();
      if (message !== undefined) latencies.push(at - message.at);
    }
    section.onAcked();
  });
  return section;
}

/** Another day's events, so that the queue that is folded from them is never longer than a day's. */
function prepare(section: Section, count: number): void {
  section.bodies = dayOfEvents(section.day++, count).map((event) => JSON.stringify(event));
}

function send(section: Section, count: number): void {
  const { topic, next } = section;
  const events = section.bodies.splice(0, count);
  const after = next === 1 ? ',"after":{"epoch":0,"seq":0}' : '';
  section.next += events.length;
  section.reach.push(section.next - 1);
  section.underWay.push({ seq: section.next - 1, at: instant() });
  section.client.publish(
    `${topic}/events`,
    `{"unit":"bench","epoch":${EPOCH},"first":${next}${after},"events":[${events.join(',')}]}`,
    { qos: 1 },
    () => undefined,
  );
}

const allAcked = (): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (sections.every(({ acked, next, bodies }) => bodies.length === 0 && acked >= next - 1)) resolve();
    };
    for (const section of sections) {
      const before = section.onAcked;
      section.onAcked = () => {
        before();
        look();
      };
    }
    look();
  });

async function flood({ events, eventsAMessage }: Order): Promise<number> {
  for (const section of sections) prepare(section, Math.ceil(events / SECTIONS));
  const began = instant();
  for (const section of sections) {
    const pump = (): void => {
      while (section.bodies.length > 0 && section.next - 1 - section.acked < WINDOW) send(section, eventsAMessage);
    };
    section.onAcked = pump;
    pump();
  }
  await allAcked();
  return instant() - began;
}

async function pace({ events, rate = 1_000 }: Order): Promise<number> {
  for (const section of sections) {
    prepare(section, Math.ceil(events / SECTIONS));
    section.onAcked = () => undefined;
  }
  const began = instant();
  let sent = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(events, Math.floor(((instant() - began) * rate) / 1_000));
      for (; sent < due; sent += 1) {
        const section = sections[sent % SECTIONS];
        if (section !== undefined && section.bodies.length > 0) send(section, 1);
      }
      if (sent < events) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  for (const section of sections) section.bodies = [];
  await allAcked();
  return instant() - began;
}

process.on('message', async (order: Order) => {
  latencies.length = 0;
  const tookMs = await (order.what === 'flood' ? flood(order) : pace(order));
  process.send?.({ tookMs, latencies });
});
process.send?.('ready');
