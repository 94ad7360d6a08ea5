import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadConfiguration } from '../load-configuration.ts';
import { createLogger } from '../logging.ts';
import { dashboardFolder, runUntilStopped, version } from '../run.ts';
import { DemoConfiguration } from './configuration.ts';
import { listeners } from './links.ts';
import { type Demo, type DemoOptions, openDemo } from './open-demo.ts';
import { DemoFault, requireFree } from './ports.ts';
import { addresses, progressLine } from './words.ts';

export interface DemoArguments {
  readonly config?: string;
  readonly speed: number;
  readonly seed: number;
}

/** This file runs from `dist/cli/demo/`, three folders below the package. */
const OWN_CONFIGURATION = fileURLToPath(new URL('../../../config/demo.yaml', import.meta.url));
const FASTEST = 600;
/** Whoever presses Ctrl-C has the terminal back within this, whatever hangs; milliseconds. */
const CLOSE_MS = 1_800;

/** `matazu demo`: a living ward until it is told to stop. @throws ConfigurationFault, DemoFault, what the parts throw */
export async function demo({ config: file = OWN_CONFIGURATION, speed, seed }: DemoArguments): Promise<void> {
  if (!(speed >= 1 && speed <= FASTEST)) {
    throw new DemoFault('arguments', `--speed takes a number from 1 to ${FASTEST}, as in --speed 30`);
  }
  if (!Number.isInteger(seed)) throw new DemoFault('arguments', '--seed takes a whole number, as in --seed 7');
  const configuration = await loadConfiguration(file, DemoConfiguration);
  const isOwn = file === OWN_CONFIGURATION;
  const remedy = isOwn
    ? 'copy config/demo.yaml, change the port and run `matazu demo --config COPY`'
    : `change the port in ${file}`;
  await requireFree(listeners(configuration), remedy);

  const logger = await createLogger(process.env.LOG_LEVEL ?? 'warn');
  const dashboard = dashboardFolder(logger);
  const progress = progressLine(process.stderr);
  const say = (text: string): void => {
    process.stdout.write(text);
  };
  const running = await openUnlessStopped({
    configuration,
    speed,
    seed,
    day: new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(Date.now()),
    logger,
    version,
    ...(dashboard === undefined ? {} : { dashboard }),
    onProgress: progress,
    onNight: (day) =>
      say(`本日の受付は終わりました。翌開庁日 ${day} の朝へ進みます。 The day is over; on to the morning of ${day}.\n`),
  });
  say(addresses({ links: running.links, benchUrl: running.benchUrl, speed, seed }));
  const close = async (): Promise<void> => {
    const late = delay(CLOSE_MS, 'late');
    if ((await Promise.race([running.close(), late])) !== 'late') return;
    logger.warn({ folder: running.folder }, 'something did not close in time; the demo stops all the same');
  };
  await runUntilStopped(Promise.resolve({ close }), logger);
  // Everything is closed: no forgotten timer keeps the terminal waiting.
  process.exit();
}

/** Whoever stops the demo while it starts has the terminal back as soon as what is open is closed; the second time, at once. */
async function openUnlessStopped(options: DemoOptions): Promise<Demo> {
  const stopped = new AbortController();
  let status = 0;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopped.signal.aborted) process.exit(status);
    status = signal === 'SIGINT' ? 130 : 143;
    stopped.abort();
    setTimeout(() => process.exit(status), CLOSE_MS);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await openDemo({ ...options, signal: stopped.signal });
  } catch (error) {
    if (stopped.signal.aborted) process.exit(status);
    throw error;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
