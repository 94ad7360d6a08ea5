import { existsSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { IDENTITY_FILES } from '../../protocol/identity/files.ts';
import { accepts } from './ports.ts';
import { type Program, type Role, start } from './program.ts';
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
  const lines = [
    `listener ${port} 127.0.0.1`,
    'persistence true',
    `persistence_location ${stage.folder}/`,
    `user ${userInfo().username}`,
  ];
  writeFileSync(
    file,
    [...lines, ...(identity === undefined ? ['allow_anonymous true'] : secured(stage, identity))].join('\n'),
  );
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

function secured(stage: Stage, { folder, acl, revoked }: MosquittoIdentity): string[] {
  const written = (option: string, text: string): string => {
    const file = stage.path(option);
    writeFileSync(file, text, { mode: 0o600 });
    return `${option} ${file}`;
  };
  const own = join(folder, IDENTITY_FILES.own);
  return [
    `cafile ${join(folder, IDENTITY_FILES.authorities)}`,
    `certfile ${own}`,
    `keyfile ${own}`,
    ...(revoked === undefined ? [] : [written('crlfile', revoked)]),
    written('acl_file', acl),
    'require_certificate true',
    'use_identity_as_username true',
    'use_username_as_clientid true',
    'allow_anonymous false',
    'message_size_limit 524288',
    'max_queued_messages 1000',
  ];
}
