import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { scanText } from '../hardware/scanner/scan-text.ts';
import { ScannerSimulator } from '../hardware/scanner/simulator.ts';
import { scanned } from './counter/scans.ts';
import { openTestLead, openTestMember, plugIn } from './testing/open-units.ts';

const SOON = { interval: 10, timeout: 15_000 };

async function aScanner(counter: number) {
  const simulator = new ScannerSimulator();
  onTestFinished(() => simulator.close());
  const link = await plugIn(simulator);
  const device = { id: 'scanner', kind: 'scanner', driver: 'serial', link, counter };
  return { simulator, device };
}

/** A lead whose counter 1 has a scanner, and a member at counter 2 with another. */
async function setup() {
  const log: string[] = [];
  const keep = (fields: object, message: string): void => {
    log.push(JSON.stringify(fields) + message);
  };
  const logger = { info: keep, warn: keep, error: keep };
  const [first, second] = [await aScanner(1), await aScanner(2)];
  const hours = { opens: '00:00', closes: '23:59' };
  const lead = await openTestLead({ hours, dayTurnsAt: '00:00', devices: [first.device] }, { logger });
  lead.handle({ type: 'open-day' });
  await openTestMember(lead, { devices: [second.device] }, { logger });
  await vi.waitFor(() => {
    const states = lead.view().units.map(({ devices }) => devices[0]?.detail);
    expect(states).toEqual([expect.stringMatching(/まだ何も読んで/), expect.stringMatching(/まだ何も読んで/)]);
  }, SOON);
  const issue = (): string => {
    const reply = lead.handle({ type: 'issue', service: 'shomei', by: 'staff' });
    const [event] = 'events' in reply ? reply.events : [];
    if (event?.type !== 'ticket-issued') throw new Error('not issued');
    return `https://matazu.example/t/${event.code}`;
  };
  const served = () => lead.view().counters.map(({ ticket }) => ticket);
  const told = (unit: 'lead' | 'member') => lead.view().units.find((each) => each.unit === unit)?.devices[0]?.detail;
  return { lead, issue, served, told, log, first: first.simulator, second: second.simulator };
}

describe('a ticket under a counter’s scanner', () => {
  it('is served there next, whether it waited or was away, at a lead and at a member', async () => {
    const { lead, issue, served, first, second } = await setup();
    const [a, b] = [issue(), issue()];
    lead.handle({ type: 'call-next', counter: 1 });
    lead.handle({ type: 'absent', counter: 1 });
    first.scan(a);
    await vi.waitFor(() => expect(served()).toEqual(['A001', null]), SOON);
    second.scan(b);
    await vi.waitFor(() => expect(served()).toEqual(['A001', 'A002']), SOON);
    expect(lead.view().tickets.map(({ state }) => state)).toEqual(['called', 'called']);
  });

  it('is served whatever its scanner puts around its code', async () => {
    const { lead, issue, served, first } = await setup();
    for (const around of [
      (address: string) => `]Q1${address}`,
      (address: string) => `]Q3\\000026${address}`,
      (address: string) => `\\000026${address}`,
      (address: string) => `s${address}`,
      (address: string) => `${address}?openExternalBrowser=1`,
      (address: string) => address.replace('https://matazu.example', 'HTTPS://MATAZU.EXAMPLE/konzatsu'),
    ]) {
      const before = served()[0];
      first.scan(around(issue()));
      await vi.waitFor(() => expect(served()[0]).not.toBe(before), SOON);
      lead.handle({ type: 'finish', counter: 1 });
      await vi.waitFor(() => expect(served()[0]).toBeNull(), SOON);
    }
  });

  it('ends nobody’s visit: staff read why nothing happened', async () => {
    const { lead, issue, served, told, first, second } = await setup();
    const [, b] = [issue(), issue()];
    lead.handle({ type: 'call-next', counter: 1 });
    lead.handle({ type: 'open-counter', counter: 2 });
    first.scan(b);
    await vi.waitFor(() => expect(told('lead')).toContain('A001番の方を対応中です'), SOON);
    expect(served()).toEqual(['A001', null]);
    lead.handle({ type: 'cancel', ticket: 'A002' });
    second.scan(b);
    await vi.waitFor(() => expect(told('member')).toContain('番号札A002の手続はもう終わっています'), SOON);
  });

  it('that is none, or nobody’s of today, does nothing, and what it says goes nowhere', async () => {
    const { issue, served, told, log, first } = await setup();
    issue();
    first.scan('山田太郎,京都市右京区,090-1234-5678');
    await vi.waitFor(() => expect(told('lead')).toContain('番号札のものではありません'), SOON);
    first.scan('https://matazu.example/t/Yamada-Taro-1234');
    await vi.waitFor(() => expect(told('lead')).toContain('本日は発行されていません'), SOON);
    first.scan('MACHI-HALL-1:https://matazu.example/t/Yamada-Taro-1234');
    await vi.waitFor(() => expect(told('lead')).toMatch(/余分な文字.*プリフィックス/), SOON);
    expect(served()).toEqual([null, null]);
    expect(log.join('\n')).not.toMatch(/山田|090-|Yamada/);
  });
});

