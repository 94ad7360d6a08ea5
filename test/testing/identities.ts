import { mkdirSync } from 'node:fs';
import { KeptAuthority } from '../../protocol/identity/authority/kept-authority.ts';
import { IdentityFolder } from '../../protocol/identity/folder.ts';
import { clientIdOf, HUB, type Identity, type UnitIdentity } from '../../protocol/identity/identity.ts';
import { keepAnswer, requestIn } from '../../protocol/identity/join.ts';
import type { Stage } from './stage.ts';

/** A city of a test that knows its machines. */
export interface KnownCity {
  /** The folder of its hub, which has its authority. */
  readonly folder: string;
  /** Brings a machine in, found at 127.0.0.1: its folder. `at`: milliseconds since 1970. */
  bringIn(identity: Identity, at?: number): Promise<string>;
  /** Shuts out a machine, as `matazu revoke` does beside a running hub. */
  revoke(identity: Identity): void;
}

export const SHIMIN = { city: 'kyoto', office: 'ukyo', section: 'shimin' } as const;
export const LEAD: UnitIdentity = { ...SHIMIN, role: 'lead', unit: 'ukyo-shimin-1' };
export const MEMBER: UnitIdentity = { ...SHIMIN, role: 'member', unit: 'ukyo-shimin-2' };
export { HUB };

export async function openCity(stage: Stage, name = 'city'): Promise<KnownCity> {
  let machines = 0;
  const newFolder = (): string => {
    machines += 1;
    const folder = stage.path(`${name}-${machines}`);
    mkdirSync(folder, { recursive: true });
    return folder;
  };
  const folder = newFolder();
  const authority = await KeptAuthority.make(folder, { name, now: Date.now() });
  const give = async (identity: Identity, into: string, now: number): Promise<string> => {
    const { request } = await requestIn(into);
    const certificate = await authority.sign({ identity, names: ['127.0.0.1', 'localhost'], request, now });
    await keepAnswer(into, { certificate, authorities: authority.certificate });
    return into;
  };
  await give(HUB, folder, Date.now());
  return {
    folder,
    bringIn: (identity, at = Date.now()) => give(identity, newFolder(), at),
    revoke: (identity) => void authority.revokeMachine(clientIdOf(identity), Date.now()),
  };
}

/** A machine as it is in its folder, whatever the date. */
export const machineIn = (folder: string): IdentityFolder =>
  new IdentityFolder({ folder, now: () => null, graceMs: 0 });
