import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { accepts } from './ports.ts';
import { type Program, type Role, root, start } from './program.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** Where Debian's package puts it; undefined where it isn't installed. */
export const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((file) => existsSync(file));
export const NO_MOSQUITTO = 'mosquitto is missing (apt-get install mosquitto): an outside broker is not tested';

/** Who a mosquitto is, and what each machine may do there. */
export interface MosquittoIdentity {
  /** Of its identity, as it was brought in. */
  readonly folder: string;
  /** What `matazu acl` prints. */
  readonly acl: string;
  /** The list of who was shut out, PEM. */
  readonly revoked?: string;
}

/**
 * A mosquitto on loopback with its default persistence, started; it can be killed and started again. With an identity it speaks TLS
 * to machines of the city alone, as docs/operating.md says that it is to be set.
 */
export async function startMosquitto(stage: Stage, port: number, identity?: MosquittoIdentity): Promise<Role> {
  const file = stage.path('mosquitto.conf');
  const listener =
    identity === undefined ? [`listener ${port} 127.0.0.1`, 'allow_anonymous true'] : secured(stage, port, identity);
  const kept = ['persistence true', `persistence_location ${stage.folder}/`, `user ${userInfo().username}`];
  writeFileSync(file, [...kept, ...listener].join('\n'));
  const lives: Program[] = [];
  const current = (): Program => {
    const program = lives.at(-1);
    if (program === undefined) throw new Error('mosquitto was not started');
    return program;
  };
  const role: Role = {
    get program() {
      return current();
    },
    said: () => lives.flatMap(({ lines }) => lines),
    async start() {
      lives.push(start(stage, mosquitto ?? 'mosquitto', ['-c', file]));
      await until(`mosquitto listens on ${port}`, () => accepts(port));
    },
    kill: () => current().kill(),
  };
  await role.start();
  return role;
}

/** The configuration in docs/operating.md, with the files of this stage in place of those that it names. */
function secured(stage: Stage, port: number, { folder, acl, revoked }: MosquittoIdentity): string[] {
  const [, block] = /```\n(listener 8883\n.*?)```/s.exec(readFileSync(`${root}docs/operating.md`, 'utf8')) ?? [];
  if (block === undefined) throw new Error('docs/operating.md shows no configuration of mosquitto');
  const written = (option: string, text: string): string => {
    const file = stage.path(option);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  return block
    .replace('listener 8883', `listener ${port} 127.0.0.1`)
    .replaceAll('/etc/mosquitto/matazu.acl', written('acl_file', acl))
    .replaceAll(/^crlfile .*\n/gm, revoked === undefined ? '' : `crlfile ${written('crlfile', revoked)}\n`)
    .replaceAll('/etc/mosquitto/matazu', folder)
    .split('\n');
}
