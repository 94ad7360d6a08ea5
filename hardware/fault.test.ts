import { expect, test } from 'vitest';
import { faultOf, HardwareFault, type HardwareFaultCode, staffWords } from './fault.ts';

const withCode = (code: string, message = code): Error => Object.assign(new Error(message), { code });

test.each<[Error, HardwareFaultCode, RegExp]>([
  [withCode('ECONNREFUSED'), 'refused', /電源/],
  [withCode('EHOSTUNREACH'), 'unreachable', /LANケーブル/],
  [withCode('ENOTFOUND'), 'unreachable', /LANケーブル/],
  [new Error('Error: No such file or directory, cannot open /dev/ttyUSB0'), 'missing', /ケーブル/],
  [new Error('Error: Permission denied, cannot open /dev/ttyUSB0'), 'permission', /dialout/],
  [new Error('Error Resource temporarily unavailable Cannot lock port'), 'busy', /使用中/],
  [withCode('EIO'), 'lost', /自動で/],
  [new Error('odd'), 'failed', /担当/],
])('%s is told as %s, with what to do', (error, code, words) => {
  const fault = faultOf(error, '/dev/ttyUSB0');
  expect(fault.code).toBe(code);
  expect(fault.cause).toBe(error);
  expect(fault.message).toMatch(/^\/dev\/ttyUSB0: .{10,}/);
  expect(staffWords(fault)).toMatch(words);
});

test('who may open a USB printer is another group than for a serial port', () => {
  expect(staffWords(new HardwareFault('permission', '/dev/usb/lp0'))).toContain('lp グループ');
});

test('what staff read fits a device view, however long the path is', () => {
  const path = `/dev/serial/by-id/${'x'.repeat(180)}`;
  expect(staffWords(new HardwareFault('permission', path)).length).toBeLessThanOrEqual(190);
});
