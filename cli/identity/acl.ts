import { aclOf, type BrokerKind } from '../../protocol/wire/broker-acl.ts';
import { authorityAt, type PlaceOptions, placeOf } from './place.ts';

export interface AclOptions extends PlaceOptions {
  readonly broker: BrokerKind;
}

/** `matazu acl`: the rights of all machines, for a broker elsewhere. @throws ConfigurationFault, IdentityFault */
export async function acl({ broker, ...options }: AclOptions): Promise<void> {
  const authority = await authorityAt(await placeOf(options));
  // Of a machine that was there for something else once, what it is now.
  const issued = authority.issued().toSorted((one, other) => one.endsAt - other.endsAt);
  const machines = issued.map(({ identity }) => identity);
  process.stdout.write(aclOf(broker, machines));
}
