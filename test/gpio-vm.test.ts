import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { panelCases } from '../hardware/testing/panel-cases.ts';

/**
 * A panel on this machine's own pins, on a real kernel: test/gpio-vm/run boots one with a simulated chip under emulation and runs
 * dist/test/gpio-vm/inside.js there. Each of the kernel's interfaces has a machine of its own, one after another.
 */
const folder = join(import.meta.dirname, 'gpio-vm');
const secondTools = join(folder, '.gpiod-2/bin');

const missingTools = ['qemu-system-x86_64', 'busybox', 'gpiomon', 'cpio'].filter((tool) => !isOnPath(tool));
const missing =
  missingTools.length > 0
    ? `${missingTools.join(', ')} not installed (apt-get install qemu-system-x86 busybox-static gpiod cpio)`
    : existsSync(secondTools)
      ? null
      : 'libgpiod 2 is not there (test/gpio-vm/get-gpiod-2)';
if (missing !== null) process.stderr.write(`${missing}: tests on a real GPIO chip are left out\n`);

function isOnPath(tool: string): boolean {
  return (process.env.PATH ?? '').split(':').some((directory) => existsSync(join(directory, tool)));
}

const SECONDS = 600;
const PATIENCE_MS = 3 * SECONDS * 1000;

/** What happened inside, by case: null where all was well. */
function boot(through: string, path: string): Promise<Map<string, string | null>> {
  const inside = join(import.meta.dirname, '../dist/test/gpio-vm/inside.js');
  const machine = spawn(join(folder, 'run'), ['--seconds', String(SECONDS), 'node', inside, through], {
    env: { ...process.env, PATH: path },
  });
  let said = '';
  for (const stream of [machine.stdout, machine.stderr])
    stream.on('data', (bytes) => {
      said += String(bytes);
    });
  return new Promise((resolve, reject) => {
    machine.once('error', reject);
    machine.once('close', () => {
      const outcomes = [...said.matchAll(/^(not )?ok (.+?)(?:: (.*))?$/gm)].map(
        ([, not, name = '', why]): [string, string | null] => [name, not === undefined ? null : (why ?? 'failed')],
      );
      if (outcomes.length === 0) reject(new Error(`nothing ran inside:\n${said}`));
      else resolve(new Map(outcomes));
    });
  });
}

const first = process.env.PATH ?? '';
const machines = [
  ['/sys/class/gpio by onoff', 'sysfs', first],
  ['the character device by libgpiod 1', 'character-device', first],
  ['the character device by libgpiod 2', 'character-device', `${secondTools}:${first}`],
] as const;
const cases = [
  ...panelCases.map(({ name }) => name),
  'a press shorter than any hand does nothing',
  'probe says which chip and interface it is',
  'another kind of chip is told, and which it is',
  'a line that another program holds is told with its name, and taken when it is free',
  'two panels of Matazu never share a line',
  'the chip goes away and comes back under another number, told and mended',
  'a missing permission is told, with the group that has it',
];
/** Of the character device only: sysfs has no such tools, and tells of many edges at once as one. */
const ofTheDevice = [
  'a flood is told, and a press acts after it',
  'gpiomon and gpioset are killed, told, and started again with what they should show',
];

describe.skipIf(missing !== null)('a panel at the pins of a real kernel', () => {
  const outcomes = new Map<string, Promise<Map<string, string | null>>>();
  beforeAll(() => {
    let before: Promise<unknown> = Promise.resolve();
    for (const [name, through, path] of machines) {
      const outcome = before.then(() => boot(through, path));
      before = outcome.catch(() => undefined);
      outcomes.set(name, outcome);
    }
  });

  describe.each(machines)('%s', (name, through) => {
    test.each(through === 'sysfs' ? cases : [...cases, ...ofTheDevice])(
      '%s',
      async (one) => {
        const all = await outcomes.get(name);
        expect(all?.has(one), `it ran: ${[...(all?.keys() ?? [])].join('; ')}`).toBe(true);
        expect(all?.get(one)).toBeNull();
      },
      PATIENCE_MS,
    );
  });
});
