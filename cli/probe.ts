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
  { config: file, print = false, say = false }: { config: string; print?: boolean; say?: boolean },
): Promise<void> {
  const { devices } = await loadConfiguration(file, EdgeConfiguration);
  const chosen = id === undefined ? devices : devices.filter((device) => device.id === id);
  if (id !== undefined && chosen.length === 0) {
    const names = devices.map((device) => device.id).join(', ') || 'none';
    throw new ConfigurationFault(file, [`devices: there is no device ${id}; it has: ${names}`]);
  }
  const logger = createLogger(process.env.LOG_LEVEL ?? 'error');
  const options = { logger, timers: systemTimers, random: Math.random, print, say, patient: id !== undefined };
  const probed: Probed[] = [];
  for (const device of chosen) {
    if (id === undefined && process.stderr.isTTY) process.stderr.write(`\r\x1b[K${device.id} …`);
    if (id !== undefined && device.kind === 'scanner')
      process.stderr.write('コードを一つ読み取ってください（20秒） / hold any code under the scanner (20 s)\n');
    probed.push(await probeDevice(device, options));
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const printers = chosen.some(({ kind }) => kind === 'printer');
  const speakers = chosen.some(({ kind }) => kind === 'speaker');
  const lines = [
    ...(id === undefined ? table(probed) : probed.flatMap(report)),
    ...(chosen.length === 0 ? [`${file}: 機器の設定がありません / it configures no device`] : []),
    ...(printers && !print ? ['テスト印字は --print で行います / no ticket was printed; --print prints one'] : []),
    ...(speakers && !say ? ['試験の放送は --say で行います / nothing was said; --say says that it is a test'] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = probed.every(({ works }) => works) ? 0 : 1;
}
