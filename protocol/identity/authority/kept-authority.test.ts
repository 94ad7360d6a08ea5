import { X509Certificate } from 'node:crypto';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { IDENTITY_FILES, IdentityFault, readRevocations } from '../files.ts';
import { HUB, type Identity } from '../identity.ts';
import { keepAnswer, requestIn } from '../join.ts';
import { KeptAuthority } from './kept-authority.ts';

const NOW = Date.parse('2026-11-24T10:00+09:00');
const LEAD: Identity = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin', unit: 'ukyo-shimin-1' };

async function make(keeper?: Identity) {
  const folder = mkdtempSync(join(tmpdir(), 'matazu-authority-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const authority = await KeptAuthority.make(folder, { name: '京都市', now: NOW, ...(keeper && { keeper }) });
  const list = () => readRevocations(join(folder, IDENTITY_FILES.revocations));
  return { folder, authority, list, key: join(folder, 'authority', 'ca-key.pem') };
}

describe('the key of an authority', () => {
  it('is for its keeper alone', async () => {
    const { key } = await make();
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(statSync(join(key, '..')).mode & 0o777).toBe(0o700);
  });

  it('is never written over', async () => {
    const { folder, key } = await make();
    const before = readFileSync(key, 'utf8');
    await expect(KeptAuthority.make(folder, { name: '京都市', now: NOW })).rejects.toThrow(/never written over/);
    expect(readFileSync(key, 'utf8')).toBe(before);
  });

  it('that is lost is told with what to do, and so is where there is none', async () => {
    const { folder, key } = await make();
    rmSync(key);
    await expect(KeptAuthority.open(folder)).rejects.toThrow(`${key} can't be read: restore it from the copy`);
    rmSync(join(folder, 'authority'), { recursive: true });
    await expect(KeptAuthority.open(folder)).rejects.toThrow(/run this where "matazu ca init" made the authority/);
  });

  it('that is another’s, or spoilt, is told by its file', async () => {
    const [one, other] = [await make(), await make()];
    writeFileSync(one.key, readFileSync(other.key));
    await expect(KeptAuthority.open(one.folder)).rejects.toThrow(`${one.key} is not the key of ca.pem beside it`);
    writeFileSync(one.key, 'spoilt');
    await expect(KeptAuthority.open(one.folder)).rejects.toThrow(IdentityFault);
    chmodSync(one.key, 0o600);
    rmSync(one.key);
    await expect(KeptAuthority.open(one.folder)).rejects.toThrow(/can't be read/);
  });
});

it('names that are together too long, another section’s units and the keeper itself are refused with what to do', async () => {
  const { authority } = await make(LEAD);
  const invite = (change: object) => () => authority.invite({ identity: { ...LEAD, ...change }, names: [], now: NOW });
  expect(invite({ unit: 'u'.repeat(32), role: 'kiosk', section: 's'.repeat(32) })).toThrow(/choose a shorter name/);
  expect(invite({ section: 'hoken' })).toThrow('the authority of kyoto/ukyo/shimin alone');
  // It could not be told from the keeper, nor be shut out.
  expect(invite({ role: 'kiosk' })).toThrow(/choose another name for a kiosk/);
  expect(() => authority.revokeMachine('kyoto.ukyo.shimin.ukyo-shimin-1', NOW)).toThrow(/can’t shut itself out/);
});

it('does not shut out the certificate that its keeper shows now, also where that is named by its number', async () => {
  const { authority, folder, list } = await make();
  const { request } = await requestIn(folder);
  const of = async (identity: Identity) => authority.sign({ identity, names: [], request, now: NOW });
  const before = new X509Certificate(await of(HUB)).serialNumber;
  const certificate = await of(HUB);
  await keepAnswer(folder, { certificate, authorities: authority.certificate });
  const { serialNumber } = new X509Certificate(certificate);
  expect(() => authority.revoke(['AA', serialNumber], NOW)).toThrow(/can’t shut itself out/);
  expect(authority.revoke([before], NOW)).toEqual([before]);
  expect(list()?.serials).toEqual([before]);
});

it('goes on shutting out whom it shut out after the copy was made that it was restored from, where a machine still has that list', async () => {
  const { authority, folder, list } = await make();
  const { request } = await requestIn(folder);
  const stolen = await authority.sign({ identity: LEAD, names: [], request, now: NOW });
  authority.revoke(['AA'], NOW);
  const copy = `${folder}-copy`;
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(folder, copy, { recursive: true });
  const { serialNumber: serial } = new X509Certificate(stolen);
  authority.revoke([serial], NOW + 1);
  writeFileSync(join(copy, IDENTITY_FILES.revocations), JSON.stringify(list()));
  const restored = await KeptAuthority.open(copy);
  restored.signRevocations(NOW + 2);
  expect(readRevocations(join(copy, IDENTITY_FILES.revocations))).toEqual(list());
  expect(await restored.renew({ serial, identity: LEAD, names: [], request, now: NOW })).toEqual({
    refused: 'revoked',
  });
});

it('takes over whom another authority shut out by a list that is newer than that one’s, though its clock is behind', async () => {
  const [before, after] = [await make(), await make()];
  before.authority.revoke(['0A'], NOW + 90);
  const told = before.list();
  if (told === undefined) throw new Error('no list');
  after.authority.takeOver(told, NOW);
  expect(after.list()).toMatchObject({ at: NOW + 91, serials: ['0A'] });
});

it('the list of those that were shut out is whole, newer each time whatever the clock says, and signed anew where it is not the authority’s', async () => {
  const { authority, list, folder } = await make();
  authority.signRevocations(NOW);
  expect(list()).toMatchObject({ at: NOW, serials: [] });
  authority.revoke(['AA'], NOW - 5);
  expect(list()).toMatchObject({ at: NOW + 1, serials: ['AA'] });
  authority.signRevocations(NOW + 9);
  expect(list()?.at).toBe(NOW + 1);
  // Of an authority that was here before: the same serials, by another's word.
  const other = await make();
  other.authority.revoke(['AA'], NOW + 70);
  writeFileSync(join(folder, IDENTITY_FILES.revocations), JSON.stringify(other.list()));
  authority.signRevocations(NOW);
  expect(list()).toMatchObject({ at: NOW + 71, serials: ['AA'] });
});
