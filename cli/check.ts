import { type AnyConfiguration, loadAnyConfiguration } from './whose-configuration.ts';

/** `matazu check`: lists every fault of a unit's, a hub's or the demo's configuration. @throws ConfigurationFault */
export async function check({ config: file }: { config: string }): Promise<void> {
  process.stdout.write(`${file} is a sound configuration of ${whose(await loadAnyConfiguration(file))}.\n`);
}

function whose({ of, configuration }: AnyConfiguration): string {
  if (of === 'unit') return `a ${configuration.role}`;
  return of === 'hub' ? 'a hub' : 'the demo';
}
