import type { SignerIdentity } from '../../protocol/ground/configuration.ts';
import type { Logger, Now } from '../../protocol/ground/environment.ts';
import type { Parts } from '../../protocol/ground/parts.ts';
import { IdentityFault } from '../../protocol/identity/files.ts';
import type { IdentityFolder } from '../../protocol/identity/folder.ts';
import { openOwnIdentity } from '../../protocol/wire/transport/enrolment/own-identity.ts';

export interface IdentityOptions {
  readonly identity?: SignerIdentity | undefined;
  readonly now: Now;
  readonly logger: Logger;
}

/** Opens who the hub is, where it is configured, and lets the machines of the city come in. @throws IdentityFault, the listener's error */
export async function openIdentity(parts: Parts, options: IdentityOptions): Promise<IdentityFolder | undefined> {
  const { identity, now, logger } = options;
  if (identity === undefined) return undefined;
  const own = await openOwnIdentity({
    identity,
    clock: now,
    trust: { now, graceMs: 0 },
    logger,
    random: Math.random,
    changed: () => undefined,
  });
  const { folder, enrolPort } = parts.add(own);
  const is = folder.identity;
  if (is.role !== 'hub')
    throw new IdentityFault(
      `${identity.folder} is the identity of the ${is.role} ${is.unit}, and this is a hub: give its own folder`,
    );
  logger.info({ as: is, enrol: enrolPort }, 'the hub shows who it is');
  return folder;
}
