import { expect, test } from 'vitest';
import {
  allWell,
  canPrint,
  conditionOf,
  type PrinterStatus,
  type RealTime,
  withAutomatic,
  withRealTime,
} from './status.ts';

test.each<[string, RealTime, number, Partial<PrinterStatus>, string]>([
  ['online', 1, 0x12, {}, 'ok'],
  ['offline', 1, 0x1a, { offline: true }, 'fault'],
  ['cover open', 2, 0x16, { coverOpen: true }, 'fault'],
  ['stopped for paper', 2, 0x32, { paper: 'out' }, 'fault'],
  ['cutter error', 3, 0x1a, { cutterError: true }, 'fault'],
  ['unrecoverable error', 3, 0x32, { fatalError: true }, 'fault'],
  ['head too hot', 3, 0x52, { passingError: true }, 'fault'],
  ['paper near its end', 4, 0x1e, { paper: 'near-end' }, 'attention'],
  ['paper out', 4, 0x7e, { paper: 'out' }, 'fault'],
])('real-time status tells: %s', (_name, n, byte, expected, state) => {
  const status = withRealTime(allWell, n, byte);
  expect(status).toEqual({ ...allWell, ...expected });
  expect(conditionOf(status).state).toBe(state);
  expect(canPrint(status)).toBe(state !== 'fault');
});

test.each<[string, [number, number, number, number], Partial<PrinterStatus>]>([
  ['all well', [0x10, 0, 0, 0], {}],
  ['cover open', [0x38, 0, 0, 0], { offline: true, coverOpen: true }],
  ['feeding', [0x50, 0, 0, 0], { feeding: true }],
  ['near end', [0x10, 0, 0x03, 0], { paper: 'near-end' }],
  ['paper out', [0x18, 0, 0x0f, 0], { offline: true, paper: 'out' }],
  ['cutter', [0x18, 0x08, 0, 0], { offline: true, cutterError: true }],
])('automatic status tells: %s', (_name, bytes, expected) => {
  expect(withAutomatic(bytes)).toEqual({ ...allWell, ...expected });
});

test('what staff read says what to do and fits a device view', () => {
  for (const status of [
    { ...allWell, coverOpen: true },
    { ...allWell, paper: 'out' as const },
    { ...allWell, cutterError: true },
    { ...allWell, fatalError: true },
    { ...allWell, offline: true },
  ]) {
    const { detail } = conditionOf(status);
    expect(detail).toMatch(/ください/);
    expect(detail?.length).toBeLessThanOrEqual(200);
  }
});
