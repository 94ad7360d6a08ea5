import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';

import { MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientIdOf, type Identity } from '../protocol/identity/identity.ts';
import type { Credentials } from '../protocol/identity/peer.ts';
import { openTestCity } from '../protocol/identity/testing/city.ts';
import { putIdentity } from '../protocol/identity/testing/identity-folder.ts';
import { aclOf } from '../protocol/wire/broker-acl.ts';
import { grantsOf, mayPublish, maySubscribe } from '../protocol/wire/rights.ts';
import { type ChannelName, channels, type Packet, topicOf } from '../protocol/wire/topics.ts';
import type { Bus } from '../protocol/wire/transport/bus.ts';
import { connectSecurely } from '../protocol/wire/transport/credentials.ts';
import { type ConnectionOptions, connectBus } from '../protocol/wire/transport/mqtt-bus.ts';
import { mosquitto, NO_MOSQUITTO, startMosquitto } from './testing/mosquitto.ts';
import { freePort } from './testing/ports.ts';
import { openStage, type Stage } from './testing/stage.ts';

if (mosquitto === undefined) process.stderr.write(`${NO_MOSQUITTO}\n`);

const SOON = { timeout: 15_000 };
const at = (section: string, unit: string) => ({ city: 'kyoto', office: 'ukyo', section, unit });
const unit = (role: 'lead' | 'member' | 'board' | 'kiosk' | 'booth', section: string, name: string): Identity => ({
  role,
  ...at(section, name),
});
const HUB: Identity = { role: 'hub', unit: 'hub' };
const LEAD = unit('lead', 'shimin', 'u-1');
const OTHER = unit('lead', 'hoken', 'v-1');
const SHUT_OUT = unit('lead', 'koseki', 'w-1');
const MACHINES = [
  HUB,
  LEAD,
  unit('member', 'shimin', 'u-2'),
  unit('board', 'shimin', 'u-3'),
  unit('kiosk', 'shimin', 'u-4'),
  unit('booth', 'shimin', 'u-5'),
  OTHER,
];
/** Every topic of the table at places of the own section, of another one, of the own unit and of another one. */
const TOPICS = [
  ...new Set(
    (Object.keys(channels) as ChannelName[]).flatMap((name) =>
      [...MACHINES, unit('lead', 'evil', 'x-1')].flatMap((machine) =>
        'section' in machine ? [topicOf(name, machine)] : [],
      ),
    ),
  ),
];
/** Somebody who hears and says everything, so that a test sees what a broker carries. Its name is no machine's. */
const WATCHER: Identity = { role: 'broker', unit: 'watcher' };

