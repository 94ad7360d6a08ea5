import type { SignerIdentity } from '../../protocol/ground/configuration.ts';
import type { Logger, Now } from '../../protocol/ground/environment.ts';
import type { Parts } from '../../protocol/ground/parts.ts';
import { IdentityFolder } from '../../protocol/identity/folder.ts';
import { KeptIdentity } from '../../protocol/wire/transport/enrolment/kept-identity.ts';

export interface IdentityOptions {
  readonly identity?: SignerIdentity | undefined;
  readonly now: Now;
  readonly logger: Logger;
}

/** Opens who the hub is, where it is configured. @throws IdentityFault */
export async function openIdentity(parts: Parts, options: IdentityOptions): Promise<IdentityFolder | undefined> {
  const { identity, now, logger } = options;
  if (identity === undefined) return undefined;
  const folder = new IdentityFolder({ folder: identity.folder, now, graceMs: 0 });
  parts.add(new KeptIdentity({ folder, logger }));
  return folder;
}
