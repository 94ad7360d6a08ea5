import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { TcpLink } from '../links/tcp.ts';
import { MemoryLink } from '../simulation/memory-link.ts';
import { TcpOutlet } from '../simulation/tcp-outlet.ts';
import { testEnvironment } from '../testing/environment.ts';
import { aFolder } from '../testing/folder.ts';
import { ManualTimers, settled } from '../testing/manual-timers.ts';
import { aTicket } from '../testing/tickets.ts';
import { type EscPosOptions, EscPosPrinter } from './escpos-printer.ts';
import type { PrintOutcome, TicketJob } from './printer.ts';
import { PrinterConfiguration } from './printer-configuration.ts';
import { PrinterSimulator } from './simulator.ts';

const SOON = { interval: 5, timeout: 15_000 };
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

const aPrinter = (changes: object = {}): EscPosOptions => ({
  configuration: PrinterConfiguration.parse({
    id: 'printer',
    kind: 'printer',
    driver: 'escpos',
    link: { tcp: '127.0.0.1:9100' },
    ...changes,
  }),
  loadTypeface: () => Promise.reject(new Error('no fonts here')),
});

/** A printer in memory on a clock that the test drives. */
async function setup(changes: object = {}, begin: (simulator: PrinterSimulator) => void = () => {}) {
  const timers = new ManualTimers();
  const environment = testEnvironment(timers);
  const simulator = new PrinterSimulator({ timers });
  begin(simulator);
  const link = new MemoryLink(simulator);
  const printer = new EscPosPrinter(aPrinter(changes), link, environment);
  cleanUp.push(async () => {
    await printer.close();
    expect(timers.running).toBe(0);
  });
  await printer.open();
  await timers.pass(1000);
  let count = 0;
  const print = (job: Partial<TicketJob> = {}): { outcome: PrintOutcome | null; job: Promise<PrintOutcome> } => {
    count += 1;
    const result: { outcome: PrintOutcome | null; job: Promise<PrintOutcome> } = {
      outcome: null,
      job: printer.print({ ticket: `t${count}`, content: aTicket(), ...job }),
    };
    void result.job.then((outcome) => {
      result.outcome = outcome;
    });
    return result;
  };
  return { timers, simulator, printer, link, print, environment };
}

test('a ticket comes out whole, proved by its process id, and breaks no rule of the printer', async () => {
  const { simulator, print, printer } = await setup();
  expect(await print().job).toEqual({ state: 'printed', proof: 'process-id' });
  const [paper] = simulator.paper();
  expect(paper?.number).toBe('A012');
  expect(paper?.text.split('\n')).toEqual([
    '右京区役所',
    '市民窓口課',
    "Ukyo Ward Office  Citizens' counter",
    '━'.repeat(24),
    '番号札 / Your number',
    'A012',
    '住民票・証明書',
    'Certificates',
    '━'.repeat(24),
    '待ち人数 3人 / 3 waiting',
    '約20～35分 / about 20-35 min',
    '━'.repeat(24),
    'スマートフォンで順番が分かります',
    'Follow your turn on your phone',
    '━'.repeat(24),
    '番号が呼ばれたら窓口へお越しください。',
    'Please come when your number is called.',
    '2026年5月7日(木) 10:32 発行',
  ]);
  expect(paper?.codes).toEqual(['https://matazu.example/t/k7Qd2mZx9aBc4fGh']);
  expect(paper?.svg).toContain('A012');
  expect(simulator.violations).toEqual([]);
  expect(printer.view()).toEqual({ id: 'printer', kind: 'printer', state: 'ok', detail: null });
});

const COPIES = '{reprint}\n^^^^^^^{number}\n{service}\n{office}\n=\n{reprint}\n窓口控え\n^^^^{number}\n{service}\n';

/** A printer whose tickets are two papers, the visitor's and the office's. */
async function twoPapers(begin?: (simulator: PrinterSimulator) => void) {
  const template = join(await aFolder(), 'two.receipt');
  await writeFile(template, COPIES);
  return setup({ layout: { template } }, begin);
}

test('a ticket of two papers is printed when both have come out, each cut', async () => {
  const { simulator, print, timers } = await twoPapers((one) => one.runOutAfterLines(6));
  const printing = print();
  await timers.pass(60_000);
  expect(simulator.paper().map(({ number, end }) => [number, end])).toEqual([['A012', 'cut']]);
  expect(printing.outcome).toBeNull();
  simulator.setFault('paper-out', false);
  expect(await printing.job).toEqual({ state: 'printed', proof: 'process-id' });
  expect(simulator.paper().map(({ number, end }) => [number, end])).toEqual([
    ['A012', 'cut'],
    ['A012', 'cut'],
  ]);
  expect(simulator.violations).toEqual([]);
});

