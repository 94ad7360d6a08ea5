import { HubConfiguration } from '../hub/configuration.ts';
import { openHub } from '../hub/hub.ts';
import { loadConfiguration } from './load-configuration.ts';
import { createLogger } from './logging.ts';
import { dashboardFolder, readSecret, runUntilStopped, version } from './run.ts';

/** `matazu hub`: a city's hub, until it is told to stop. @throws ConfigurationFault, StoreFault, the listeners' errors */
export async function hub({ config: file }: { config: string }): Promise<void> {
  const configuration = await loadConfiguration(file, HubConfiguration);
  const logger = await createLogger();
  const dashboard = dashboardFolder(logger);
  const { mqtt } = configuration;
  const brokerPassword = 'url' in mqtt ? readSecret(mqtt.passwordFile) : undefined;
  const role = await openHub({
    configuration,
    logger,
    now: Date.now,
    version,
    ...(dashboard === undefined ? {} : { dashboard }),
    ...(brokerPassword === undefined ? {} : { brokerPassword }),
  });
  await runUntilStopped(role, logger);
}
