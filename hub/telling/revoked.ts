import type { IdentityFolder } from '../../protocol/identity/folder.ts';
import { encode } from '../../protocol/wire/topics.ts';
import type { Bus } from '../../protocol/wire/transport/bus.ts';

/** Tells the machines of each city whom its authority has shut out. */
export interface Revoked {
  /** A machine of this city is there to hear it. */
  heard(city: string): void;
  /** Says it to all again: the broker may have forgotten what it kept. */
  repeat(): void;
}

export function revokedBy(identity: IdentityFolder | undefined, bus: () => Bus | undefined): Revoked {
  const cities = new Set<string>();
  const tell = (city: string): void => {
    const list = identity?.revocations;
    if (list !== undefined) bus()?.publish(encode('revoked', { city }, list));
  };
  const repeat = (): void => {
    for (const city of cities) tell(city);
  };
  identity?.onChange(repeat);
  return {
    heard(city) {
      if (cities.has(city)) return;
      cities.add(city);
      tell(city);
    },
    repeat,
  };
}
