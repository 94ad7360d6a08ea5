import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect, type SecureVersion } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EdgeConfiguration } from '../edge/configuration.ts';
import { openMember } from '../edge/member.ts';
import { enrolled, firstSupervisor, here, PIN } from '../edge/testing/open-ward.ts';
import { systemTimers } from '../hardware/timers.ts';
import { clientIdOf } from '../protocol/identity/identity.ts';
import { type AttackedWard, intruder, issue, openWard, S, stranger, UKYO } from './attack/ward.ts';
import { type KnownCity, LEAD, MEMBER, machineIn, openCity } from './testing/identities.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';

let stage: Stage;
let city: KnownCity;
beforeEach(async () => {
  stage = await openStage();
  city = await openCity(stage);
});
afterEach(() => stage.close());

async function joinMember(ward: AttackedWard, folder: string) {
  const configuration = EdgeConfiguration.parse({
    office: 'kyoto/ukyo',
    section: { id: 'shimin' },
    role: 'member',
    unit: MEMBER.unit,
    identity: { folder },
    http: { port: 0 },
    lead: { url: `mqtts://127.0.0.1:${ward.shimin.lanPort}` },
  });
  if (configuration.role !== 'member') throw new Error('not a member');
  const member = await openMember({
    configuration,
    clock: { now: Date.now, trusted: () => true, speed: 1 },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    timers: systemTimers,
    random: () => 0.5,
    version: 'test',
  });
  return stage.keep(member, (it) => it.close());
}
const memberIs = (ward: AttackedWard, state: string) => () =>
  ward.shimin.view().units.some((each) => each.unit === MEMBER.unit && each.state === state);

/** A certificate that ended so long before now was made so long before that, days. */
const LASTS = 90;
const DAY_MS = 86_400_000;

