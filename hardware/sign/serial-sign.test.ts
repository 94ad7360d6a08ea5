import { afterEach, expect, test } from 'vitest';
import { MemoryLink } from '../simulation/memory-link.ts';
import { testEnvironment } from '../testing/environment.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { frameProtocol } from './frame-protocol.ts';
import { BLANK_AFTER_MS } from './frames.ts';
import { LineSign } from './line-sign.ts';
import { SignSimulator } from './simulator.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function setup() {
  const timers = new ManualTimers();
  const simulator = new SignSimulator({ timers });
  const settings = { id: 'sign-1', counter: 1, refreshMs: 3000, protocol: frameProtocol };
  const sign = new LineSign(settings, new MemoryLink(simulator), testEnvironment(timers));
  cleanUp.push(async () => {
    await sign.close();
    simulator.close();
    expect(timers.running).toBe(0);
  });
  await sign.open();
  await timers.pass(0);
  return { timers, simulator, sign };
}

test('a number is shown at once, then the next, then nothing', async () => {
  const { simulator, sign, timers } = await setup();
  const seen: string[] = [];
  simulator.onText((text) => seen.push(text));
  for (const number of ['A012', 'A013', null]) {
    sign.show(number);
    await timers.pass(0);
  }
  expect(seen).toEqual(['A012', 'A013', '']);
  expect(simulator.violations).toEqual([]);
  expect(sign.view()).toMatchObject({ state: 'ok', detail: null });
});

test('a sign that lost its text shows it again with the next refresh', async () => {
  const { simulator, sign, timers } = await setup();
  sign.show('A012');
  simulator.setFault('garbled', true);
  sign.show('A013');
  await timers.pass(0);
  expect(simulator.text()).toBe('A012');
  simulator.setFault('garbled', false);
  await timers.pass(3000);
  expect(simulator.text()).toBe('A013');
});

test('after a reconnection only the newest number is shown', async () => {
  const { simulator, sign, timers } = await setup();
  sign.show('A012');
  await timers.pass(0);
  simulator.setFault('unplugged', true);
  await timers.pass(0);
  expect(sign.view().state).toBe('offline');
  sign.show('A013');
  sign.show('A014');
  const seen: string[] = [];
  simulator.onText((text) => seen.push(text));
  simulator.setFault('unplugged', false);
  await timers.pass(6000);
  expect(seen).toEqual(['A014']);
  expect(sign.view().state).toBe('ok');
});

test('a sign that nobody speaks to goes blank instead of showing an old number', async () => {
  const { simulator, sign, timers } = await setup();
  sign.show('A012');
  await timers.pass(BLANK_AFTER_MS * 3);
  expect(simulator.text()).toBe('A012');
  await sign.close();
  await timers.pass(BLANK_AFTER_MS);
  expect(simulator.text()).toBe('');
});

test.each([
  ['silent', /応答/],
  ['garbled', /乱れ/],
] as const)('a sign that is %s asks for attention until it is well again', async (fault, words) => {
  const { simulator, sign, timers } = await setup();
  sign.show('A012');
  await timers.pass(0);
  simulator.setFault(fault, true);
  await timers.pass(15_000);
  expect(sign.view()).toMatchObject({ state: 'attention', detail: expect.stringMatching(words) });
  simulator.setFault(fault, false);
  await timers.pass(3000);
  expect(sign.view().state).toBe('ok');
});

test('a sign that answers late is well, and shows each number at once', async () => {
  const { simulator, sign, timers } = await setup();
  simulator.setFault('slow', true);
  for (const number of ['A012', 'A013']) {
    sign.show(number);
    await timers.pass(0);
    expect(simulator.text()).toBe(number);
  }
  await timers.pass(15_000);
  expect(sign.view()).toMatchObject({ state: 'ok', detail: null });
});

test('a sign whose display is stuck answers as if all were well: nobody can tell by the wire', async () => {
  const { simulator, sign, timers } = await setup();
  sign.show('A012');
  await timers.pass(0);
  simulator.setFault('frozen', true);
  sign.show('A013');
  await timers.pass(15_000);
  expect([simulator.text(), sign.view().state]).toEqual(['A012', 'ok']);
  simulator.setFault('frozen', false);
  await timers.pass(3000);
  expect(simulator.text()).toBe('A013');
});

test('its picture shows its text', async () => {
  const { simulator, sign, timers } = await setup();
  sign.show('<A&1');
  await timers.pass(0);
  expect(simulator.svg()).toContain('&#60;A&#38;1');
});
