import type { SignerIdentity } from '../../../ground/configuration.ts';
import type { Closable, Logger, Now } from '../../../ground/environment.ts';
import { openWhole, type Parts } from '../../../ground/parts.ts';
import type { KeptAuthority } from '../../../identity/authority/kept-authority.ts';
import { hasAuthority, IdentityFault } from '../../../identity/files.ts';
import { IdentityFolder } from '../../../identity/folder.ts';
import type { Trust } from '../../../identity/peer.ts';
import { KeptIdentity, type LateCertificate } from './kept-identity.ts';

export interface OwnIdentityOptions {
  readonly identity: SignerIdentity;
  /** What time it is, whether or not that is believed. */
  readonly clock: Now;
  readonly trust: Pick<Trust, 'now' | 'graceMs'>;
  readonly logger: Logger;
  readonly random: () => number;
  /** Hears when what there is to tell of its certificate changed. */
  readonly changed: () => void;
}

/** Who a machine is, kept as its folder says it; where that machine signs for others, they come in at it. */
export interface OwnIdentity extends Closable {
  readonly folder: IdentityFolder;
  /** The port at which others come in; undefined where none do. */
  readonly enrolPort: number | undefined;
  /** What somebody has to know of its certificate. */
  late(): LateCertificate | null;
}

/** @throws IdentityFault, the listener's error */
export const openOwnIdentity = (options: OwnIdentityOptions): Promise<OwnIdentity> =>
  openWhole((parts: Parts) => open(options, parts));

async function open(options: OwnIdentityOptions, parts: Parts): Promise<Omit<OwnIdentity, 'close'>> {
  const { identity, trust, clock, logger } = options;
  const authority = await authorityIn(identity.folder);
  if (authority === undefined && identity.enrol !== undefined)
    throw new IdentityFault(
      `identity.enrol: nobody can come in here, for ${identity.folder} has no authority; make one with "matazu ca init", or leave enrol out`,
    );
  const folder = new IdentityFolder({ ...trust, folder: identity.folder });
  authority?.signRevocations(clock());
  const renew = wayToRenew(folder, authority, clock);
  // Whoever signs dates its own: by a clock that is ahead nobody would take it yet.
  const dueBy = authority === undefined ? clock : undefined;
  const kept = parts.add(new KeptIdentity({ ...options, clock: dueBy, folder, renew }));
  const beginning = kept.begin();
  // Its own certificate it renews before it shows it; elsewhere nothing waits for a network.
  if (authority !== undefined) await beginning;
  let enrolPort: number | undefined;
  if (authority !== undefined && identity.enrol !== undefined) {
    const { openEnrolment } = await import('./listener.ts');
    const listener = await openEnrolment({ ...identity.enrol, folder, authority, now: clock, logger });
    enrolPort = parts.add(listener).port;
  }
  return { folder, enrolPort, late: () => kept.late };
}

async function authorityIn(folder: string): Promise<KeptAuthority | undefined> {
  if (!hasAuthority(folder)) return undefined;
  const { KeptAuthority } = await import('../../../identity/authority/kept-authority.ts');
  return KeptAuthority.open(folder);
}

/** Whoever signs renews its own; all others do so where their code led, once they know where that is. */
function wayToRenew(folder: IdentityFolder, authority: KeptAuthority | undefined, clock: Now) {
  if (authority === undefined)
    return () => {
      const at = folder.signer;
      if (at === undefined) return null;
      return async (request: string) => (await import('./client.ts')).renew(folder, { at, request });
    };
  return () => async (request: string) => {
    const { identity, serial, names } = folder;
    const renewed = await authority.renew({ identity, serial, names, request, now: clock() });
    if ('refused' in renewed) throw new IdentityFault(`this machine itself is not renewed: ${renewed.refused}`);
    return { certificate: renewed.certificate, authorities: folder.authorities.map(String).join('') };
  };
}
