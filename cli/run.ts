import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemTimers } from '../hardware/timers.ts';
import type { Closable, Logger } from '../protocol/ground/environment.ts';
import { tellService } from './service-notice.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The package's version. This file runs from `dist/cli/`, two folders below package.json. */
export const version: string = (JSON.parse(readFileSync(root('package.json'), 'utf8')) as { version: string }).version;

/** The built pages; undefined, with a warning, where they were not built. */
export function dashboardFolder(logger: Logger): string | undefined {
  const folder = root('dist/dashboard');
  if (existsSync(folder)) return folder;
  logger.warn({ folder }, 'the pages are not built, so the API is served alone; run `npm run build`');
  return undefined;
}

/**
 * Keeps a role running from the moment it begins to open until it is told to stop, then closes it. A second signal stops at
 * once. A service manager that waits for it is told that it starts, that it is ready, and that it is well.
 *
 * @throws what the opening throws
 */
export async function runUntilStopped(
  opening: Promise<Closable & { wedged?(): boolean }>,
  logger: Logger,
): Promise<void> {
  const service = tellService({ environment: process.env, timers: systemTimers, logger });
  const role = await opening;
  service.ready(() => role.wedged?.() ?? false);
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  logger.info({ signal }, 'stopping');
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  service.end();
  await role.close();
}
