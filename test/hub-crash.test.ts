import { existsSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Identity, UnitIdentity } from '../protocol/identity/identity.ts';
import { aclOf } from '../protocol/wire/broker-acl.ts';
import { writeHub, writeLead } from './testing/configurations.ts';
import { firstSupervisor, leadView, officeView } from './testing/http.ts';
import { HUB, LEAD, openCity } from './testing/identities.ts';
import { acknowledgedIsCommitted, boardsGoForward, countsAgree, sequencesAgree } from './testing/invariants.ts';
import { mosquitto, NO_MOSQUITTO, startMosquitto } from './testing/mosquitto.ts';
import { freePort } from './testing/ports.ts';
import { type Role, role } from './testing/program.ts';
import { seededRandom } from './testing/random.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { readLog, readStore } from './testing/stores.ts';
import { startTraffic, type Traffic } from './testing/traffic.ts';
import { until } from './testing/until.ts';
import { type Listener, listenOnceUp, type Seen } from './testing/wire.ts';

const OFFICE = 'kyoto/ukyo';
/** Somebody who hears everything: nobody of a ward may. */
const WATCHER: Identity = { role: 'broker', unit: 'watcher' };
const SECTIONS = ['shimin', 'hoken'] as const;
/** Commands that a section takes between two blows. */
const BETWEEN = 60;
const BLOWS = 3;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

interface Ward {
  readonly hub: Role;
  readonly hubData: string;
  readonly hubPort: number;
  readonly brokerPort: number;
  readonly leads: readonly {
    readonly role: Role;
    readonly data: string;
    readonly port: number;
    readonly cookie: string | undefined;
    readonly traffic: Traffic;
  }[];
  listen(onPacket?: (seen: Seen) => void): Promise<Listener>;
  /** Resolves when each section has taken as many commands more. */
  more(commands?: number): Promise<void>;
}

/** A mosquitto that knows the ward's machines, the hub and the leads, and somebody who hears everything: folders of their identities. */
async function knownWard() {
  const city = await openCity(stage);
  const leads: readonly UnitIdentity[] = SECTIONS.map((section) => ({
    ...LEAD,
    section,
    unit: `ukyo-${section}-1`,
  }));
  const bringIn = async (identity: Identity) => ({ folder: await city.bringIn(identity) });
  return {
    ...(await bringIn({ role: 'broker', unit: 'mosquitto' })),
    acl: `${aclOf('mosquitto', [HUB, ...leads])}\nuser ${WATCHER.unit}\ntopic readwrite #\n`,
    hub: { folder: city.folder },
    leads: await Promise.all(leads.map(bringIn)),
    watcher: await city.bringIn(WATCHER),
  };
}

/**
 * Two sections with residents in a hurry, and a hub. `outside`: a mosquitto stands in place of the broker inside, whose machines
 * show it who they are and do there what the printed rights say.
 */
async function openWard(outside: boolean): Promise<Ward & { readonly broker: Role | undefined }> {
  const [hubPort, brokerPort] = [await freePort(), await freePort()];
  const known = outside ? await knownWard() : undefined;
  const broker = known === undefined ? undefined : await startMosquitto(stage, brokerPort, known);
  const mqtt = outside ? { url: `mqtts://127.0.0.1:${brokerPort}` } : { port: brokerPort };
  const { file, data: hubData } = writeHub(stage, { httpPort: hubPort, mqtt, identity: known?.hub });
  const hub = role(stage, 'hub', file);
  await hub.start();
  const leads: Ward['leads'][number][] = [];
  for (const [i, section] of SECTIONS.entries()) {
    const port = await freePort();
    const identity = known?.leads[i];
    const { file, data } = writeLead(stage, { office: OFFICE, section, httpPort: port, hubPort: brokerPort, identity });
    const lead = role(stage, 'lead', file);
    await lead.start();
    const cookie = known === undefined ? undefined : await firstSupervisor(port, lead.said());
    const traffic = startTraffic({ port, cookie, random: seededRandom(i + 7), askers: 2, name: section });
    leads.push({ role: lead, data, port, cookie, traffic });
  }
  return {
    hub,
    hubData,
    hubPort,
    brokerPort,
    broker,
    leads,
    listen: (onPacket) => listenOnceUp(stage, { port: brokerPort, folder: known?.watcher }, onPacket),
    async more(commands = BETWEEN) {
      const goals = leads.map(({ traffic }) => traffic.asked.length + commands);
      await until('the sections went on', () =>
        leads.every(({ traffic }, i) => traffic.asked.length >= (goals[i] ?? 0)),
      );
    },
  };
}

