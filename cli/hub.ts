import { HubConfiguration } from '../hub/configuration.ts';
import { openHub } from '../hub/hub.ts';
import { loadConfiguration } from './load-configuration.ts';
import { createLogger } from './logging.ts';
import { dashboardFolder, runUntilStopped, version } from './run.ts';
import { readSecret } from './secret.ts';

/** `matazu hub`: a city's hub, until it is told to stop. @throws ConfigurationFault, StoreFault, the listeners' errors */
export async function hub({ config: file }: { config: string }): Promise<void> {
  const configuration = await loadConfiguration(file, HubConfiguration);
  const logger = await createLogger();
  const dashboard = dashboardFolder(logger);
  const { mqtt } = configuration;
  const passwordFile = 'url' in mqtt ? mqtt.passwordFile : undefined;
  const opening = openHub({
    configuration,
    logger,
    now: Date.now,
    version,
    ...(dashboard === undefined ? {} : { dashboard }),
    ...(passwordFile === undefined ? {} : { brokerPassword: readSecret(passwordFile) }),
  });
  await runUntilStopped(opening, logger);
}