test('a ticket whose second paper is lost with the power is unknown, and never sent again by itself', async () => {
  const { simulator, print, timers } = await twoPapers();
  expect((await print().job).state).toBe('printed');
  simulator.powerCycleAfterLines(6, 'stays');
  const printing = print();
  await timers.pass(120_000);
  expect(printing.outcome).toMatchObject({ state: 'unknown', detail: expect.stringMatching(/再発行/) });
  expect(simulator.paper().map(({ end }) => end)).toEqual(['cut', 'cut', 'cut', 'torn']);
});

test('a reprint says so', async () => {
  const { simulator, print } = await setup();
  await print({ content: aTicket({ reprint: true }) }).job;
  expect(simulator.paper()[0]?.text).toContain('再発行 REISSUED');
});

test('"started" is durable before the first byte of the ticket', async () => {
  const { simulator, print, timers } = await setup();
  let durable: () => void = () => {};
  const printing = print({ onStart: () => new Promise<void>((resolve) => (durable = resolve)) });
  await timers.pass(10_000);
  expect(simulator.paper()).toHaveLength(0);
  durable();
  expect((await printing.job).state).toBe('printed');
});

test('a ticket whose start cannot be noted is not printed', async () => {
  const { simulator, print } = await setup();
  const refused = await print({ onStart: () => Promise.reject(new Error('disk full')) }).job;
  expect(refused).toMatchObject({ state: 'not-started', reason: 'start-refused' });
  expect(simulator.paper()).toHaveLength(0);
});

test.each(['paper-out', 'cover-open'] as const)('tickets wait in order while the printer has %s', async (fault) => {
  const { simulator, print, printer, timers } = await setup();
  simulator.setFault(fault, true);
  const first = print({ content: aTicket({ number: 'A001' }) });
  const second = print({ content: aTicket({ number: 'A002' }) });
  await timers.pass(60_000);
  expect([first.outcome, second.outcome, printer.pending()]).toEqual([null, null, 2]);
  expect(printer.view().state).toBe('fault');
  simulator.setFault(fault, false);
  expect(await Promise.all([first.job, second.job])).toEqual([
    { state: 'printed', proof: 'process-id' },
    { state: 'printed', proof: 'process-id' },
  ]);
  expect(simulator.paper().map((paper) => paper.number)).toEqual(['A001', 'A002']);
  expect(printer.view().state).toBe('ok');
});

test('a waiting ticket that is over is not printed, whichever way it is told, and nobody is warned of it', async () => {
  const { simulator, print, timers, environment } = await setup();
  simulator.setFault('paper-out', true);
  const abort = new AbortController();
  let wanted = true;
  const cancelled = print({ signal: abort.signal });
  const unwanted = print({ stillWanted: () => wanted });
  await timers.pass(2000);
  abort.abort();
  expect(await cancelled.job).toMatchObject({ state: 'not-started', reason: 'cancelled' });
  wanted = false;
  await timers.pass(2000);
  expect(await unwanted.job).toMatchObject({ state: 'not-started', reason: 'unwanted' });
  const said = environment.log.filter(({ message }) => message === 'print not-started');
  expect(said.map(({ level }) => level)).toEqual(['info', 'info']);
  simulator.setFault('paper-out', false);
  await timers.pass(10_000);
  expect(simulator.paper()).toHaveLength(0);
});

test('paper that runs out in mid-ticket is waited for and nothing is sent twice', async () => {
  const { simulator, print, timers } = await setup();
  simulator.runOutAfterLines(5);
  const printing = print();
  await timers.pass(120_000);
  expect(printing.outcome).toBeNull();
  simulator.setFault('paper-out', false);
  expect(await printing.job).toEqual({ state: 'printed', proof: 'process-id' });
  expect(simulator.paper()).toHaveLength(1);
});

test('power lost in mid-ticket with the link is unknown, and the next ticket is printed', async () => {
  const { simulator, print, timers } = await setup();
  simulator.powerCycleAfterLines(5, 'drops');
  const torn = print({ content: aTicket({ number: 'A001' }) });
  const next = print({ content: aTicket({ number: 'A002' }) });
  await timers.pass(10_000);
  expect(torn.outcome).toMatchObject({ state: 'unknown', reason: 'link-lost' });
  expect(next.outcome).toEqual({ state: 'printed', proof: 'process-id' });
  expect(simulator.paper().map(({ number, end }) => [number, end])).toContainEqual(['A002', 'cut']);
});

test('power lost in mid-ticket behind an adapter that stays is unknown, once the printer has proved a ticket', async () => {
  const { simulator, print, timers } = await setup();
  await print().job;
  simulator.powerCycleAfterLines(5, 'stays');
  const torn = print();
  await timers.pass(20_000);
  expect(torn.outcome).toMatchObject({ state: 'unknown', reason: 'power-cycled' });
});