/** Ends the day, and compares what everybody holds: on the wire, on the page, on the disk. */
async function allAgree(ward: Ward): Promise<void> {
  for (const { traffic } of ward.leads) await traffic.stop();
  await until('the hub has acknowledged all', async () =>
    (await Promise.all(ward.leads.map(({ port, cookie }) => leadView(port, cookie)))).every(
      ({ hub }) => hub.pending === 0 && hub.state === 'connected',
    ),
  );
  for (const { port, cookie } of ward.leads) {
    const view = await leadView(port, cookie);
    await until('the counts agree', async () => {
      const violations = countsAgree(view, await officeView(ward.hubPort, OFFICE));
      if (violations.length > 0) throw new Error(violations.join('; '));
      return true;
    });
  }
  await ward.hub.kill();
  for (const { role } of ward.leads) await role.kill();
  const store = readStore(ward.hubData);
  for (const [i, { data }] of ward.leads.entries())
    expect(sequencesAgree(readLog(data), store.get(`${OFFICE}/${SECTIONS[i]}`))).toEqual([]);
}

const brokers = mosquitto === undefined ? [false] : [false, true];
if (mosquitto === undefined) process.stderr.write(`${NO_MOSQUITTO}\n`);
const name = (outside: boolean): string => (outside ? 'an outside mosquitto' : 'the broker inside');

describe.each(brokers.map((outside) => [name(outside), outside] as const))('with %s, a hub', (_, outside) => {
  it('killed while tickets flow has, when it is back, the counts of its sections, and never acknowledged what it had not kept', async () => {
    const ward = await openWard(outside);
    for (let blow = 0; blow < BLOWS; blow++) {
      let strike = false;
      // At the very moment of an acknowledgement: what it promises must be in the file by then.
      const listener = await ward.listen(({ read, retained }) => {
        if (strike && !retained && read?.channel === 'acked') void ward.hub.kill();
      });
      await ward.more();
      strike = true;
      await until('the hub was killed at an acknowledgement', () => ward.hub.program.exited);
      await listener.settled().catch(() => undefined);
      expect(acknowledgedIsCommitted(listener.seen, readStore(ward.hubData))).toEqual([]);
      expect(boardsGoForward(listener.seen)).toEqual([]);
      await listener.close();
      await ward.hub.start();
    }
    await ward.more();
    await allAgree(ward);
  }, 180_000);

  it('whose data is deleted is given every log again', async () => {
    const ward = await openWard(outside);
    await ward.more();
    await ward.hub.kill();
    expect(existsSync(ward.hubData)).toBe(true);
    rmSync(ward.hubData, { recursive: true });
    await ward.hub.start();
    await ward.more();
    await allAgree(ward);
  }, 180_000);

  it('and its sections killed in turn lose nothing', async () => {
    const ward = await openWard(outside);
    for (const { role } of ward.leads) {
      await ward.more(30);
      await role.kill();
      await role.start();
    }
    await allAgree(ward);
  }, 180_000);
});

describe.skipIf(mosquitto === undefined)('an outside mosquitto', () => {
  it('killed in the middle loses nothing: the sections send again what the hub has not acknowledged', async () => {
    const ward = await openWard(true);
    for (let blow = 0; blow < 2; blow++) {
      await ward.more();
      await ward.broker?.kill();
      await ward.more(30);
      await ward.broker?.start();
    }
    await ward.more();
    await allAgree(ward);
  }, 180_000);
});
