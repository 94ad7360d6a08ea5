// Before x509, which looks for it as it loads.
import 'reflect-metadata';
import { createPrivateKey, type KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { clientIdOf, HUB, type Identity, urisOf } from '../identity.ts';
import { crlOf } from './crl.ts';

x509.cryptoProvider.set(webcrypto);

const DAY_MS = 86_400_000;
/** A certificate of a machine stands so long; it is renewed when two thirds of that are over. */
const CERTIFICATE_DAYS = 90;
/** The city's own stands longer than anything that it signs is used. */
const AUTHORITY_DAYS = 20 * 365;
/** A machine whose clock is behind takes a certificate that was made just now. */
const SLACK_MS = DAY_MS;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const KEYS = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** A certificate and its key, PEM. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** Names under which a machine's pages and its broker are found, beside who it is. */
export interface FoundAt {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

export interface Issue extends FoundAt {
  readonly identity: Identity;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface NewAuthority {
  /** As people see it. */
  readonly name: string;
  /** Who keeps its key: whoever comes in by a code is answered by that machine alone. */
  readonly keeper?: Identity;
  readonly now: number;
}

/** Makes an authority of a city: a root that signs machines directly, and nothing between. */
export async function makeAuthority({ name, keeper = HUB, now }: NewAuthority): Promise<Pair> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ CN: [name] }],
    notBefore: new Date(now - SLACK_MS),
    notAfter: new Date(now + AUTHORITY_DAYS * DAY_MS),
    keys,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      new x509.SubjectAlternativeNameExtension(uriNames(keeper)),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

/** A machine's new key, and its request for a certificate, PEM: the key never leaves it. What it asks to be is told beside it. */
export async function makeRequest(): Promise<{ readonly request: string; readonly key: string }> {
  const keys = await newKeys();
  const request = await x509.Pkcs10CertificateRequestGenerator.create({ name: [], keys, signingAlgorithm: SIGNING });
  return { request: request.toString('pem'), key: await pemOf(keys.privateKey) };
}

/** A certificate's names beside who it is, by kind. */
export const foundAt = (names: readonly string[]): FoundAt => ({
  dns: names.filter((name) => isIP(name) === 0),
  ip: names.filter((name) => isIP(name) !== 0),
});

/** A request that no certificate can be made for. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
}

/** What signs, where its key is. */
export class Authority {
  readonly certificate: string;
  readonly #issuer: x509.X509Certificate;
  readonly #key: webcrypto.CryptoKey;
  /** The same key, as lists are signed with it. */
  readonly #listKey: KeyObject;

  private constructor({ certificate, key }: Pair, signing: webcrypto.CryptoKey) {
    this.certificate = certificate;
    this.#issuer = new x509.X509Certificate(certificate);
    this.#key = signing;
    this.#listKey = createPrivateKey(key);
  }

  /** @throws where the key is none, or not this certificate's */
  static async open({ certificate, key }: Pair): Promise<Authority> {
    const bytes = x509.PemConverter.decodeFirst(key);
    const signing = await webcrypto.subtle.importKey('pkcs8', bytes, KEYS, false, ['sign']);
    const authority = new Authority({ certificate, key }, signing);
    const sample = randomBytes(16);
    const signature = await webcrypto.subtle.sign(SIGNING, signing, sample);
    const publicKey = await authority.#issuer.publicKey.export(KEYS, ['verify']);
    if (!(await webcrypto.subtle.verify(SIGNING, publicKey, signature, sample)))
      throw new Error('the key of the authority is not the one of its certificate');
    return authority;
  }

  /**
   * A certificate for whoever holds the key of a request. Of the request its key alone is taken: who the machine is, and under which
   * names it is found, the authority says. PEM. @throws RequestFault where the request is none, or is not signed by its own key
   */
  async issue(request: string, { identity, dns, ip, now }: Issue): Promise<string> {
    const asked = await requestOf(request);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: newSerial(),
      subject: [{ CN: [clientIdOf(identity)] }],
      issuer: this.#issuer.subject,
      notBefore: new Date(now - SLACK_MS),
      notAfter: new Date(now + CERTIFICATE_DAYS * DAY_MS),
      publicKey: asked.publicKey,
      signingKey: this.#key,
      signingAlgorithm: SIGNING,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth, x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          ...uriNames(identity),
          ...dns.map((value) => ({ type: 'dns' as const, value })),
          ...ip.map((value) => ({ type: 'ip' as const, value })),
        ]),
        await x509.AuthorityKeyIdentifierExtension.create(this.#issuer),
        await x509.SubjectKeyIdentifierExtension.create(asked.publicKey),
      ],
    });
    return certificate.toString('pem');
  }

  /** A list of what was revoked, for brokers elsewhere, PEM. `serials`: hexadecimal. */
  revocationList(serials: readonly string[], now: number): string {
    return crlOf(
      {
        issuer: new Uint8Array(this.#issuer.subjectName.toArrayBuffer()),
        serials,
        revokedAt: new Date(now),
        from: new Date(now - SLACK_MS),
        until: new Date(now + AUTHORITY_DAYS * DAY_MS),
      },
      this.#listKey,
    );
  }
}

async function requestOf(pem: string): Promise<x509.Pkcs10CertificateRequest> {
  try {
    const request = new x509.Pkcs10CertificateRequest(pem);
    if (await request.verify()) return request;
  } catch {
    throw new RequestFault('this is no request for a certificate');
  }
  throw new RequestFault('the request is not signed by its own key');
}

const uriNames = (identity: Identity) => urisOf(identity).map((value) => ({ type: 'url' as const, value }));

const newKeys = (): Promise<webcrypto.CryptoKeyPair> => webcrypto.subtle.generateKey(KEYS, true, ['sign', 'verify']);

/** 127 random bits: no two certificates of a city have one. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] ?? 0) & 0x7f || 0x01;
  return bytes.toString('hex');
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey('pkcs8', key);
  return x509.PemConverter.encode(bytes, 'PRIVATE KEY');
}
