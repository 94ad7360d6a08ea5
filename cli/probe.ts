import { kindOf } from '../hardware/open-device.ts';
import { systemTimers } from '../hardware/timers.ts';
import { ConfigurationFault } from './load-configuration.ts';
import { createLogger } from './logging.ts';
import { dataFolderFinding } from './probe/data-folder.ts';
import { identityFindings } from './probe/identity.ts';
import { type Probed, probeDevice } from './probe/probe-device.ts';
import { findingLines, report, table } from './probe/words.ts';
import { loadAnyConfiguration } from './whose-configuration.ts';

/**
 * `matazu probe`: opens a unit's devices, one named or one after another all, and says what is there, what is missing and the
 * command that mends it; with all of them also whether this user can write the unit's data, and who the unit is. The status is 1 where something
 * doesn't work. @throws ConfigurationFault
 */
export async function probe(
  id: string | undefined,
  { config: file, ...asked }: { config: string; print?: boolean; say?: boolean },
): Promise<void> {
  const read = await loadAnyConfiguration(file);
  if (read.of !== 'unit')
    throw new ConfigurationFault(file, [
      `it is of a ${read.of}, and probe looks at a unit: "matazu check" reads this file, and "matazu ca list" says whose certificates stand`,
    ]);
  const { devices, data, identity } = read.configuration;
  const chosen = id === undefined ? devices : devices.filter((device) => device.id === id);
  if (id !== undefined && chosen.length === 0) {
    const names = devices.map((device) => device.id).join(', ') || 'none';
    throw new ConfigurationFault(file, [`devices: there is no device ${id}; it has: ${names}`]);
  }
  const logger = await createLogger(process.env.LOG_LEVEL ?? 'error');
  const trials = Object.entries(asked).flatMap(([option, wanted]) => (wanted ? [option] : []));
  const options = { logger, timers: systemTimers, random: Math.random, trials, patient: id !== undefined };
  const probed: Probed[] = [];
  for (const device of chosen) {
    if (id === undefined && process.stderr.isTTY) process.stderr.write(`\r\x1b[K${device.id} …`);
    const { asksFor } = kindOf(device);
    if (id !== undefined && asksFor !== undefined) process.stderr.write(`${asksFor.words}\n`);
    probed.push(await probeDevice(device, options));
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const untried = new Set(
    chosen.flatMap((device) => {
      const { trial } = kindOf(device);
      return trial === undefined || trials.includes(trial.option) ? [] : [trial.untried];
    }),
  );
  const ofFolders =
    id !== undefined
      ? []
      : [
          ...(data === undefined ? [] : [dataFolderFinding(data)]),
          ...(identity === undefined ? [] : identityFindings(identity.folder, Date.now())),
        ];
  const lines = [
    ...ofFolders.flatMap(findingLines),
    ...(id === undefined ? table(probed) : probed.flatMap(report)),
    ...(chosen.length === 0 ? [`${file}: 機器の設定がありません / it configures no device`] : []),
    ...untried,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = probed.every(({ works }) => works) && ofFolders.every(({ is }) => is !== 'missing') ? 0 : 1;
}
