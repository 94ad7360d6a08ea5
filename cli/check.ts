import { accessSync, constants } from 'node:fs';
import { loadSource } from './load-configuration.ts';
import { readSecret } from './secret.ts';
import { type AnyConfiguration, checkAnySource } from './whose-configuration.ts';

/** `matazu check`: lists every fault of a unit's, a hub's or the demo's configuration. @throws ConfigurationFault */
export async function check({ config: file }: { config: string }): Promise<void> {
  const source = await loadSource(file);
  const checked = checkAnySource(source);
  const secret = secretOf(checked);
  if (secret !== undefined && isReadable(secret)) readSecret(secret);
  process.stdout.write(
    [
      `${file} is a sound configuration of ${whose(checked)}.`,
      ...(source.changes.length === 0 ? [] : ['Some texts are read in other signs than they are written in:']),
      ...source.changes.map((change) => `  ${change}`),
      '',
    ].join('\n'),
  );
}

function whose({ of, configuration }: AnyConfiguration): string {
  if (of === 'unit') return `a ${configuration.role}`;
  return of === 'hub' ? 'a hub' : 'the demo';
}

function secretOf({ of, configuration }: AnyConfiguration): string | undefined {
  if (of === 'unit') return configuration.role === 'lead' ? configuration.hub?.passwordFile : undefined;
  if (of === 'hub') return 'url' in configuration.mqtt ? configuration.mqtt.passwordFile : undefined;
  return undefined;
}

/** A secret is its service's: whoever checks the configuration needn't be able to read it, nor be on that machine. */
function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
