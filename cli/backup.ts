import { logFile } from '../edge/queue/sqlite-log.ts';
import { storeFile } from '../hub/store/sqlite-store.ts';
import { copyDatabase } from '../protocol/ground/sqlite-file.ts';
import { ConfigurationFault } from './load-configuration.ts';
import { type AnyConfiguration, loadAnyConfiguration } from './whose-configuration.ts';

/** `matazu backup`: a copy of a lead's log or of a hub's store, running or not. @throws ConfigurationFault, CopyFault */
export async function backup(copy: string, { config }: { config: string }): Promise<void> {
  const file = keptBy(await loadAnyConfiguration(config));
  if (file === undefined)
    throw new ConfigurationFault(config, ['there is nothing to back up: only a lead and a hub keep anything']);
  copyDatabase(file, copy);
  process.stdout.write(`${copy} holds all of ${file} as it stood\n`);
}

function keptBy({ of, configuration }: AnyConfiguration): string | undefined {
  if (of === 'hub') return storeFile(configuration.data);
  return of === 'unit' && configuration.role === 'lead' ? logFile(configuration.data) : undefined;
}
