import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { endTrial, folderOf, isOnTrial, link, type Place, putOnTrial } from './place.ts';
import { UpdateFault } from './signature.ts';

/** What systemd runs of Matazu, and where the configuration of each is. */
export const SERVICES = { matazu: '/etc/matazu/section.yaml', 'matazu-hub': '/etc/matazu/hub.yaml' } as const;
/** Where a service starts, and relative paths in its configuration begin. */
export const WORKING_DIRECTORY = '/var/lib/matazu';
export type Service = keyof typeof SERVICES;
const NAMES = Object.keys(SERVICES) as Service[];

/**
 * The services of this machine: those whose configuration is there, and which systemd starts by itself.
 *
 * @throws UpdateFault where there is none, or one would not go back by itself to the version that runs
 */
export function servicesHere(place: Place, configurations: Readonly<Record<Service, string>>): readonly Service[] {
  const here = NAMES.filter((service) => existsSync(configurations[service]) && installed(service).enabled);
  if (here.length === 0)
    throw new UpdateFault(
      `there is nothing to update: neither ${configurations.matazu} with the service matazu enabled, nor ${configurations['matazu-hub']} with matazu-hub`,
    );
  for (const service of here) {
    if (!installed(service).settles)
      throw new UpdateFault(
        `the service ${service} would not go back by itself: install hardware/wiring/matazu-settle and copy ${service}.service anew (docs/operating.md, Install), then sudo systemctl daemon-reload`,
      );
    if (isOnTrial(place, service))
      throw new UpdateFault(
        `an update of ${service} was cut off half-way: sudo systemctl restart ${service} ends it, with the new version or the one before it; then try again`,
      );
  }
  return here;
}

/** What systemd knows of a service. @throws UpdateFault where it can't be asked */
function installed(service: Service): { enabled: boolean; settles: boolean } {
  const properties = ['UnitFileState', 'ExecStartPre', 'ExecStartPost', 'ExecStopPost'];
  const asked = spawnSync('systemctl', ['show', `--property=${properties.join()}`, service], { encoding: 'utf8' });
  if (asked.status !== 0)
    throw new UpdateFault('systemctl does not run, so no service can be started anew: run this on the machine itself');
  const settlers = [...asked.stdout.matchAll(/^Exec\w+=.*path=(\S*\/matazu-settle) /gm)];
  return {
    enabled: /^UnitFileState=enabled/m.test(asked.stdout),
    settles: settlers.length === 3 && settlers.every(([, file = '']) => existsSync(file)),
  };
}

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
export function switchTo(place: Place, change: Switch): void {
  const { version, before, services, withinMs } = change;
  const fault = tryIt(place, change);
  // Back first: with its trial over and the power cut before this, the new version would stay for good.
  if (fault !== undefined) link(place, before);
  for (const service of services) endTrial(place, service);
  if (fault === undefined) return;
  // Each of them, also where one does not start: the others have the new version running, or nothing.
  const [down] = services.filter((service) => !startsAnew(service, withinMs));
  const then = down === undefined ? `so ${before} runs again` : `and ${down} does not with ${before} either`;
  throw new UpdateFault(`${fault} with ${version}, ${then}; see why: journalctl -u ${down ?? services[0]} -n 50`);
}

/** What failed, if anything did. */
function tryIt(place: Place, { version, before, services, withinMs }: Switch): string | undefined {
  try {
    for (const service of services) putOnTrial(place, service, before);
    link(place, folderOf(version));
  } catch (error) {
    return `${place.folder} could not be changed (${String(error)}) for the start`;
  }
  const failed = services.find((service) => !startsAnew(service, withinMs));
  return failed && `${failed} did not become ready`;
}

/** Starts a service anew and waits until it says that it is ready; whether it did. */
const startsAnew = (service: Service, timeout: number): boolean =>
  spawnSync('systemctl', ['restart', service], { stdio: 'inherit', timeout }).status === 0;
