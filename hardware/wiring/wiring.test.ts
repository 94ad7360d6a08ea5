import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { drawings } from './draw.ts';
import { HEADER, RESERVED } from './drawing/header.ts';
import type { PanelPins } from './drawing/panel.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const configurations = fileURLToPath(new URL('../../config', import.meta.url));
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const names = [...drawings().keys()];
const pins = JSON.parse(read('panel-pins.json')) as PanelPins;

const CHROMIUM = '/usr/bin/chromium';
const noChromium = !existsSync(CHROMIUM);
const lacks = (command: string): boolean => spawnSync(command, ['--version']).status !== 0;
const noSystemd = lacks('systemd-analyze');
const noKmod = lacks('/sbin/modprobe');
for (const [lacking, what] of [
  [noChromium, 'Chromium is missing (apt-get install chromium): the drawings are not looked at'],
  [noSystemd, 'systemd-analyze is missing (apt-get install systemd): the units are not verified'],
  [noKmod, 'modprobe is missing (apt-get install kmod): the blacklist is not read'],
] as const)
  if (lacking) process.stderr.write(`${what}\n`);

describe('the drawings', () => {
  it.each(names)('%s is what `npm run docs` draws', (name) => {
    expect(read(name)).toBe(drawings().get(name));
  });

  it('name every pin of the panel once, on a pin of the header that nothing else needs', () => {
    const used = Object.values(pins).flatMap(({ button, led }) => [button, led]);
    expect(new Set(used).size).toBe(used.length);
    for (const pin of used) {
      expect(HEADER).toContain(pin);
      expect(RESERVED.has(pin), `GPIO${pin} is reserved`).toBe(false);
      expect(read('panel.svg').split(`>GPIO${pin}<`)).toHaveLength(2);
    }
  });

  it('put lamps on pins that are pulled low from power-up: GPIO 9 and above', () => {
    for (const { led } of Object.values(pins)) expect(led).toBeGreaterThanOrEqual(9);
  });

  it('have the same pins as the example configurations', () => {
    type Example = { devices?: { id: string; link?: { gpio?: PanelPins } }[] };
    const examples = readdirSync(configurations).filter((name) => name.endsWith('.yaml'));
    const panels = examples.flatMap((name) =>
      ((parse(readFileSync(join(configurations, name), 'utf8'), { merge: true }) as Example).devices ?? []).flatMap(
        ({ id, link }) => (link?.gpio === undefined ? [] : [{ what: `${name}: ${id}`, gpio: link.gpio }]),
      ),
    );
    expect(panels.length).toBeGreaterThan(0);
    for (const { what, gpio } of panels) expect(pins, what).toMatchObject(gpio);
  });

  it('have the same pins as the words beside them', () => {
    for (const [number, { button, led }] of Object.entries(pins))
      expect(read('README.md')).toContain(`${number}: { button: ${button}, led: ${led} }`);
  });
});

describe.skipIf(noChromium)('the drawings in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  it.each(names)('%s is sound SVG: no words run over its edge or into others', async (name) => {
    const page = await browser.newPage();
    await page.goto(new URL(name, import.meta.url).href);
    expect(await page.locator('parsererror').count()).toBe(0);
    const edge = await page.locator('svg').boundingBox();
    if (edge === null) throw new Error(`${name} shows nothing`);
    const texts = await Promise.all(
      (await page.locator('text').all()).map(async (each) => {
        const { x = 0, y = 0, width = 0, height = 0 } = (await each.boundingBox()) ?? {};
        return { words: await each.textContent(), left: x, top: y, right: x + width, bottom: y + height };
      }),
    );
    await page.close();
    expect(texts.length).toBeGreaterThan(10);
    for (const [i, one] of texts.entries()) {
      expect(one.left, `“${one.words}” begins in the drawing`).toBeGreaterThanOrEqual(0);
      expect(one.right, `“${one.words}” ends in the drawing`).toBeLessThanOrEqual(edge.width);
      expect(one.bottom, `“${one.words}” ends in the drawing`).toBeLessThanOrEqual(edge.height);
      // Lines stand closer than their boxes are high: they touch only where they share a good part of a line.
      for (const other of texts.slice(i + 1)) {
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        expect(wide > 0 && high > 8, `“${one.words}” runs into “${other.words}”`).toBe(false);
      }
    }
  });
});

