import { EdgeConfiguration } from '../edge/configuration.ts';
import { HubConfiguration } from '../hub/configuration.ts';
import { DemoConfiguration } from './demo/configuration.ts';
import { ConfigurationFault, checkSource, loadSource, type Source } from './load-configuration.ts';

/** `matazu check`: lists every fault of a unit's, a hub's or the demo's configuration. @throws ConfigurationFault */
export async function check({ config: file }: { config: string }): Promise<void> {
  const whose = kindOf(await loadSource(file));
  process.stdout.write(`${file} is a sound configuration of ${whose}.\n`);
}

/** Whose a file is shows in its keys: a hub's has none of a unit's, neither has one of who comes to the demo's ward. */
function kindOf(source: Source): string {
  const { value } = source;
  const has = (...keys: string[]): boolean =>
    typeof value === 'object' && value !== null && keys.some((key) => Object.hasOwn(value, key));
  if (has('units', 'ward')) {
    checkSource(source, DemoConfiguration);
    return 'the demo';
  }
  if (has('role', 'unit', 'section', 'devices')) return `a ${checkSource(source, EdgeConfiguration).role}`;
  if (has('data', 'mqtt', 'offices')) {
    checkSource(source, HubConfiguration);
    return 'a hub';
  }
  throw new ConfigurationFault(source.file, [
    'whose it is cannot be told: a unit begins with `unit: ukyo-shimin-1` and `role: lead`, a hub with `data: ./data/hub` ' +
      'and `offices:`, the demo with `hub:` and `units:`; see the examples in config/',
  ]);
}
