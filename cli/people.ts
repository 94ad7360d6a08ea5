import { mkdirSync, statSync } from 'node:fs';
import { EdgeConfiguration } from '../edge/configuration.ts';
import { FirstCode, peopleFolder } from '../edge/identity/people/first-code.ts';
import { ConfigurationFault, loadConfiguration } from './load-configuration.ts';

/**
 * `matazu people first-code`: a code with which somebody becomes a supervisor of a section, beside its running lead or without it.
 * The one before is worth nothing. @throws ConfigurationFault, the file system's errors
 */
export async function firstCode({ config }: { config: string }): Promise<void> {
  const unit = await loadConfiguration(config, EdgeConfiguration);
  if (unit.role !== 'lead')
    throw new ConfigurationFault(config, ['people sign in at the lead of a section: do this there']);
  if (unit.identity === undefined)
    throw new ConfigurationFault(config, [
      'identity: nobody signs in at a unit without one; bring it in with "matazu join CODE"',
    ]);
  mkdirSync(unit.data, { recursive: true });
  // Files of another user's could not be read by the lead.
  if (statSync(unit.data).uid !== process.getuid?.())
    throw new ConfigurationFault(config, [
      `data: ${unit.data} is another user’s; do this as the user to whom it belongs (sudo -u …)`,
    ]);
  const code = new FirstCode(peopleFolder(unit.data)).make();
  process.stdout.write(
    `${code}\n/sign-in を開き、「はじめて・暗証番号を忘れた」で入力してください。1回だけ使えます。 / Open /sign-in and type it where a PIN is chosen; it is good once.\n`,
  );
}
