import { readFile } from 'node:fs/promises';
import { EdgeConfiguration } from '../edge/configuration.ts';
import { HubConfiguration } from '../hub/configuration.ts';
import { ConfigurationFault, readConfiguration } from './load-configuration.ts';

/** `matazu check`: lists every fault of a unit's or a hub's configuration. @throws ConfigurationFault */
export async function check({ config: file }: { config: string }): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new ConfigurationFault(file, ['the file cannot be read; check the name given with --config']);
  });
  const isUnit = /^\s*(role|unit)\s*:/m.test(text);
  const checked = readConfiguration(file, text, isUnit ? EdgeConfiguration : HubConfiguration);
  process.stdout.write(`${file} is a sound configuration of ${'role' in checked ? `a ${checked.role}` : 'a hub'}.\n`);
}
