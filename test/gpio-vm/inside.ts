import { equal, match } from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ButtonPanel } from '../../hardware/button-panel/button-panel.ts';
import { createPanel } from '../../hardware/button-panel/create-panel.ts';
import { chipsOf, dialectOf, gpiodV1 } from '../../hardware/links/gpio/gpiod-dialect.ts';
import { GpioLinkConfiguration } from '../../hardware/links/link-configuration.ts';
import { testEnvironment } from '../../hardware/testing/environment.ts';
import { CONTRACT_ACTIONS, type PanelBench, type PanelCase, panelCases } from '../../hardware/testing/panel-cases.ts';
import { HeldUp, handsOf, processesOf, simulatedWires, until } from './hands.ts';

// Runs inside the small machine: `node inside.js sysfs|character-device`. A line for each case: `ok NAME` or `not ok NAME: why`.
const through = process.argv[2] === 'sysfs' ? 'sysfs' : 'character-device';
const pins = { 1: { button: 17, led: 27 }, 2: { button: 22, led: 23 }, 3: { button: 24, led: 25 } } as const;
const wires = simulatedWires();
const open: ButtonPanel[] = [];
const link = GpioLinkConfiguration.parse({ gpio: pins, through });

async function create(changes: Partial<GpioLinkConfiguration> = {}): Promise<ButtonPanel> {
  const options = {
    id: 'panel-1',
    kind: 'button-panel',
    actions: CONTRACT_ACTIONS,
    link: { ...link, ...changes },
  } as const;
  const panel = await createPanel(options, testEnvironment());
  open.push(panel);
  return panel;
}

/** Holds a line with whichever of libgpiod's versions is installed; resolves when it does. */
async function anotherProgram(line: number) {
  const { dialect } = dialectOf(execFileSync('gpiodetect', ['--version'], { encoding: 'utf8' })) ?? {
    dialect: gpiodV1,
  };
  const [{ chip } = { chip: '' }] = chipsOf(execFileSync('gpiodetect', { encoding: 'utf8' }));
  const program = spawn('gpiomon', dialect.monitor({ chip, lines: [line], pull: 'up', consumer: 'somebody' }));
  const holds = () =>
    execFileSync('gpioinfo', dialect.info(chip), { encoding: 'utf8' })
      .split('\n')
      .some((answer) => dialect.holder(answer)?.line === line && dialect.holder(answer)?.by !== null);
  await until(holds, 'another program holds the line');
  return program;
}

const hands: PanelBench = handsOf({ wires, pins, create: () => create() });

async function opened(changes: Partial<GpioLinkConfiguration> = {}) {
  const panel = await create(changes);
  const pressed: string[] = [];
  panel.onPress(({ action }) => pressed.push(action));
  await panel.open();
  const is = (state: string, words = /^/) =>
    until(
      () => panel.view().state === state && words.test(panel.view().detail ?? ''),
      `the panel is ${state} ${words}`,
    ).catch((cause: Error) => {
      throw new Error(`${cause.message}; it is ${JSON.stringify(panel.view())}`, { cause });
    });
  return { panel, pressed, is };
}

