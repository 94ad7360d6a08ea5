import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { Authority, type Issue, makeAuthority, makeRequest } from './authority/authority.ts';
import type { Identity } from './identity.ts';
import { peerOf, type Trust } from './peer.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-24T10:00+09:00');
const LEAD: Identity = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin', unit: 'ukyo-shimin-1' };
let authority: Authority;
let request: string;
beforeAll(async () => {
  authority = await Authority.open(await makeAuthority({ name: '京都市 Matazu', now: NOW }));
  ({ request } = await makeRequest());
});

const issue = (change: Partial<Issue> = {}, by = authority): Promise<string> =>
  by.issue(request, { identity: LEAD, dns: ['ukyo-shimin-1.local'], ip: ['192.168.1.20'], now: NOW, ...change });
const trust = (change: Partial<Trust> = {}): Trust => ({
  authorities: [new X509Certificate(authority.certificate)],
  isRevoked: () => false,
  now: () => NOW,
  graceMs: 0,
  ...change,
});
/** Another authority of the very same name, as a stranger makes one. */
const stranger = async (now = NOW) => Authority.open(await makeAuthority({ name: '京都市 Matazu', now }));

describe('a certificate', () => {
  it('of the city says who shows it, until when, and where it is found', async () => {
    const certificate = new X509Certificate(await issue());
    expect(peerOf(certificate.raw, trust())).toEqual({
      identity: LEAD,
      serial: certificate.serialNumber,
      endsAt: NOW + 90 * DAY,
    });
    expect(certificate.subject).toBe('CN=kyoto.ukyo.shimin.ukyo-shimin-1');
    expect(certificate.checkHost('ukyo-shimin-1.local')).toBe('ukyo-shimin-1.local');
    expect(certificate.checkIP('192.168.1.20')).toBe('192.168.1.20');
  });

  it('of a stranger’s authority is a stranger’s, though it has the city’s name, and though it is too old besides', async () => {
    expect(peerOf(await issue({}, await stranger()), trust())).toEqual({ doubt: 'stranger' });
    const old = { now: NOW - 100 * DAY };
    const forged = await issue(old, await stranger(NOW - 200 * DAY));
    expect(peerOf(forged, trust({ graceMs: 30 * DAY }))).toEqual({ doubt: 'stranger' });
    // The city's own of that day is in its grace.
    expect(peerOf(await issue(old), trust({ graceMs: 30 * DAY }))).toMatchObject({ identity: LEAD });
  });

  it('of which any bit was changed is nobody’s', async () => {
    const { raw } = new X509Certificate(await issue());
    for (let i = 0; i < raw.length; i += 1) {
      const changed = Buffer.from(raw);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(peerOf(changed, trust())).toHaveProperty('doubt');
    }
  });

  it('is looked at by date where a clock can be believed, with a grace where its place has one', async () => {
    const certificate = await issue();
    const at = (days: number, graceMs = 0) => peerOf(certificate, trust({ now: () => NOW + days * DAY, graceMs }));
    expect(at(89)).toMatchObject({ identity: LEAD });
    expect(at(91)).toEqual({ doubt: 'expired' });
    expect(at(91, 30 * DAY)).toMatchObject({ identity: LEAD });
    expect(at(121, 30 * DAY)).toEqual({ doubt: 'expired' });
    // A day's slack on both sides: clocks differ.
    expect(at(-2)).toMatchObject({ identity: LEAD });
    expect(at(-3)).toEqual({ doubt: 'not-yet' });
    expect(peerOf(certificate, trust({ now: () => null }))).toMatchObject({ identity: LEAD });
  });

  it('that was revoked opens nothing, whatever its date', async () => {
    const certificate = await issue();
    const { serialNumber } = new X509Certificate(certificate);
    const isRevoked = (serial: string) => serial === serialNumber;
    expect(peerOf(certificate, trust({ isRevoked }))).toEqual({ doubt: 'revoked' });
    expect(peerOf(certificate, trust({ isRevoked, now: () => null }))).toEqual({ doubt: 'revoked' });
    expect(peerOf(await issue(), trust({ isRevoked }))).toMatchObject({ identity: LEAD });
  });

  it('of the authority itself is no machine’s', () => {
    expect(peerOf(authority.certificate, trust())).toEqual({ doubt: 'stranger' });
  });

  it('is made for the key of a request alone: what a request says of itself is not believed, and one that is not signed is refused', async () => {
    const bytes = Buffer.from(request.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    bytes[bytes.length - 4] = (bytes[bytes.length - 4] ?? 0) ^ 1;
    const broken = `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
    await expect(authority.issue(broken, { identity: LEAD, dns: [], ip: [], now: NOW })).rejects.toThrow();
  });
});
