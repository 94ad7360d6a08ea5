import { UpdateFault } from './signature.ts';

/** What a bundle's signature says it is: `matazu 0.3.0 linux-arm64`. */
export interface Release {
  readonly version: string;
  readonly platform: string;
}

const TOLD = /^matazu (\d+\.\d+\.\d+) (\w+-\w+)$/;

/** Reads what was signed with a bundle, and refuses what this machine should not have. @throws UpdateFault */
export function releaseFor(told: string, here: Release): Release {
  const [, version, platform] = TOLD.exec(told) ?? [];
  if (version === undefined || platform === undefined)
    throw new UpdateFault(`it is signed as “${told}”, which is no bundle of Matazu`);
  if (platform !== here.platform)
    throw new UpdateFault(`it is for ${platform}, and this machine is ${here.platform}; take the file for that`);
  if (version === here.version) throw new UpdateFault(`${version} is what runs here already`);
  if (isOlder(version, here.version))
    throw new UpdateFault(
      `it is ${version}, older than the ${here.version} that runs here, whose data an older version may not read`,
    );
  return { version, platform };
}

/** Of two versions in three numbers. */
function isOlder(version: string, than: string): boolean {
  const numbers = than.split('.').map(Number);
  const differs = version
    .split('.')
    .map((number, i) => Number(number) - (numbers[i] ?? 0))
    .find((difference) => difference !== 0);
  return differs !== undefined && differs < 0;
}
