import { spawnSync } from 'node:child_process';
import { endTrial, folderOf, link, type Place, putOnTrial } from './place.ts';
import { UpdateFault } from './signature.ts';

/** What systemd runs of Matazu, and where the configuration of each is. */
export const SERVICES = { matazu: '/etc/matazu/section.yaml', 'matazu-hub': '/etc/matazu/hub.yaml' } as const;
/** Where a service starts, and relative paths in its configuration begin. */
export const WORKING_DIRECTORY = '/var/lib/matazu';
export type Service = keyof typeof SERVICES;

export interface Switch {
  readonly version: string;
  /** The folder of the version that runs now. */
  readonly before: string;
  readonly services: readonly Service[];
  /** How long a service may take until it is ready, milliseconds. */
  readonly withinMs: number;
}

/**
 * Lets the link name the new version, starts the services anew, and waits until each says that it is ready. Where one does not,
 * the version before runs again: it is switched back here, or, were this program gone too, by the service's own next starts.
 *
 * @throws UpdateFault where the version before runs again
 */
export function switchTo(place: Place, { version, before, services, withinMs }: Switch): void {
  if (spawnSync('systemctl', ['--version']).status !== 0)
    throw new UpdateFault('systemctl does not run, so no service can be started anew: run this on the machine itself');
  for (const service of services) putOnTrial(place, service, before);
  link(place, folderOf(version));
  const failed = services.find((service) => !startsAnew(service, withinMs));
  for (const service of services) endTrial(place, service);
  if (failed === undefined) return;
  link(place, before);
  for (const service of services) startsAnew(service, withinMs);
  throw new UpdateFault(
    `${failed} did not become ready with ${version}, so ${before} runs again; see why: journalctl -u ${failed} -n 50`,
  );
}

/** Starts a service anew and waits until it says that it is ready; whether it did. */
const startsAnew = (service: Service, timeout: number): boolean =>
  spawnSync('systemctl', ['restart', service], { stdio: 'inherit', timeout }).status === 0;
