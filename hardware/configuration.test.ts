import { expect, test } from 'vitest';
import { DeviceConfiguration } from './configuration.ts';

test('the devices of the design are understood', () => {
  expect(
    DeviceConfiguration.parse({ id: 'printer', kind: 'printer', driver: 'escpos', link: { tcp: '127.0.0.1:9100' } }),
  ).toEqual({
    id: 'printer',
    kind: 'printer',
    driver: 'escpos',
    link: { tcp: '127.0.0.1:9100' },
    width: 80,
    proof: 'process-id',
    statusTimeoutMs: 500,
    proofTimeoutMs: 5000,
    encoding: 'shift_jis',
    layout: {},
  });
  const panel = DeviceConfiguration.parse({
    id: 'panel-1',
    kind: 'button-panel',
    driver: 'serial',
    link: { serial: '/dev/ttyUSB0' },
    counter: 1,
    buttons: { 1: 'call-next', 2: 'recall', 3: 'absent', 4: 'hold', 5: 'finish', 6: 'pause-counter' },
  });
  expect(panel).toMatchObject({ link: { serial: '/dev/ttyUSB0', baudRate: 9600 }, buttons: { '6': 'pause-counter' } });
  DeviceConfiguration.parse({ id: 's', kind: 'sign', driver: 'serial', link: { tcp: '[::1]:4001' }, counter: 2 });
});

test.each([
  ['a link of no kind', { link: { usb: 1 } }, 'link'],
  ['a port out of range', { link: { tcp: 'printer:70000' } }, 'link'],
  ['both kinds of link', { link: { tcp: 'a:1', serial: '/dev/x' } }, 'link'],
  ['a width that no paper has', { width: 100 }, 'width'],
  ['an unknown driver', { driver: 'star' }, 'driver'],
  ['a misspelt field', { widht: 80 }, ''],
])('%s is refused at its place', (_name, change, path) => {
  const printer = { id: 'printer', kind: 'printer', driver: 'escpos', link: { tcp: '127.0.0.1:9100' }, ...change };
  const { error } = DeviceConfiguration.safeParse(printer);
  expect(error?.issues[0]?.path[0] ?? '').toBe(path);
});

const usual = { 1: 'call-next', 2: 'recall', 3: 'absent', 4: 'hold', 5: 'finish', 6: 'pause-counter' };
const panelWith = (more: object) =>
  DeviceConfiguration.safeParse({ id: 'panel', kind: 'button-panel', counter: 1, ...more });

test('a panel without buttons has the usual six; at pins, those of them that have a pin', () => {
  const serial = panelWith({ driver: 'serial', link: { serial: '/dev/ttyUSB0' } });
  expect(serial.data).toMatchObject({ buttons: usual });
  const gpio = panelWith({
    driver: 'gpio',
    link: { gpio: { 1: { button: 17 }, 6: { button: 22 }, 9: { button: 4 } } },
  });
  expect(gpio.data).toHaveProperty('buttons', { 1: 'call-next', 6: 'pause-counter' });
  const none = panelWith({ driver: 'gpio', link: { gpio: { 7: { button: 17 } } } });
  expect(none.error?.issues).toMatchObject([{ path: ['buttons'], message: expect.stringMatching(/7: call-next/) }]);
});