test('an unplugged printer is a state, its tickets wait, and it comes back by itself', async () => {
  const { simulator, print, printer, timers } = await setup({}, (one) => one.setFault('unplugged', true));
  expect(printer.view()).toMatchObject({ state: 'offline' });
  expect(printer.view().detail).toMatch(/電源/);
  const waiting = print();
  await timers.pass(60_000);
  expect(waiting.outcome).toBeNull();
  simulator.setFault('unplugged', false);
  await timers.pass(6000);
  expect(waiting.outcome).toEqual({ state: 'printed', proof: 'process-id' });
  simulator.setFault('unplugged', true);
  await timers.pass(0);
  expect(printer.view().state).toBe('offline');
});

test('a link lost before the first byte of the ticket leaves it not started', async () => {
  const { simulator, print } = await setup();
  const outcome = await print({
    onStart: async () => {
      simulator.setFault('unplugged', true);
      await settled();
    },
  }).job;
  expect(outcome).toMatchObject({ state: 'not-started', reason: 'link-lost' });
});

test('a clone without process ids is found out once, and from then on never asked', async () => {
  const { simulator, print, timers, environment } = await setup({}, (one) => one.setFault('no-process-id', true));
  const first = print();
  await timers.pass(10_000);
  expect(first.outcome).toEqual({ state: 'printed', proof: 'sent' });
  expect(environment.log.some((line) => line.level === 'warn' && /process id/.test(line.message))).toBe(true);
  const second = print();
  await timers.pass(50);
  expect(second.outcome).toEqual({ state: 'printed', proof: 'sent' });
  expect(simulator.paper()).toHaveLength(2);
});

test('a model configured as unable to prove is never sent GS ( H', async () => {
  const sent: number[] = [];
  const { print } = await setup({ proof: 'sent' }, (simulator) => {
    const connect = simulator.connect.bind(simulator);
    simulator.connect = (peer) => {
      const wire = connect(peer);
      return {
        ...wire,
        data(bytes) {
          sent.push(...bytes);
          wire.data(bytes);
        },
      };
    };
  });
  expect(await print().job).toEqual({ state: 'printed', proof: 'sent' });
  expect(Buffer.from(sent).includes(Buffer.from('\x1d(H'))).toBe(false);
});

test('a printer that loses its voice costs a new connection, then prints without proof and is shown to need a look', async () => {
  const { simulator, print, printer, timers, link } = await setup();
  await print().job;
  simulator.setFault('silent', true);
  const blind = print();
  await timers.pass(5000);
  expect(blind.outcome).toEqual({ state: 'printed', proof: 'sent' });
  expect(link.opened).toBe(2);
  expect(printer.view()).toMatchObject({ state: 'attention' });
  simulator.setFault('silent', false);
  await timers.pass(6000);
  expect(printer.view().state).toBe('ok');
});

test('a printer that falls silent while it holds a ticket leaves the ticket unknown', async () => {
  const { simulator, print, timers } = await setup();
  await print().job;
  const held = print({ onStart: async () => simulator.setFault('silent', true) });
  await timers.pass(10_000);
  expect(held.outcome).toMatchObject({ state: 'unknown', reason: 'silent' });
});

test('an idle printer that falls silent is noticed', async () => {
  const { simulator, printer, timers, link } = await setup();
  simulator.setFault('silent', true);
  await timers.pass(20_000);
  expect(link.opened).toBe(2);
  simulator.setFault('silent', false);
  await timers.pass(20_000);
  expect(printer.view().state).toBe('ok');
});

test('garbled answers are told to staff, and the ticket still comes out', async () => {
  const { simulator, print, printer, timers } = await setup({}, (one) => one.setFault('garbled', true));
  for (let count = 0; count < 4; count += 1) await Promise.all([print().job, timers.pass(10_000)]);
  expect(simulator.paper()).toHaveLength(4);
  expect(printer.view()).toMatchObject({ state: 'attention' });
  expect(printer.view().detail).toMatch(/ケーブル/);
});

test('a slow printer proves its ticket in its own time', async () => {
  const { simulator, print, timers } = await setup();
  simulator.setFault('slow', true);
  const slow = print();
  await timers.pass(6000);
  expect(slow.outcome).toEqual({ state: 'printed', proof: 'process-id' });
});

test('paper near its end asks for attention and prints', async () => {
  const { simulator, print, printer } = await setup();
  simulator.setFault('paper-near-end', true);
  expect((await print().job).state).toBe('printed');
  expect(printer.view()).toMatchObject({ state: 'attention' });
});

