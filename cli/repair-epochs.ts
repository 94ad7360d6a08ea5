import { openSqliteLog, readSqliteLog } from '../edge/queue/sqlite-log.ts';
import { leadConfiguration } from './log.ts';

/**
 * `matazu log --repair-epoch`: numbers those epochs of a stopped lead's log anew that lie in the future of this machine's clock.
 * A running lead does the same by itself where its clock is trusted. @throws ConfigurationFault, LogFault
 */
export async function repairEpochs({ config: file }: { config: string }): Promise<void> {
  const { data } = await leadConfiguration(file);
  // One that isn't there is not begun.
  readSqliteLog(data).next();
  const log = openSqliteLog(data, Date.now());
  const epochs = log.repairEpochs(Date.now());
  log.close();
  process.stdout.write(`${data}: ${epochs} epochs from the future were numbered anew\n`);
}
