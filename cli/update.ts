import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from './run.ts';
import { LINK, linked, type Place } from './update/place.ts';
import { SERVICES, type Service, switchTo } from './update/services.ts';
import { readReleaseKey, UpdateFault } from './update/signature.ts';
import { checkConfiguration, leaveNothing, settleIn, takeBundle, unpack } from './update/take.ts';

export interface UpdateOptions {
  /** Whose signature is believed: a public key of minisign. */
  readonly key: string;
  /** How long a service may take until it is ready, minutes. */
  readonly within: number;
  readonly unit: string;
  readonly hub: string;
}

/**
 * `matazu update`: takes a signed bundle, checks it and this machine's configuration, and runs it in the place of the version
 * that runs here, or that version again. @throws UpdateFault, which says what was left as it was
 */
export async function update(file: string, { key, within, ...configurations }: UpdateOptions): Promise<void> {
  const program = realpathSync(fileURLToPath(new URL('../../', import.meta.url)));
  const place: Place = { folder: dirname(program) };
  const before = basename(program);
  if (linked(place) !== before)
    throw new UpdateFault(
      `this program is ${program}, and ${place.folder}/${LINK} does not lead there: run the one that it leads to`,
    );
  const services = servicesHere({ matazu: configurations.unit, 'matazu-hub': configurations.hub });
  try {
    const bundle = {
      file,
      signature: read(`${file}.minisig`, 'the signature stands beside the bundle'),
      key: readReleaseKey(read(key, 'the key of who makes the releases, see docs/operating.md'), key),
      here: { version, platform: `${process.platform}-${process.arch}` },
    };
    say(`${file} を確かめています / looking at whose it is`);
    const release = await takeBundle(place, bundle);
    const unpacked = unpack(place, release);
    for (const { configuration } of services) checkConfiguration(unpacked, configuration);
    settleIn(place, release);
    say(`${release.version} に切り替えます / switching to it, and waiting until it is ready`);
    const change = { version: release.version, before, services: services.map(({ service }) => service) };
    switchTo(place, { ...change, withinMs: within * 60_000 });
    say(`${release.version} が動いています（前の版 ${before} は残してあります） / it runs; ${before} is kept`);
  } finally {
    leaveNothing(place);
  }
}

/** The services of this machine are those whose configuration is there. @throws UpdateFault where there is none */
function servicesHere(configurations: Readonly<Record<Service, string>>) {
  const here = (Object.keys(SERVICES) as Service[])
    .map((service) => ({ service, configuration: configurations[service] }))
    .filter(({ configuration }) => existsSync(configuration));
  if (here.length === 0)
    throw new UpdateFault(`there is no ${configurations.matazu} and no ${configurations['matazu-hub']}`);
  return here;
}

function read(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UpdateFault(`${file} cannot be read: ${what}`);
  }
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
