import type { IdentityFolder } from '../../identity/folder.ts';
import { clientIdOf, type Identity } from '../../identity/identity.ts';
import type { ConnectionOptions } from './mqtt-bus.ts';

export interface StandingOptions {
  /** Who this machine is; undefined where it can't show that. */
  readonly machine: IdentityFolder | undefined;
  /** Whether this is whom the connection is for. */
  readonly expects: (identity: Identity) => boolean;
  /** What it calls itself where nobody asks who it is. */
  readonly name: string;
}

/** As whom a machine stands at a broker elsewhere: as its certificate says, where that is asked for. */
export function standingAt(
  url: string,
  { machine, expects, name }: StandingOptions,
): Pick<ConnectionOptions, 'clientId' | 'secure'> {
  if (machine === undefined || !url.startsWith('mqtts:')) return { clientId: name };
  return { clientId: clientIdOf(machine.identity), secure: { credentials: machine, expects } };
}
