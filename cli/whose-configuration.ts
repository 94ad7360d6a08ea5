import { EdgeConfiguration } from '../edge/configuration.ts';
import { HubConfiguration } from '../hub/configuration.ts';
import { DemoConfiguration } from './demo/configuration.ts';
import { ConfigurationFault, checkSource, loadSource, type Source } from './load-configuration.ts';

/** A configuration file, checked, of whichever kind it is. */
export type AnyConfiguration =
  | { readonly of: 'unit'; readonly configuration: EdgeConfiguration }
  | { readonly of: 'hub'; readonly configuration: HubConfiguration }
  | { readonly of: 'demo'; readonly configuration: DemoConfiguration };

/**
 * Reads a configuration of any kind. Whose it is shows in its keys: a hub's has none of a unit's, neither has one of who comes
 * to the demo's ward.
 *
 * @throws ConfigurationFault with every fault, named by path and line
 */
export const loadAnyConfiguration = async (file: string): Promise<AnyConfiguration> =>
  checkAnySource(await loadSource(file));

/** Likewise, of a file that was read already. @throws ConfigurationFault */
export function checkAnySource(source: Source): AnyConfiguration {
  const { value } = source;
  const has = (...keys: string[]): boolean =>
    typeof value === 'object' && value !== null && keys.some((key) => Object.hasOwn(value, key));
  if (has('units', 'ward')) return { of: 'demo', configuration: checkSource(source, DemoConfiguration) };
  if (has('role', 'unit', 'section', 'devices'))
    return { of: 'unit', configuration: checkSource(source, EdgeConfiguration) };
  if (has('data', 'mqtt', 'offices')) return { of: 'hub', configuration: checkSource(source, HubConfiguration) };
  throw new ConfigurationFault(source.file, [
    'whose it is cannot be told: a unit begins with `unit: ukyo-shimin-1` and `role: lead`, a hub with `data: ./data/hub` ' +
      'and `offices:`, the demo with `hub:` and `units:`; see the examples in config/',
  ]);
}