describe.skipIf(mosquitto === undefined)(
  'an outside broker with the city’s certificates and its printed rights',
  () => {
    let stage: Stage;
    let url: string;
    let watched: string[] = [];
    let watcher: Bus;
    const carried = new Map<string, Credentials>();
    const city = openTestCity();

    interface Joined {
      readonly bus: Bus;
      readonly heard: string[];
    }
    function join(credentials: Credentials, clientId: string, change: Partial<ConnectionOptions> = {}): Joined {
      const heard: string[] = [];
      const bus = connectBus(
        {
          url,
          clientId,
          subscriptions: [],
          logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
          secure: { credentials, expects: ({ role }) => role === 'broker' },
          ...change,
        },
        { onPacket: (topic) => heard.push(topic), onConnected: () => undefined },
      );
      stage.keep(bus, (each) => each.close());
      return { bus, heard };
    }
    const stands = ({ bus }: Joined) => vi.waitFor(() => expect(bus.connected).toBe(true), SOON);
    const carriedBy = (identity: Identity): Credentials => {
      const credentials = carried.get(clientIdOf(identity));
      if (credentials === undefined) throw new Error(`no certificate of ${clientIdOf(identity)}`);
      return credentials;
    };
    const packet = (topic: string): Packet => ({ topic, payload: '{}', retain: false });

    beforeAll(async () => {
      stage = await openStage();
      const { authority, machine } = await city;
      for (const each of [...MACHINES, WATCHER, SHUT_OUT]) carried.set(clientIdOf(each), await machine(each));
      const folder = stage.path('broker');
      await putIdentity(await city, { role: 'broker', unit: 'broker' }, folder);
      const { serialNumber } = new X509Certificate(carriedBy(SHUT_OUT).certificate());
      const port = await freePort();
      url = `mqtts://127.0.0.1:${port}`;
      const broker = await startMosquitto(stage, port, {
        folder,
        acl: `${aclOf('mosquitto', MACHINES)}\nuser ${clientIdOf(WATCHER)}\ntopic readwrite #\n`,
        revoked: authority.revocationList([serialNumber], Date.now()),
      });
      stage.keep(broker, (each) => each.kill());
      const joined = join(carriedBy(WATCHER), clientIdOf(WATCHER), { subscriptions: ['matazu/#'] });
      await stands(joined);
      [watcher, watched] = [joined.bus, joined.heard];
    }, 60_000);
    afterAll(() => stage?.close());

    it.each(MACHINES.map((each) => [clientIdOf(each), each.role, each] as const))(
      'carries of %s, a %s, what it may say, and to it what it may hear',
      async (id, _role, machine) => {
        const grants = grantsOf(machine);
        watched.length = 0;
        const says = TOPICS.filter((topic) => mayPublish(grants, topic));
        const hears = TOPICS.filter((topic) => maySubscribe(grants, topic));
        // What it may not hear it asks for as well, one connection each way: a refused filter takes nothing from the others.
        const joined = join(carriedBy(machine), id, { subscriptions: TOPICS });
        await stands(joined);
        // Each twice: what may not be said would have come before the second of what may.
        for (const topic of [...TOPICS, ...TOPICS]) joined.bus.publish(packet(topic));
        await vi.waitFor(() => expect(watched.toSorted()).toEqual([...says, ...says].toSorted()), SOON);
        // What it hears of that itself may come later.
        const echoed = says.filter((topic) => hears.includes(topic));
        await vi.waitFor(() => expect(joined.heard).toHaveLength(2 * echoed.length), SOON);
        joined.heard.length = 0;
        for (const topic of [...TOPICS, ...TOPICS]) watcher.publish(packet(topic));
        await vi.waitFor(() => expect(joined.heard.toSorted()).toEqual([...hears, ...hears].toSorted()), SOON);
        await vi.waitFor(() => expect(watched).toHaveLength(2 * (says.length + TOPICS.length)), SOON);
        await joined.bus.close();
      },
    );

    it('publishes the last will of a lead about itself, and none about others', async () => {
      const about = (name: string): Packet => packet(`matazu/v1/kyoto/ukyo/shimin/units/${name}`);
      watched.length = 0;
      for (const name of ['u-2', 'u-1']) {
        const socket = connectSecurely(carriedBy(LEAD), { ...brokerAt(url), expects: () => true });
        const will = { ...about(name), payload: Buffer.from('{}'), qos: 1 as const };
        const client = new MqttClient(() => socket, { clientId: clientIdOf(LEAD), reconnectPeriod: 0, will });
        await new Promise((done) => client.once('connect', done));
        socket.destroy();
      }
      await vi.waitFor(() => expect(watched).toEqual([about('u-1').topic]), SOON);
    });

    it('hears nobody without a certificate of the city, nor whom the city shut out', async () => {
      const elsewhere = await openTestCity();
      const forged = { ...(await elsewhere.machine(LEAD)), authorities: carriedBy(LEAD).authorities };
      for (const credentials of [forged, carriedBy(SHUT_OUT)]) {
        const socket = connectSecurely(credentials, { ...brokerAt(url), expects: () => true });
        const [error] = await once(socket.resume(), 'error');
        expect(String(error)).toMatch(/alert|ECONNRESET|EPIPE/);
      }
    });

    it('lets nobody take another’s name', async () => {
      watched.length = 0;
      const lead = join(carriedBy(LEAD), clientIdOf(LEAD));
      await stands(lead);
      const thief = join(carriedBy(OTHER), clientIdOf(LEAD));
      await stands(thief);
      const waiting = (section: string) => packet(`matazu/v1/kyoto/ukyo/${section}/waiting`);
      for (const section of ['shimin', 'hoken']) thief.bus.publish(waiting(section));
      await vi.waitFor(() => expect(watched).toEqual([waiting('hoken').topic]), SOON);
      lead.bus.publish(waiting('shimin'));
      await vi.waitFor(() => expect(watched).toContain(waiting('shimin').topic), SOON);
    });
  },
);

const brokerAt = (url: string) => ({ host: new URL(url).hostname, port: Number(new URL(url).port) });
