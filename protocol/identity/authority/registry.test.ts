import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientIdOf, type Identity } from '../identity.ts';
import { Registry } from './registry.ts';

const NOW = Date.parse('2026-11-24T10:00+09:00');
const DAY = 86_400_000;
const LEAD: Identity = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin', unit: 'ukyo-shimin-1' };
let folder: string;
let registry: Registry;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'matazu-registry-'));
  registry = new Registry(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const invite = () => registry.invite({ identity: LEAD, names: [], now: NOW });
const MADE = {
  certificate: 'a certificate',
  serial: 'F0',
  identity: LEAD,
  endsAt: NOW + 90 * DAY,
  at: NOW,
  way: 'code' as const,
};
const signs = async () => MADE;

describe('an invitation', () => {
  it('is worth one certificate, for whom it was made, and the same again to who lost the answer', async () => {
    const secret = invite();
    const asked = { secret, request: 'mine', now: NOW };
    const seen: unknown[] = [];
    const sign = async (invitation: unknown) => {
      seen.push(invitation);
      return MADE;
    };
    expect(await registry.answer(asked, sign)).toEqual({ certificate: 'a certificate' });
    // Another process, and another day.
    const again = new Registry(folder);
    expect(await again.answer({ ...asked, now: NOW + 2 * DAY }, sign)).toEqual({ certificate: 'a certificate' });
    expect(await again.answer({ ...asked, request: 'a thief’s' }, sign)).toEqual({ refused: 'code-used' });
    expect(seen).toEqual([{ identity: LEAD, names: [], until: NOW + DAY }]);
  });

  it('is taken by one of many who come at once', async () => {
    const secret = invite();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => new Registry(folder).answer({ secret, request: `${i}`, now: NOW }, signs)),
    );
    expect(answers.filter((answer) => 'certificate' in answer)).toHaveLength(1);
  });

  it('that is taken back while it is answered is worth nothing', async () => {
    const secret = invite();
    const answer = await registry.answer({ secret, request: 'r', now: NOW }, async () => {
      expect(new Registry(folder).uninvite(clientIdOf(LEAD))).toBe(1);
      return MADE;
    });
    expect([answer, registry.all()]).toEqual([{ refused: 'code-used' }, []]);
  });

  it('ends after a day, is none where nobody made it, and is left as it was where nothing could be signed', async () => {
    const secret = invite();
    expect(await registry.answer({ secret, request: 'r', now: NOW + DAY + 1 }, signs)).toEqual({
      refused: 'code-expired',
    });
    const unknown = Buffer.alloc(13);
    expect(await registry.answer({ secret: unknown, request: 'r', now: NOW }, signs)).toEqual({
      refused: 'unknown-code',
    });
    const fails = () =>
      registry.answer({ secret, request: 'r', now: NOW }, () => Promise.reject(new Error('no request')));
    await expect(fails()).rejects.toThrow('no request');
    expect(await registry.answer({ secret, request: 'r', now: NOW }, signs)).toEqual({ certificate: 'a certificate' });
  });

  it('can be taken back, with all others of that machine', async () => {
    const [one, two] = [invite(), invite()];
    const other = registry.invite({ identity: { ...LEAD, unit: 'ukyo-shimin-2' }, names: [], now: NOW });
    expect(registry.uninvite(clientIdOf(LEAD))).toBe(2);
    const ask = (secret: Buffer) => registry.answer({ secret, request: 'r', now: NOW }, signs);
    expect([await ask(one), await ask(two)]).toEqual([{ refused: 'unknown-code' }, { refused: 'unknown-code' }]);
    expect(await ask(other)).toHaveProperty('certificate');
    expect(registry.all()).toEqual([{ serial: 'F0', identity: LEAD, endsAt: NOW + 90 * DAY, at: NOW, way: 'code' }]);
  });

  it('is kept as a hash, for its owner alone', () => {
    const secret = invite();
    const [file = ''] = readdirSync(join(folder, 'invited'));
    const path = join(folder, 'invited', file);
    expect(file + readFileSync(path, 'utf8')).not.toContain(secret.toString('hex'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'invited')).mode & 0o777).toBe(0o700);
  });
});

it('a certificate is shut out once, also one that nobody remembers, and others stand', () => {
  const stands = { identity: LEAD, endsAt: NOW, at: NOW, way: 'renewal' } as const;
  for (const serial of ['0A', '0B']) registry.issued({ serial, ...stands });
  const revoke = (serial: string, at = NOW) => registry.revoke(serial, at);
  expect(revoke('0A', NOW + 1)).toBe(true);
  expect(revoke('0A', NOW + 2)).toBe(false);
  expect(revoke('0C', NOW + 3)).toBe(false);
  expect(revoke('x')).toBe(false);
  expect(revoke('../issued/0B')).toBe(false);
  expect(new Registry(folder).revoked()).toEqual(['0A', '0C']);
  expect(new Registry(folder).all().map(({ serial }) => serial)).toEqual(['0B']);
  const deeds = new Registry(folder).deeds(new Set(['issued 0B']));
  expect(deeds.map(({ act, serial, identity, at }) => [act, serial, identity?.unit, at])).toEqual([
    ['renewal', '0A', LEAD.unit, NOW],
    ['revoked', '0A', LEAD.unit, NOW + 1],
    ['revoked', '0C', undefined, NOW + 3],
  ]);
});
