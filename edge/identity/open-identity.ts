import type { SignerIdentity } from '../../protocol/ground/configuration.ts';
import type { DeviceView } from '../../protocol/ground/devices.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import { IdentityFault } from '../../protocol/identity/files.ts';
import type { IdentityFolder } from '../../protocol/identity/folder.ts';
import { isUnit } from '../../protocol/identity/identity.ts';
import type { LateCertificate } from '../../protocol/wire/transport/enrolment/kept-identity.ts';
import { openOwnIdentity } from '../../protocol/wire/transport/enrolment/own-identity.ts';
import type { Around } from '../queue/around.ts';
import type { Clock } from '../queue/clock.ts';

export interface IdentityOptions {
  readonly configuration: {
    readonly identity?: SignerIdentity | undefined;
    readonly role: 'lead' | 'member';
    readonly office: string;
    readonly section: { readonly id: string };
    readonly unit: string;
  };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly parts: { add<T extends Closable>(part: T): T; changed(): void };
}

/** Nobody's counter stops for a date: on a section's own network a certificate is taken so long after its end. */
const GRACE_MS = 30 * 86_400_000;

/** Opens who a unit is, where it is configured. @throws IdentityFault, the listener's error */
export async function openIdentity(
  around: Pick<Around, 'machine'>,
  options: IdentityOptions,
): Promise<IdentityFolder | undefined> {
  const { configuration, clock, logger, random, parts } = options;
  const { identity, role, office, section, unit } = configuration;
  if (identity === undefined) return undefined;
  const own = await openOwnIdentity({
    identity,
    clock: clock.now,
    trust: { now: () => (clock.trusted() ? clock.now() : null), graceMs: GRACE_MS },
    logger,
    random,
    changed: () => parts.changed(),
  });
  parts.add(own);
  const { folder, enrolPort } = own;
  const is = folder.identity;
  const place = isUnit(is) ? `${is.city}/${is.office}/${is.section}/${is.unit}` : is.unit;
  const wanted = `${office}/${section.id}/${unit}`;
  if (place !== wanted || is.role !== role)
    throw new IdentityFault(
      `${identity.folder} is the identity of the ${is.role} ${place}, and this configuration is of the ${role} ${wanted}: one of the two is another machine’s`,
    );
  logger.info({ as: is, enrol: enrolPort }, 'this unit shows who it is');
  around.machine = () => viewsOf(own.late());
  return folder;
}

/** What staff have to know of it: nothing where all is well. */
function viewsOf(late: LateCertificate | null): DeviceView[] {
  if (late === null) return [];
  const day = new Date(late.endsAt).toLocaleDateString('ja-JP', {
    month: 'long',
    day: 'numeric',
    timeZone: 'Asia/Tokyo',
  });
  const what = {
    'not-renewed': `この端末の証明書が更新されていません（期限 ${day}）。`,
    ended: `この端末の証明書の期限（${day}）が切れました。`,
  };
  const todo = late.bySelf
    ? '認証局（市のサーバー）につながるか、確かめてください。つながれば、自動で更新されます。'
    : 'USBメモリで更新してください（matazu join --request）。';
  return [{ id: 'identity', kind: 'identity', state: 'attention', detail: `${what[late.state]}${todo}` }];
}
