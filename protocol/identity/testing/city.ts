import { X509Certificate } from 'node:crypto';
import { Authority, type Issue, makeAuthority, makeRequest } from '../authority/authority.ts';
import type { Identity } from '../identity.ts';
import type { Credentials } from '../peer.ts';

/** An authority of a test, and what its machines carry. */
export interface TestCity {
  readonly authority: Authority;
  /** The credentials of a machine that is found at 127.0.0.1; it trusts this city. */
  machine(identity: Identity, change?: Partial<Issue> & { readonly graceMs?: number }): Promise<Credentials>;
  /** Shuts a machine out, and tells all. */
  revoke(machine: Credentials): void;
}

export async function openTestCity({ now = Date.now() } = {}): Promise<TestCity> {
  const authority = await Authority.open(await makeAuthority({ name: 'kyoto', now: now - 1_000 * 86_400_000 }));
  const revoked = new Set<string>();
  const hearing = new Set<() => void>();
  return {
    authority,
    async machine(identity, { graceMs = 0, ...change } = {}) {
      const { request, key } = await makeRequest();
      const certificate = await authority.issue(request, { identity, dns: [], ip: ['127.0.0.1'], now, ...change });
      return {
        certificate: () => certificate,
        key: () => key,
        authorities: [new X509Certificate(authority.certificate)],
        isRevoked: (serial) => revoked.has(serial),
        now: Date.now,
        graceMs,
        onChange(hear) {
          hearing.add(hear);
          return () => hearing.delete(hear);
        },
      };
    },
    revoke(machine) {
      revoked.add(new X509Certificate(machine.certificate()).serialNumber);
      for (const hear of hearing) hear();
    },
  };
}