describe('a ward whose machines know each other', () => {
  it('works as one that asks nobody: what a section issues is public, and its member is there', async () => {
    const ward = await openWard(stage, { city });
    issue(ward.shimin, 'shomei');
    await until('the ticket is public', async () => (await ward.waiting('shimin')) === 1);
    await joinMember(ward, await city.bringIn(MEMBER));
    await until('the member is there', memberIs(ward, 'online'));
  });

  it('shows its public pages over TLS as well, by the city’s own certificate and without asking anybody who they are', async () => {
    const ward = await openWard(stage, { city, hub: { https: { host: '127.0.0.1', port: 0 } } });
    const { authorities } = machineIn(city.folder);
    const page = (ca: string[]) =>
      new Promise<string>((done, failed) => {
        const url = `https://127.0.0.1:${ward.hub.httpsPort}/api/v1/congestion/${UKYO}`;
        get(url, { ca }, (answer) => done(text(answer))).on('error', failed);
      });
    expect(JSON.parse(await page(authorities.map(String)))).toMatchObject({ office: 'ukyo' });
    await expect(page([])).rejects.toThrow(/certificate/);
  });

  it('has no room for who shows nothing, at the hub as at a lead', async () => {
    const ward = await openWard(stage, { city });
    for (const port of [ward.hub.mqttPort, ward.shimin.lanPort])
      await expect(stranger(stage, port, { connectTimeout: 3_000 })).rejects.toThrow();
    issue(ward.shimin, 'shomei');
    await until('the ticket is public', async () => (await ward.waiting('shimin')) === 1);
  });

  it('speaks no TLS before 1.3 anywhere, also with a machine of the city', async () => {
    const ward = await openWard(stage, { city, hub: { https: { host: '127.0.0.1', port: 0 } } });
    const member = machineIn(await city.bringIn(MEMBER));
    const speaks = (port: number | undefined, version: SecureVersion) =>
      new Promise<string | null>((done) => {
        const shown = { cert: member.certificate(), key: member.key(), rejectUnauthorized: false };
        const words = { host: '127.0.0.1', port: port ?? 0, minVersion: version, maxVersion: version };
        const socket = stage.keep(connect({ ...shown, ...words }), (it) => it.destroy());
        socket.once('secureConnect', () => done(socket.getProtocol())).once('error', ({ message }) => done(message));
      });
    for (const port of [ward.hub.mqttPort, ward.hub.httpsPort, ward.shimin.lanPort]) {
      expect(await speaks(port, 'TLSv1.2')).toContain('protocol version');
      expect(await speaks(port, 'TLSv1.3')).toBe('TLSv1.3');
    }
  });

  it('takes for a unit of a section whoever was brought in as one, whether or not its lead’s configuration names them', async () => {
    const ward = await openWard(stage, { city, lead: { members: ['ukyo-shimin-7'] } });
    const kiosk = { ...LEAD, role: 'kiosk', unit: 'ukyo-shimin-9' } as const;
    const it = await intruder(stage, ward.shimin.lanPort, { folder: await city.bringIn(kiosk) });
    await it.publish(`${S}/units/${kiosk.unit}`, { state: 'online', at: Date.now(), version: '1', devices: [] });
    await until('it is shown', () => ward.shimin.view().units.some(({ unit }) => unit === kiosk.unit));
  });

  it('shuts out a machine at once that is revoked beside the running hub, at the hub and at its lead, and nobody else', async () => {
    const ward = await openWard(stage, { city });
    const stolen = await city.bringIn(MEMBER);
    await joinMember(ward, stolen);
    await until('the member is there', memberIs(ward, 'online'));
    const other = { ...MEMBER, unit: 'ukyo-shimin-3' };
    const neighbour = await intruder(stage, ward.shimin.lanPort, { folder: await city.bringIn(other) });
    city.revoke(MEMBER);
    await until('its lead let go of it', memberIs(ward, 'offline'));
    await expect(intruder(stage, ward.shimin.lanPort, { folder: stolen })).rejects.toThrow();
    await expect(intruder(stage, ward.hub.mqttPort, { folder: stolen })).rejects.toThrow();
    expect(neighbour.client.connected).toBe(true);
    // The same unit with a new certificate is in again.
    const again = await intruder(stage, ward.shimin.lanPort, { folder: await city.bringIn(MEMBER) });
    expect([again.client.connected, again.client.options.clientId]).toEqual([true, clientIdOf(MEMBER)]);
  });

  it('lets staff sign in with the cable pulled and serve, and is acknowledged all of it once the hub is there again', async () => {
    const ward = await openWard(stage, { city });
    const code = ward.logged.flatMap(({ who, fields }) =>
      who === 'shimin' && 'code' in fields ? [fields.code] : [],
    )[0];
    const boss = await firstSupervisor(here(ward.shimin), `${code}`);
    await (await enrolled(boss, here(ward.shimin), { name: '田中' })).ask('/sign-out', {});
    await ward.hub.close();
    const hub = () => ward.shimin.view().hub;
    await until('the lead has no hub', () => hub().state === 'offline');
    const desk = here(ward.shimin);
    expect((await desk.ask('/commands', { type: 'call-next', counter: 1 })).status).toBe(403);
    expect((await desk.ask('/sign-in', { name: '田中', pin: PIN })).body).toMatchObject({
      role: 'staff',
      name: '田中',
    });
    const asked = [
      { type: 'open-counter', counter: 1 },
      { type: 'issue', service: 'shomei', by: 'staff' },
      { type: 'issue', service: 'shomei', by: 'staff' },
      { type: 'call-next', counter: 1 },
    ];
    for (const each of asked) expect((await desk.ask('/commands', each)).status).toBe(200);
    expect(hub()).toMatchObject({ state: 'offline', pending: expect.toSatisfy((events) => events >= asked.length) });
    await ward.hubAgain();
    await until('all is acknowledged', () => hub().state === 'connected' && hub().pending === 0);
    await until('who was called is public', async () => {
      const counter = (await ward.section('shimin'))?.counters.find((each) => each.counter === 1);
      return counter?.ticket === 'A001' && (await ward.waiting('shimin')) === 1;
    });
    expect((await desk.me()).role).toBe('staff');
  });

  it('shuts nobody out by a clock that is years behind, at the hub as at its leads', async () => {
    const ward = await openWard(stage, { city, now: () => Date.now() - 2_000 * DAY_MS });
    issue(ward.shimin, 'shomei');
    await until('the ticket is public', async () => (await ward.waiting('shimin')) === 1);
  });

  it('takes a certificate that ended days ago at its lead and tells staff of it, at the hub none that has ended, and another city’s nowhere', async () => {
    const ward = await openWard(stage, { city });
    const ended = (unit: string, days: number, by = city) =>
      by.bringIn({ ...MEMBER, unit }, Date.now() - (LASTS + days) * DAY_MS);
    const isIn = async (port: number, folder: string) =>
      intruder(stage, port, { folder }).then(
        () => true,
        () => false,
      );
    const elsewhere = await openCity(stage, 'elsewhere');
    const tried: [string, string, boolean, boolean][] = [
      ['lasts', await ended('ukyo-shimin-3', -10), true, true],
      ['ended 10 days ago', await ended('ukyo-shimin-4', 10), true, false],
      ['ended 40 days ago', await ended('ukyo-shimin-5', 40), false, false],
      ['another city’s', await ended('ukyo-shimin-6', -10, elsewhere), false, false],
      ['another city’s that has ended', await ended('ukyo-shimin-7', 10, elsewhere), false, false],
    ];
    for (const [what, folder, atLead, atHub] of tried) {
      const at = [await isIn(ward.shimin.lanPort, folder), await isIn(ward.hub.mqttPort, folder)];
      expect([what, ...at]).toEqual([what, atLead, atHub]);
    }
    await joinMember(ward, await ended(MEMBER.unit, 10));
    await until('the member works, and staff are told of its date', () =>
      ward.shimin
        .view()
        .units.some(
          ({ unit, state, devices }) =>
            unit === MEMBER.unit && state === 'online' && devices.some(({ detail }) => /切れました/.test(detail ?? '')),
        ),
    );
  });
});
