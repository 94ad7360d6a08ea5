import type { SignerIdentity } from '../../protocol/ground/configuration.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import { IdentityFolder } from '../../protocol/identity/folder.ts';
import { KeptIdentity } from '../../protocol/wire/transport/enrolment/kept-identity.ts';
import type { Clock } from '../queue/clock.ts';

export interface IdentityOptions {
  readonly identity?: SignerIdentity | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly parts: { add(part: Closable): unknown };
}

/** Nobody's counter stops for a date: on a section's own network a certificate is taken so long after its end. */
const GRACE_MS = 30 * 86_400_000;

/** Opens who a unit is, where it is configured. @throws IdentityFault */
export async function openIdentity({
  identity,
  clock,
  logger,
  parts,
}: IdentityOptions): Promise<IdentityFolder | undefined> {
  if (identity === undefined) return undefined;
  const now = (): number | null => (clock.trusted() ? clock.now() : null);
  const folder = new IdentityFolder({ folder: identity.folder, now, graceMs: GRACE_MS });
  parts.add(new KeptIdentity({ folder, logger }));
  return folder;
}
