import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished, vi } from 'vitest';
import { aFolder } from '../hardware/testing/folder.ts';
import { makeAuthority } from '../protocol/identity/authority/authority.ts';
import { KeptAuthority } from '../protocol/identity/authority/kept-authority.ts';
import { IDENTITY_FILES, readRevocations } from '../protocol/identity/files.ts';
import { MOST_REVOKED, signRevocations } from '../protocol/identity/revocations.ts';
import { encode } from '../protocol/wire/topics.ts';
import { openBroker } from '../protocol/wire/transport/broker.ts';
import { connectBus } from '../protocol/wire/transport/mqtt-bus.ts';

const NOW = Date.parse('2026-11-24T10:00+09:00');
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** As many as a list holds, of 127 bits each. */
const SERIALS = Array.from({ length: MOST_REVOKED }, (_, i) => (2n ** 126n + BigInt(i)).toString(16).toUpperCase());

it('as many as a list holds are told in one message, by whoever is connected to a broker and to it', async () => {
  const { key } = await makeAuthority({ name: 'kyoto', now: NOW });
  const list = signRevocations({ at: NOW, serials: SERIALS }, key);
  const broker = await openBroker(
    { host: '127.0.0.1', port: 0, logger },
    { onPacket: () => undefined, onConnected: () => undefined },
  );
  onTestFinished(() => broker.close());
  const packet = encode('revoked', { city: 'kyoto' }, list);
  const heard: number[] = [];
  let dropped = 0;
  const join = (clientId: string, subscriptions: string[]) => {
    const bus = connectBus(
      { url: `mqtt://127.0.0.1:${broker.port}`, clientId, subscriptions, logger },
      {
        onPacket: (_, payload) => heard.push(payload.length),
        onConnected: () => undefined,
        onDisconnected: () => {
          dropped += 1;
        },
      },
    );
    onTestFinished(() => bus.close());
    return bus;
  };
  const [hub] = [join('hub', []), join('lead', [packet.topic])];
  await vi.waitFor(() => expect(broker.clients).toBe(2));
  hub.publish(packet);
  await vi.waitFor(() => expect(heard).toEqual([packet.payload.length]), { timeout: 15_000 });
  // Nobody is taken for one that reads nothing while it has this to read, and what comes after it.
  for (let i = 0; i < 3; i++) broker.publish(packet);
  await vi.waitFor(() => expect(heard).toHaveLength(4), { timeout: 15_000 });
  expect(dropped).toBe(0);
});

it('OpenSSL reads that list, and believes it; one more is refused with what to do, and nobody is shut out by halves', async () => {
  const folder = await aFolder();
  const authority = await KeptAuthority.make(folder, { name: 'kyoto', now: NOW });
  const shutOut = join(folder, IDENTITY_FILES.authority, 'revoked');
  mkdirSync(shutOut);
  for (const serial of SERIALS.slice(1))
    writeFileSync(join(shutOut, `${serial}.json`), JSON.stringify({ revokedAt: NOW }));
  authority.revoke(SERIALS.slice(0, 1), NOW);
  expect(readRevocations(join(folder, IDENTITY_FILES.revocations))?.serials).toEqual(SERIALS);
  const crl = join(folder, 'crl.pem');
  writeFileSync(crl, authority.revocationList(NOW));
  const ca = join(folder, IDENTITY_FILES.authority, IDENTITY_FILES.authorities);
  const { stdout, stderr } = await promisify(execFile)(
    'openssl',
    ['crl', '-in', crl, '-verify', '-CAfile', ca, '-noout', '-text'],
    { maxBuffer: 16 * 1024 * 1024 },
  );
  expect(stderr).toContain('verify OK');
  expect(stdout).toMatch(/Issuer: CN ?= ?kyoto/);
  expect(stdout).toContain('Next Update: Nov 19 01:00:00 2046 GMT');
  const read = [...stdout.matchAll(/Serial Number: ([0-9A-F]+)/g)].map(([, number]) => number);
  expect(read).toEqual(SERIALS);
  expect(() => authority.revoke(['0B'], NOW)).toThrow(/no list holds more: make another authority/);
  expect(existsSync(join(shutOut, '0B.json'))).toBe(false);
  // Who is shut out already is so again.
  authority.revoke(SERIALS.slice(7, 8), NOW);
});
