import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Authority, makeAuthority, makeRequest } from './authority/authority.ts';
import { IDENTITY_FILES, IdentityFault, ownText } from './files.ts';
import { IdentityFolder } from './folder.ts';
import type { Identity } from './identity.ts';
import { signRevocations } from './revocations.ts';

const LEAD: Identity = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin', unit: 'ukyo-shimin-1' };
const DAY_MS = 86_400_000;

async function setup() {
  const now = Date.now();
  const pair = await makeAuthority({ name: 'kyoto', now });
  const authority = await Authority.open(pair);
  const folder = mkdtempSync(join(tmpdir(), 'matazu-identity-'));
  const put = (file: string, text: string) => writeFileSync(join(folder, file), text, { mode: 0o600 });
  const issue = async (identity: Identity) => {
    const { request, key } = await makeRequest();
    return { key, certificate: await authority.issue(request, { identity, dns: [], ip: [], now }) };
  };
  put(IDENTITY_FILES.authorities, pair.certificate);
  put(IDENTITY_FILES.own, ownText(await issue(LEAD)));
  const open = () => new IdentityFolder({ folder, now: () => now, graceMs: 0 });
  return { now, pair, folder, put, issue, open };
}

it('says who this machine is, and when its certificate ends and is to be renewed', async () => {
  const { now, open } = await setup();
  const mine = open();
  expect(mine.identity).toEqual(LEAD);
  expect(Math.round((mine.endsAt - now) / DAY_MS)).toBe(90);
  expect(Math.round((mine.renewsAt - now) / DAY_MS)).toBe(60);
});

it('looks at no date by a clock that is before its own certificate began', async () => {
  const { now, folder } = await setup();
  const byClock = (at: number) => new IdentityFolder({ folder, now: () => at, graceMs: 0 }).now();
  expect([0, now - 3 * DAY_MS].map(byClock)).toEqual([null, null]);
  for (const near of [now - DAY_MS, now, now + DAY_MS]) expect(byClock(near)).toBe(near);
});

it('takes a renewed certificate at once and after a restart, of the same machine alone', async () => {
  const { issue, open } = await setup();
  const mine = open();
  let heard = 0;
  mine.onChange(() => {
    heard += 1;
  });
  const next = await issue(LEAD);
  mine.renew(next);
  expect([mine.certificate(), open().certificate(), heard]).toEqual([next.certificate, next.certificate, 1]);
  const other = await issue({ ...LEAD, unit: 'ukyo-shimin-2' });
  expect(() => mine.renew(other)).toThrow(IdentityFault);
  expect(() => mine.renew({ ...next, key: other.key })).toThrow(/not the one of its certificate/);
  expect(open().certificate()).toBe(next.certificate);
});

it('shuts out whom the city shut out, whichever way it hears of it, and lets nobody in again by an older list or a forged one', async () => {
  const { now, pair, put, open, folder } = await setup();
  const mine = open();
  const list = (at: number, ...serials: string[]) => signRevocations({ at, serials }, pair.key);
  expect(mine.adopt(list(now, 'AA'))).toBe(true);
  expect(mine.adopt(list(now - 1))).toBe(false);
  expect(mine.adopt({ ...list(now), at: now + 5 })).toBe(false);
  expect(mine.isRevoked('AA')).toBe(true);
  put(IDENTITY_FILES.revocations, JSON.stringify(list(now + 1, 'AA', 'BB')));
  expect(mine.isRevoked('BB')).toBe(false);
  expect([mine.refresh(), mine.isRevoked('BB'), mine.refresh()]).toEqual([true, true, false]);
  // An older one in its place, and one that no disk takes.
  put(IDENTITY_FILES.revocations, JSON.stringify(list(now)));
  mine.refresh();
  expect(mine.isRevoked('BB')).toBe(true);
  rmSync(join(folder, IDENTITY_FILES.revocations));
  mkdirSync(join(folder, IDENTITY_FILES.revocations));
  expect([mine.adopt(list(now + 2, 'CC')), mine.isRevoked('CC')]).toEqual([true, true]);
  rmSync(join(folder, IDENTITY_FILES.revocations), { recursive: true });
  expect(mine.adopt(list(now + 3, 'BB'))).toBe(true);
  put(IDENTITY_FILES.revocations, '{"at":');
  mine.refresh();
  expect([mine.isRevoked('BB'), open().isRevoked('BB')]).toEqual([true, false]);
});

it('names the file that is wrong and what to do, and keeps what it knew where a file is spoilt while it runs', async () => {
  const { pair, put, issue, folder, open } = await setup();
  const mine = open();
  const before = mine.certificate();
  put(IDENTITY_FILES.own, '');
  expect(() => mine.refresh()).toThrow(/identity\.pem holds no certificate and key: join again/);
  expect(mine.certificate()).toBe(before);
  put(IDENTITY_FILES.own, before.replace(/[A-Z]/, '*'));
  expect(() => mine.refresh()).toThrow(IdentityFault);
  put(IDENTITY_FILES.own, ownText(await issue(LEAD)));
  put(IDENTITY_FILES.authorities, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  expect(() => mine.refresh()).toThrow(/can't be read as what it is/);
  put(IDENTITY_FILES.authorities, pair.certificate);
  put(IDENTITY_FILES.own, ownText(await issue({ ...LEAD, role: 'member' })));
  expect(() => mine.refresh()).toThrow(/is the member kyoto\.ukyo\.shimin\.ukyo-shimin-1 now: start this program anew/);
  expect(mine.identity).toEqual(LEAD);
  put(IDENTITY_FILES.own, ownText(await issue(LEAD)));
  const stranger = await makeAuthority({ name: 'elsewhere', now: Date.now() });
  put(IDENTITY_FILES.own, ownText(await issue(LEAD)));
  put(IDENTITY_FILES.authorities, stranger.certificate);
  expect(open).toThrow(`${join(folder, 'identity.pem')} was not signed by ca.pem beside it: join again`);
  expect(() => mine.refresh()).toThrow(IdentityFault);
  const empty = mkdtempSync(join(tmpdir(), 'matazu-none-'));
  expect(() => new IdentityFolder({ folder: empty, now: () => 0, graceMs: 0 })).toThrow(/matazu join CODE/);
});

it('that has no certificate any more is told with what brings it back: a code, or at its authority "ca init"', async () => {
  const { folder, put, pair, open } = await setup();
  rmSync(join(folder, IDENTITY_FILES.own));
  expect(open).toThrow(/identity\.pem can't be read \(ENOENT\): bring this machine in with "matazu join CODE"/);
  mkdirSync(join(folder, IDENTITY_FILES.authority));
  put(`${IDENTITY_FILES.authority}/${IDENTITY_FILES.authorities}`, pair.certificate);
  expect(open).toThrow(/its authority is here: "matazu ca init" makes it anew/);
});
