import { existsSync, writeFileSync } from 'node:fs';
import { accepts } from './ports.ts';
import { type Program, type Role, start } from './program.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** Where Debian's package puts it; undefined where it isn't installed. */
export const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((file) => existsSync(file));
export const NO_MOSQUITTO = 'mosquitto is missing (apt-get install mosquitto): an outside broker is not tested';

/** A mosquitto on loopback with its default persistence, started; it can be killed and started again. */
export async function startMosquitto(stage: Stage, port: number): Promise<Role> {
  const file = stage.path('mosquitto.conf');
  writeFileSync(
    file,
    `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location ${stage.folder}/\n`,
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