const CODE = 'k7Qd2mZx9aBc4fGhJk1L';

it.each([
  ['https://matazu.example/t/k7Qd2mZx9aBc4fGhJk1L', CODE],
  ['http://10.0.0.5:8080/base/t/k7Qd2mZx9aBc4fGhJk1L/', CODE],
  ['HTTPS://Machi.Example.JP/konzatsu/t/k7Qd2mZx9aBc4fGhJk1L', CODE],
  ['https://matazu.example/t/k7Qd2mZx9aBc4fGhJk1L?openExternalBrowser=1', CODE],
  ['https://matazu.example/t/k7Qd2mZx9aBc4fGhJk1L/?utm_source=a#b', CODE],
  ['shttps://matazu.example/t/k7Qd2mZx9aBc4fGhJk1L', CODE],
  ['QRHTTPS://matazu.example/t/k7Qd2mZx9aBc4fGhJk1L', CODE],
  ['MACHI:https://matazu.example/t/k7Qd2mZx9aBc4fGhJk1L', 'prefixed'],
  ['k7Qd2mZx9aBc4fGhJk1L', 'other'],
  ['https://matazu.example/t/', 'other'],
  ['https://matazu.example/t/a b c d e f g h', 'other'],
  ['https://elsewhere.example/?to=https://matazu.example/t/k7Qd2mZx9aBc4fGhJk1L', 'other'],
  ['MECARD:N:山田,太郎;URL:https://yamada.example/t/k7Qd2mZx9aBc;;', 'other'],
  ['javascript:alert(1)//t/k7Qd2mZx9aBc', 'other'],
])('%s is a ticket’s: %s', (text, is) => {
  expect(scanned(text)).toEqual(is === CODE ? { type: 'ticket', code: CODE } : { type: is });
});

it('finds a ticket’s code behind whatever a scanner can be set to send before it, and before what can follow an address', () => {
  const before = fc.tuple(fc.constantFrom('', ']Q0', ']Q1', ']Q2', ']Q3'), fc.constantFrom('', '\\000026', '\\000020'));
  const noise = fc.array(fc.constantFrom('\0', '\x02', '\x11', '\xfe', '\xff'), { maxLength: 8 });
  const id = fc.stringMatching(/^[A-Za-z]{0,3}$/);
  const after = fc.constantFrom('', '/', '?openExternalBrowser=1', '/?a=b&c=/t/d', '#top');
  fc.assert(
    fc.property(
      noise,
      before,
      id,
      fc.mixedCase(fc.constant('https://machi.example.jp')),
      after,
      (n, [aim, eci], s, host, end) => {
        const text = scanText(`${n.join('')}${aim}${eci}${s}${host}/konzatsu/t/${CODE}${end}`);
        expect(scanned(text ?? '')).toEqual({ type: 'ticket', code: CODE });
      },
    ),
  );
});
