import { EdgeConfiguration } from '../edge/configuration.ts';
import { systemClock } from '../edge/queue/clock.ts';
import { systemTimers } from '../hardware/timers.ts';
import type { Closable } from '../protocol/ground/environment.ts';
import { loadConfiguration } from './load-configuration.ts';
import { createLogger } from './logging.ts';
import { dashboardFolder, runUntilStopped, version } from './run.ts';
import { readSecret } from './secret.ts';

/** `matazu edge`: one unit, until it is told to stop. @throws ConfigurationFault, LogFault, the listeners' errors */
export async function edge({ config: file }: { config: string }): Promise<void> {
  const configuration = await loadConfiguration(file, EdgeConfiguration);
  const logger = await createLogger();
  const dashboard = dashboardFolder(logger);
  const pages = dashboard === undefined ? {} : { dashboard };
  const shared = { clock: systemClock(), logger, timers: systemTimers, random: Math.random, version, ...pages };
  const open = async (): Promise<Closable & { wedged?(): boolean }> => {
    if (configuration.role === 'member') {
      const { openMember } = await import('../edge/member.ts');
      return openMember({ ...shared, configuration });
    }
    const { openLead } = await import('../edge/lead.ts');
    const passwordFile = configuration.hub?.passwordFile;
    const secretFile = configuration.signIn.oidc?.secretFile;
    return openLead({
      ...shared,
      configuration,
      ...(passwordFile === undefined ? {} : { hubPassword: readSecret(passwordFile) }),
      ...(secretFile === undefined ? {} : { oidcSecret: readSecret(secretFile) }),
    });
  };
  await runUntilStopped(open(), logger);
}
