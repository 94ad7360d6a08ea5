import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemClock } from '../../edge/queue/clock.ts';
import type { Code } from '../../protocol/identity/authority/code.ts';
import { KeptAuthority } from '../../protocol/identity/authority/kept-authority.ts';
import { IdentityFault } from '../../protocol/identity/files.ts';
import { IdentityFolder } from '../../protocol/identity/folder.ts';
import { HUB, type Identity } from '../../protocol/identity/identity.ts';
import { ConfigurationFault } from '../load-configuration.ts';
import { loadAnyConfiguration } from '../whose-configuration.ts';

/** How every command of an identity is told where it lies. */
export interface PlaceOptions {
  readonly folder?: string;
  readonly config?: string;
}

export interface Place {
  readonly folder: string;
  /** Whose configuration it is; undefined where none was given. */
  readonly machine: Identity | undefined;
  /** Where machines come in, if the configuration says so. */
  readonly enrolPort: number | undefined;
}

/** @throws ConfigurationFault, IdentityFault */
export async function placeOf({ folder, config }: PlaceOptions): Promise<Place> {
  if (config === undefined) {
    if (folder === undefined) throw new IdentityFault('say where the identity lies: --config FILE, or --folder FOLDER');
    return { folder: mine(folder), machine: undefined, enrolPort: undefined };
  }
  const { of, configuration } = await loadAnyConfiguration(config);
  if (of === 'demo')
    throw new ConfigurationFault(config, ['the demo has no identity; give a hub’s or a unit’s configuration']);
  const place = folder ?? configuration.identity?.folder;
  if (place === undefined)
    throw new ConfigurationFault(config, ['identity: missing; write where it lies, as in { folder: ./identity }']);
  const enrol =
    configuration.identity !== undefined && 'enrol' in configuration.identity
      ? configuration.identity.enrol
      : undefined;
  return { folder: mine(place), machine: of === 'hub' ? HUB : unitOf(configuration), enrolPort: enrol?.port };
}

/** What root writes is closed to the service, whose folder it is. @throws IdentityFault where root runs a command on it */
function mine(folder: string): string {
  const { uid } = statSync(nearest(resolve(folder)));
  if (process.getuid?.() !== 0 || uid === 0) return folder;
  throw new IdentityFault(
    `${folder} is another user’s (${uid}), who could not read what root writes: run this as that user, as in sudo -u matazu env -C /var/lib/matazu …`,
  );
}

const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)));

interface OfUnit {
  readonly role: 'lead' | 'member';
  readonly office: string;
  readonly section: { readonly id: string };
  readonly unit: string;
}

function unitOf({ role, office: path, section, unit }: OfUnit): Identity {
  const [city = '', office = ''] = path.split('/');
  return { role, city, office, section: section.id, unit };
}

/** The authority that lies there. @throws IdentityFault */
export const authorityAt = ({ folder }: Place): Promise<KeptAuthority> => KeptAuthority.open(folder);

const ENROL_PORT = 8443;

/** `host:port` under which machines reach whoever signs here: as told, or by its first name. @throws IdentityFault where it has none */
export function signerAt({ folder, enrolPort = ENROL_PORT }: Place, at?: string): Code['at'] {
  if (at !== undefined) {
    if (/^\S+:\d{1,5}$/.test(at)) return at;
    throw new IdentityFault(`--at ${at} is no address: write HOST:PORT, as in 192.168.1.5:${ENROL_PORT}`);
  }
  const [name] = new IdentityFolder({ folder, now: () => null, graceMs: 0 }).names;
  if (name === undefined)
    throw new IdentityFault(`say where machines reach this one: --at HOST:PORT, as in 192.168.1.5:${ENROL_PORT}`);
  return name.includes(':') ? `[${name}]:${enrolPort}` : `${name}:${enrolPort}`;
}

/** What a configuration says of an identity in this folder. */
export const lineFor = (folder: string, isSigner = false): string =>
  `identity: { folder: ${resolve(folder)}${isSigner ? `, enrol: { host: 0.0.0.0, port: ${ENROL_PORT} }` : ''} }`;

/** Certificates have dates: one that is made by a clock that is behind has ended when that is put right. */
export function tellOfClock(): void {
  if (systemClock().trusted()) return;
  process.stderr.write(
    'この端末の時計は、時刻サーバーに合っていません。合わせてからやり直すことをお勧めします / this machine’s clock was not set by a time server: better set it first, and do this again\n',
  );
}

export const COMPARE =
  '指紋が認証局のものと同じか、確かめてください / compare the fingerprint with what "matazu ca list" says there';

export const say = (...lines: readonly string[]): boolean => process.stdout.write(`${lines.join('\n')}\n`);
