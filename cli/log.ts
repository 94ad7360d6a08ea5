import { once } from 'node:events';
import { EdgeConfiguration, type LeadConfiguration } from '../edge/configuration.ts';
import { readSqliteLog } from '../edge/queue/sqlite-log.ts';
import { ConfigurationFault, loadConfiguration } from './load-configuration.ts';

/** `matazu log`: a lead's log as JSON lines `{section, event}`. @throws ConfigurationFault, LogFault */
export async function log({ config: file }: { config: string }): Promise<void> {
  const configuration = await leadConfiguration(file);
  const section = `${configuration.office}/${configuration.section.id}`;
  for (const event of readSqliteLog(configuration.data)) {
    // The code opens a resident's page; it is nobody else's.
    const shown = 'code' in event ? { ...event, code: 'withheld' } : event;
    if (!process.stdout.write(`${JSON.stringify({ section, event: shown })}\n`)) await once(process.stdout, 'drain');
  }
}

/** The configuration of a lead. @throws ConfigurationFault, also where it is a member's */
export async function leadConfiguration(file: string): Promise<LeadConfiguration> {
  const configuration = await loadConfiguration(file, EdgeConfiguration);
  if (configuration.role === 'lead') return configuration;
  throw new ConfigurationFault(file, ["role: only a lead keeps a log; give the section's lead's configuration"]);
}
