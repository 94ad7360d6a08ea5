import { describe, expect, onTestFinished, test } from 'vitest';
import { Changes } from '../changes.ts';
import { createDevice } from '../open-device.ts';
import type { Printer, PrintOutcome, TicketContent } from '../printer/printer.ts';
import { systemTimers as timers } from '../timers.ts';
import { testEnvironment } from './environment.ts';
import type { Handling, PrinterRig, RigKind } from './printer-rigs.ts';

/** Hands are slow. */
const HANDS_MS = 60_000;
const SETTLED_MS = 4000;

const content = (number: string): TicketContent => ({
  number,
  office: { ja: '印字試験', en: 'Printer test' },
  section: { ja: '待たず', en: 'Matazu' },
  service: { ja: 'この番号札は使えません', en: 'Not a ticket' },
  waiting: null,
  estimate: null,
  issuedAt: Date.now(),
  timezone: 'Asia/Tokyo',
  url: null,
  reprint: false,
});

async function openDriver(rig: PrinterRig) {
  const printer = await createDevice(rig.configuration, testEnvironment());
  if (printer.kind !== 'printer') throw new Error('not a printer');
  onTestFinished(() => printer.close());
  const changes = new Changes();
  printer.onChange(() => changes.notify());
  /** The first few seconds of a connection: a printer that says nothing stays unknown. */
  const settles = (): Promise<boolean> =>
    changes.until(() => ['ok', 'attention', 'fault'].includes(printer.view().state), { timers, timeoutMs: SETTLED_MS });
  const says = async (words: RegExp): Promise<void> => {
    const said = (): string => `${printer.view().state}: ${printer.view().detail ?? ''}`;
    const came = await changes.until(() => words.test(said()), { timers, timeoutMs: HANDS_MS });
    if (!came) throw new Error(`waited for ${words} in vain; it is ${said()}`);
  };
  await printer.open();
  const print = (number: string, more: object = {}) =>
    printer.print({ ticket: number, content: content(number), ...more });
  return { printer, print, settles, says };
}

/** What {@link Printer} owes, whatever carries its bytes. */
export function printerContract(kind: RigKind): void {
  if (kind.missing !== null) process.stderr.write(`${kind.missing}\n`);

  describe.skipIf(kind.missing !== null)(`a ticket printer, ${kind.name}`, () => {
    async function setup() {
      const rig = await kind.open();
      onTestFinished(() => rig.close());
      const proof = rig.configuration.proof;
      return { rig, proof, ...(await openDriver(rig)) };
    }

    test('shows what it is, and prints in the order of the calls, each ticket once', async () => {
      const { rig, proof, print, settles } = await setup();
      await settles();
      const outcomes = await Promise.all([print('T001'), print('T002')]);
      for (const outcome of outcomes) expect(outcome).toMatchObject({ state: 'printed', proof });
      expect(rig.numbers() ?? ['T001', 'T002']).toEqual(['T001', 'T002']);
      expect(rig.violations()).toEqual([]);
    });

    test('starts nothing that is cancelled, over or could not be noted', async () => {
      const { rig, print, printer } = await setup();
      const abort = new AbortController();
      abort.abort();
      const reasons = (outcome: PrintOutcome): string => ('reason' in outcome ? outcome.reason : outcome.state);
      expect(reasons(await print('T003', { signal: abort.signal }))).toBe('cancelled');
      expect(reasons(await print('T004', { stillWanted: () => false }))).toBe('unwanted');
      expect(reasons(await print('T005', { onStart: () => Promise.reject(new Error('disk full')) }))).toBe(
        'start-refused',
      );
      expect(printer.pending()).toBe(0);
      expect(rig.numbers() ?? []).toEqual([]);
    });

    test('tells what it can do without printing', async () => {
      const { rig, printer, settles } = await setup();
      await settles();
      const findings = (await printer.findings?.()) ?? [];
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.filter(({ is }) => is === 'missing')).toEqual([]);
      expect(rig.numbers() ?? []).toEqual([]);
      expect(rig.violations()).toEqual([]);
    });

    test('is free for the next when it is closed, and prints for nobody any more', async () => {
      const { rig, proof, printer, print } = await setup();
      await Promise.all([printer.close(), printer.close()]);
      expect(await print('T006')).toMatchObject({ state: 'not-started', reason: 'closed' });
      const next = await openDriver(rig);
      expect(await next.print('T007')).toMatchObject({ state: 'printed', proof });
      expect(rig.numbers() ?? ['T007']).toEqual(['T007']);
    });

    describe.skipIf(!kind.hasHands)('with a hand to it', () => {
      test.each<[Handling, RegExp]>([
        ['cover-open', /^fault.*カバー/],
        ['paper-out', /^fault.*用紙/],
      ])('%s: says so, keeps its ticket and prints it afterwards', { timeout: HANDS_MS * 2 }, async (what, words) => {
        const { rig, print, says, printer } = await setup();
        await says(/^(ok|attention)/);
        // It has answered what comes behind the switch for automatic status.
        await printer.findings?.();
        rig.hand(what, true);
        await says(words);
        const waiting = print('T008');
        rig.hand(what, false);
        expect(await waiting).toMatchObject({ state: 'printed' });
        await says(/^(ok|attention)/);
        expect(rig.numbers() ?? ['T008']).toEqual(['T008']);
      });
    });
  });
}