test('closing ends what waits and what prints, each with its honest outcome', async () => {
  const { simulator, print, printer, timers } = await setup();
  simulator.runOutAfterLines(5);
  const printing = print();
  const waiting = print();
  await timers.pass(1000);
  await Promise.all([printer.close(), printer.close()]);
  expect(printing.outcome).toMatchObject({ state: 'unknown', reason: 'closed' });
  expect(waiting.outcome).toMatchObject({ state: 'not-started', reason: 'closed' });
  expect(await print().job).toMatchObject({ state: 'not-started', reason: 'closed' });
});

test('under any order of faults every ticket ends, and none comes out twice', async () => {
  const fault = fc.constantFrom('paper-out', 'cover-open', 'silent', 'unplugged', 'no-process-id', 'paper-near-end');
  const step = fc.oneof(
    fc.record({ fault, broken: fc.boolean() }),
    fc.record({ passMs: fc.integer({ min: 1, max: 3000 }) }),
    fc.record({ power: fc.constantFrom<'drops' | 'stays'>('drops', 'stays'), lines: fc.integer({ min: 1, max: 15 }) }),
    fc.constant({ print: true }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { simulator, print, printer, timers } = await setup();
      const numbers: string[] = [];
      const prints: ReturnType<typeof print>[] = [];
      for (const one of steps) {
        if ('fault' in one) simulator.setFault(one.fault as never, one.broken);
        else if ('passMs' in one) await timers.pass(one.passMs);
        else if ('power' in one) simulator.powerCycleAfterLines(one.lines, one.power);
        else {
          const number = `A${String(numbers.length + 1).padStart(3, '0')}`;
          numbers.push(number);
          prints.push(print({ content: aTicket({ number }) }));
        }
      }
      for (const broken of simulator.faults()) simulator.setFault(broken, false);
      await timers.pass(120_000);
      const cut = simulator.paper().filter((paper) => paper.end === 'cut' && paper.text.includes('発行'));
      const shown = cut.map((paper) => paper.number);
      expect(new Set(shown).size).toBe(shown.length);
      prints.forEach((one, index) => {
        expect(one.outcome).not.toBeNull();
        if (one.outcome?.state === 'printed' && one.outcome.proof === 'process-id')
          expect(shown).toContain(numbers[index]);
        if (one.outcome?.state === 'not-started') expect(shown).not.toContain(numbers[index]);
      });
      expect(simulator.violations).toEqual([]);
      await printer.close();
    }),
    { numRuns: 60 },
  );
});

test('a TCP sink that only swallows bytes gets its ticket at once, as sent', async () => {
  const { createServer } = await import('node:net');
  const swallowed: Buffer[] = [];
  const server = createServer((socket) => socket.on('data', (bytes) => swallowed.push(bytes)).on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const link = new TcpLink({ host: '127.0.0.1', port });
  const printer = new EscPosPrinter(aPrinter({ statusTimeoutMs: 100 }), link, testEnvironment());
  cleanUp.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  cleanUp.push(() => printer.close());
  await printer.open();
  expect(await printer.print({ ticket: 't1', content: aTicket() })).toEqual({ state: 'printed', proof: 'sent' });
  await vi.waitFor(() => expect(Buffer.concat(swallowed).includes(Buffer.from('\x1dVB\0'))).toBe(true), SOON);
  expect(await printer.print({ ticket: 't2', content: aTicket() })).toEqual({ state: 'printed', proof: 'sent' });
  // That it never answers was found out at connect, and is not asked again.
  const asked = Buffer.concat(swallowed).toString('latin1').split('\x10\x04').length - 1;
  expect(asked).toBe(1);
  expect(printer.view()).toMatchObject({ state: 'unknown' });
});

test('over TCP a printer is unplugged, refuses, and comes back to print', async () => {
  const simulator = new PrinterSimulator();
  const outlet = new TcpOutlet(simulator);
  const printer = new EscPosPrinter(aPrinter(), new TcpLink(await outlet.open()), testEnvironment());
  cleanUp.push(() => outlet.close());
  cleanUp.push(() => printer.close());
  await printer.open();
  expect(await printer.print({ ticket: 't1', content: aTicket() })).toEqual({ state: 'printed', proof: 'process-id' });
  simulator.setFault('unplugged', true);
  await vi.waitFor(() => expect(printer.view().detail).toMatch(/接続できません/), SOON);
  const waiting = printer.print({ ticket: 't2', content: aTicket({ number: 'A013' }) });
  simulator.setFault('unplugged', false);
  expect(await waiting).toEqual({ state: 'printed', proof: 'process-id' });
  expect(simulator.paper().map((paper) => paper.number)).toEqual(['A012', 'A013']);
});