describe('udev', () => {
  const rules = read('60-matazu.rules');

  it('finds only keys and operators that udev(7) knows', () => {
    const known =
      /^(SUBSYSTEM|KERNEL|ENV\{\w+\})==".*?"$|^(GROUP|MODE|SYMLINK|IMPORT\{builtin\}|ENV\{\w+\})\+?=(?!=)".*?"$/;
    const lines = rules.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) for (const token of line.split(', ')) expect(token).toMatch(known);
  });

  it('says that they are sound, where it can verify (systemd 254 and later)', () => {
    const version = Number(spawnSync('udevadm', ['--version'], { encoding: 'utf8' }).stdout ?? 0);
    if (!(version >= 254)) return;
    const options = ['verify', '--resolve-names=never', join(folder, '60-matazu.rules')];
    expect(spawnSync('udevadm', options, { encoding: 'utf8' })).toMatchObject({ status: 0 });
  });
});

test('polkit lets the service user at card readers, and nobody else at anything', () => {
  type Rule = (action: { id: string }, subject: { user: string }) => string | undefined;
  const rules: Rule[] = [];
  const polkit = { addRule: (rule: Rule) => rules.push(rule), Result: { YES: 'yes' } };
  runInNewContext(read('60-matazu-pcscd.rules'), { polkit });
  const asked = (id: string, user: string) => rules.map((rule) => rule({ id }, { user }));
  expect(asked('org.debian.pcsc-lite.access_pcsc', 'matazu')).toEqual(['yes']);
  expect(asked('org.debian.pcsc-lite.access_card', 'matazu')).toEqual(['yes']);
  expect(asked('org.debian.pcsc-lite.access_card', 'somebody')).toEqual([undefined]);
  expect(asked('org.freedesktop.login1.reboot', 'matazu')).toEqual([undefined]);
});

test.skipIf(noKmod)("modprobe leaves out the kernel's own NFC drivers", () => {
  const { stdout } = spawnSync('/sbin/modprobe', ['-C', join(folder, 'matazu-blacklist.conf'), '-c'], {
    encoding: 'utf8',
  });
  for (const module of ['pn533_usb', 'pn533', 'nfc']) expect(stdout).toContain(`blacklist ${module}\n`);
});

describe.skipIf(noSystemd)('systemd', () => {
  it.each(['matazu.service', 'matazu-hub.service'])('has no complaint about %s', (name) => {
    const stage = mkdtempSync(join(tmpdir(), 'matazu-unit-'));
    try {
      // Node.js may live elsewhere on the machine that tests; everything else is as installed.
      const copy = join(stage, name);
      writeFileSync(copy, read(name).replace('/usr/bin/node', process.execPath));
      const verified = spawnSync('systemd-analyze', ['verify', '--man=no', copy], { encoding: 'utf8' });
      expect(verified).toMatchObject({ status: 0, stderr: '' });
    } finally {
      rmSync(stage, { recursive: true, force: true });
    }
  });

  it.each(['matazu.service', 'matazu-hub.service'])('finds %s hardly exposed: 2.0 or less of 10', (name) => {
    const analyzed = spawnSync(
      'systemd-analyze',
      ['security', '--offline=true', '--threshold=20', join(folder, name)],
      {
        encoding: 'utf8',
      },
    );
    expect(analyzed.stdout).toMatch(/Overall exposure level/);
    expect(analyzed).toMatchObject({ status: 0 });
  });

  it.each(['matazu.service', 'matazu-hub.service'])('gives %s a bound in memory, and time for its start', (name) => {
    for (const line of ['UMask=0077', 'TimeoutStartSec=300', 'MemoryMax=\\d+[MG]'])
      expect(read(name)).toMatch(new RegExp(`^${line}$`, 'm'));
  });

  it('leaves a unit what it needs: its devices also where they are plugged in later, pins, and addresses to listen on', () => {
    const unit = read('matazu.service');
    // What is not loaded at the start has no number yet that could be allowed: the kernel's modules of these devices.
    for (const [device, module] of [
      ['ttyUSB', 'usbserial'],
      ['ttyACM', 'cdc_acm'],
      ['alsa', 'snd'],
    ] as const) {
      expect(unit).toContain(`DeviceAllow=char-${device} rw\n`);
      for (const key of ['Wants', 'After'])
        expect(unit).toMatch(new RegExp(`^${key}=.*modprobe@${module}\\.service`, 'm'));
    }
    expect(unit).toContain('ReadWritePaths=-/sys/class/gpio');
    // Without it Node.js 20 throws when fastify listens on 0.0.0.0 and asks for the machine's addresses.
    for (const name of ['matazu.service', 'matazu-hub.service'])
      expect(read(name)).toMatch(/^RestrictAddressFamilies=.*AF_NETLINK/m);
  });

  it('is told to feed the watchdog within the 15 seconds that a Pi’s can wait', () => {
    expect(read('matazu-watchdog.conf')).toMatch(/^\[Manager\]\nRuntimeWatchdogSec=14\n/m);
  });
});