const cases: PanelCase[] = [
  ...panelCases,
  {
    name: 'a press shorter than any hand does nothing',
    async run() {
      const { pressed, is } = await opened();
      await is('ok');
      for (let spike = 0; spike < 3; spike += 1) {
        wires.close(pins[3].button);
        wires.open(pins[3].button);
      }
      await hands.press(2);
      await until(() => pressed.length > 0, 'the press after it acted');
      equal(pressed.join(), 'finish');
    },
  },
  {
    name: 'probe says which chip and interface it is',
    async run() {
      const { panel, is } = await opened();
      await is('ok');
      const [there, ...more] = (await panel.findings?.()) ?? [];
      match(
        there?.what.en ?? '',
        through === 'sysfs' ? /pinctrl-bcm2711 by sysfs/ : /pinctrl-bcm2711 by \/dev\/gpiochip\d+ and libgpiod \d/,
      );
      equal(more.length, through === 'sysfs' ? 1 : 0);
      if (through === 'sysfs') match(more[0]?.command ?? '', /gpio=17,22,24=ip,pu/);
    },
  },
  {
    name: 'another kind of chip is told, and which it is',
    async run() {
      const { panel, is } = await opened({ chip: 'pinctrl-rp1' });
      await is('offline', /見つかりません/);
      match((await panel.findings?.())?.[0]?.what.en ?? '', /pinctrl-rp1.*this machine has pinctrl-bcm2711/);
    },
  },
  {
    name: 'a line that another program holds is told with its name, and taken when it is free',
    async run() {
      const holder = await anotherProgram(pins[2].button);
      try {
        const { is } = await opened();
        await is(
          'offline',
          through === 'sysfs' ? /GPIO22 \(\?\).*ほかのプログラム/ : /GPIO22 \(gpiomon|somebody\).*ほかのプログラム/,
        );
        holder.kill('SIGKILL');
        await is('ok');
      } finally {
        holder.kill('SIGKILL');
      }
    },
  },
  {
    name: 'two panels of Matazu never share a line',
    async run() {
      const first = await opened();
      await first.is('ok');
      const second = await opened();
      await second.is('offline', /GPIO\d+ \(matazu.*|GPIO\d+ \(gpio(mon|set)\)/);
      await hands.press(2);
      await until(() => first.pressed.length > 0, 'the first still works');
    },
  },
  {
    name: 'a flood is told, and a press acts after it',
    async run() {
      const { pressed, is } = await opened();
      await is('ok');
      const pull = wires.pullFile(pins[1].button);
      // In a process of its own: a panel that runs wild does not wait for who listens.
      const wild = spawn('bash', ['-c', `while :; do echo pull-down > ${pull}; echo pull-up > ${pull}; done`]);
      try {
        await is('attention', /異常な数/);
      } finally {
        wild.kill('SIGKILL');
        await once(wild, 'exit');
      }
      wires.open(pins[1].button);
      await is('ok');
      const before = pressed.length;
      await hands.press(2);
      await until(() => pressed.length > before, 'the press acted');
    },
  },
  {
    name: 'the chip goes away and comes back under another number, told and mended',
    async run() {
      const { panel, pressed, is } = await opened();
      await is('ok');
      panel.setLeds(new Map([[1, 'on']]));
      await until(() => wires.isLit(pins[1].led), 'the lamp is lit');
      wires.setChip(false);
      try {
        // Whatever watched it may end first, and is told first.
        await is('offline', /見つかりません/);
      } finally {
        wires.setChip(true);
      }
      for (const { button } of Object.values(pins)) wires.open(button);
      await is('ok');
      await until(() => wires.isLit(pins[1].led), 'the lamp is lit again');
      await hands.press(2);
      await until(() => pressed.length > 0, 'the press acted');
    },
  },
];

if (through === 'character-device') {
  cases.splice(-1, 0, {
    name: 'gpiomon and gpioset are killed, told, and started again with what they should show',
    async run() {
      const { panel, pressed, is } = await opened();
      await is('ok');
      panel.setLeds(new Map([[1, 'on']]));
      await until(() => wires.isLit(pins[1].led), 'the lamp is lit');
      for (const tool of ['gpiomon', 'gpioset']) {
        for (const id of processesOf(tool)) process.kill(id, 'SIGKILL');
        await is('offline', /監視が途切れました/);
        await is('ok');
      }
      await until(() => wires.isLit(pins[1].led), 'the lamp is lit again');
      await hands.press(2);
      await until(() => pressed.length > 0, 'the press acted');
    },
  });
}

// The last: this process does not become root again.
cases.push({
  name: 'a missing permission is told, with the group that has it',
  async run() {
    process.setgroups?.([]);
    process.setgid?.(65_534);
    process.setuid?.(65_534);
    const { panel, is } = await opened();
    await is('offline', /権限がありません.*gpio グループ/);
    const [missing] = (await panel.findings?.()) ?? [];
    equal(missing?.is, 'missing');
    match(missing?.what.en ?? '', /no permission/);
  },
});

const rest = async (): Promise<void> => {
  await Promise.all(open.splice(0).map((panel) => panel.close()));
  if (process.getuid?.() === 0) for (const { button } of Object.values(pins)) wires.open(button);
};

/** A case is tried again where the machine was held up, and only then. */
const TRIES = 20;

async function outcome({ run }: PanelCase): Promise<string | null> {
  for (let tried = 1; ; tried += 1) {
    await rest();
    try {
      await run(hands);
      return null;
    } catch (error) {
      if (error instanceof HeldUp && tried < TRIES) continue;
      return (error instanceof Error ? (error.stack ?? error.message) : String(error)).replaceAll('\n', ' | ');
    }
  }
}

// sysfs tells of many edges at once as one: an emulated machine that is busy sees no flood there, only a contact that moves.
const told = cases.filter(({ name }) => through === 'character-device' || !name.startsWith('a flood'));
for (const one of told) {
  const startMs = performance.now();
  const why = await outcome(one);
  process.stdout.write(why === null ? `ok ${one.name}\n` : `not ok ${one.name}: ${why}\n`);
  process.stderr.write(`${((performance.now() - startMs) / 1000).toFixed(1)} s\n`);
}
await rest();
process.exit(0);
