import { EdgeConfiguration } from '../edge/configuration.ts';
import { systemTimers } from '../hardware/timers.ts';
import { ConfigurationFault, loadConfiguration } from './load-configuration.ts';
import { createLogger } from './logging.ts';
import { type Probed, probeDevice } from './probe/probe-device.ts';
import { report, table } from './probe/words.ts';

/**
 * `matazu probe`: opens a unit's devices, one named or one after another all, and says what is there, what is missing and the
 * command that mends it. The status is 1 where a device doesn't work. @throws ConfigurationFault
 */
export async function probe(
  id: string | undefined,
  { config: file, print = false }: { config: string; print?: boolean },
): Promise<void> {
  const { devices } = await loadConfiguration(file, EdgeConfiguration);
  const chosen = id === undefined ? devices : devices.filter((device) => device.id === id);
  if (id !== undefined && chosen.length === 0) {
    const names = devices.map((device) => device.id).join(', ') || 'none';
    throw new ConfigurationFault(file, [`devices: there is no device ${id}; it has: ${names}`]);
  }
  const logger = createLogger(process.env.LOG_LEVEL ?? 'error');
  const options = { logger, timers: systemTimers, random: Math.random, print };
  const probed: Probed[] = [];
  for (const device of chosen) {
    if (id === undefined && process.stderr.isTTY) process.stderr.write(`\r\x1b[K${device.id} …`);
    probed.push(await probeDevice(device, options));
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const printers = chosen.some(({ kind }) => kind === 'printer');
  const lines = [
    ...(id === undefined ? table(probed) : probed.flatMap(report)),
    ...(chosen.length === 0 ? [`${file}: 機器の設定がありません / it configures no device`] : []),
    ...(printers && !print ? ['テスト印字は --print で行います / no ticket was printed; --print prints one'] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = probed.every(({ works }) => works) ? 0 : 1;
}
