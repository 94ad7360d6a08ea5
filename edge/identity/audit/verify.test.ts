import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { entryOf, NOON, setupAudit } from '../testing/audit.ts';
import { NO_ROW, sealed } from './chain.ts';
import { filesIn } from './kept-files.ts';

const MONTH_MS = 31 * 86_400_000;
const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);
const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** An audit whose every row is sound, as somebody writes it who knows how, after a row that they leave. */
function forged(count: number, after = NO_ROW): string {
  let head = after;
  let text = '';
  for (let i = 0; i < count; i++) {
    const row = sealed(entryOf(NOON, { object: 'nothing to see here' }), head);
    text += `${row.line}\n`;
    head = row.head;
  }
  return text;
}

it('finds nothing where nothing was done, also while it is written and over several lives', async () => {
  const { live, heard, faults, open } = await setupAudit();
  await live(3);
  await live(2);
  const running = open();
  running.record(entryOf(NOON));
  await running.written();
  expect(heard.at(-1)?.seq).toBe(5);
  expect(await faults(heard)).toEqual([]);
});

it('finds a byte that was changed, whichever it is, and names its line', async () => {
  const { live, text, put, faults } = await setupAudit();
  await live(3);
  const whole = Buffer.from(await text());
  const begins = whole.indexOf('\n') + 1;
  const ends = whole.indexOf('\n', begins);
  for (let i = begins; i < ends; i++) {
    const bytes = Buffer.from(whole);
    // Another digit or letter, never a line break.
    bytes[i] = whole[i] === 0x31 ? 0x32 : 0x31;
    await put(bytes);
    const [fault, ...more] = await faults();
    expect([i - begins, fault]).toEqual([
      i - begins,
      expect.stringMatching(/^0000000001\.jsonl line 2 (was changed|is no row)/),
    ]);
    expect(more).toEqual([]);
  }
});

it('finds a row that was taken out, put in twice, moved or written anew, and names it', async () => {
  const { live, heard, text, put, faults } = await setupAudit();
  await live(5);
  const lines = linesOf(await text());
  const [one = '', two = '', three = '', four = '', five = ''] = lines;
  const found = async (...rows: string[]): Promise<string[]> => {
    await put(textOf(rows));
    return (await faults()).map((fault) => fault.replace(/^0000000001\.jsonl /, ''));
  };
  expect(await found(one, two, four, five)).toEqual([expect.stringMatching(/^line 3: row 3 is missing/)]);
  expect(await found(one, five)).toEqual([expect.stringMatching(/^line 2: 3 rows before row 5 are missing/)]);
  expect(await found(one, two, two, three, four, five)).toEqual([
    expect.stringMatching(/^line 3 is row 2, after row 2/),
  ]);
  expect((await found(one, three, two, four, five))[0]).toMatch(/^line 2: row 2 is missing/);
  expect(await found(two, three, four, five)).toEqual([expect.stringMatching(/rows before row 2 are missing/)]);
  expect(await found()).toEqual([expect.stringMatching(/^there is no row/)]);
  const { seq, head } = heard[0] ?? NO_ROW;
  const [other = ''] = linesOf(forged(1, { seq, head }));
  expect(await found(one, other, three, four, five)).toEqual([
    expect.stringMatching(/^line 3: row 3 does not follow row 2/),
  ]);
  expect(await found(...lines)).toEqual([]);
});

it('finds a tail that was cut off by what the hub heard, and by nothing else', async () => {
  const { live, heard, text, put, faults } = await setupAudit();
  await live(5);
  await put(textOf(linesOf(await text()).slice(0, 3)));
  expect(await faults()).toEqual([]);
  expect(await faults(heard)).toEqual([
    expect.stringMatching(/^row 5, which the hub heard of on 2026-.* is not there: the audit ends with row 3/),
  ]);
});

it('finds a file that was replaced, and one that was written anew from some row on, by what the hub heard', async () => {
  const { live, heard, text, put, faults } = await setupAudit();
  await live(5);
  const lines = linesOf(await text());
  await put(forged(9));
  expect(await faults()).toEqual([]);
  expect(await faults(heard)).toEqual([
    expect.stringMatching(/^row 1 is not the one that the hub heard of .* \(and 4 more\)$/),
  ]);
  const { seq, head } = heard[2] ?? NO_ROW;
  await put(textOf(lines.slice(0, 3)) + forged(9, { seq, head }));
  expect(await faults()).toEqual([]);
  expect(await faults(heard)).toEqual([
    expect.stringMatching(/^row 4 is not the one that the hub heard of .* \(and 1 more\)$/),
  ]);
});

it('finds an old backup that was put back, also when the section has gone on with it', async () => {
  const { live, heard, text, put, faults } = await setupAudit();
  await live(3);
  const backup = await text();
  await live(2);
  await put(backup);
  expect(await faults(heard)).toEqual([expect.stringMatching(/^row 5, .* the audit ends with row 3/)]);
  // Another minute, another person: the rows are others now.
  await live(4, { actor: { role: 'staff', person: 'p2' } });
  expect(await faults(heard)).toEqual([expect.stringMatching(/^row 4 is not the one/)]);
});

it('takes what a power cut leaves of a line for what it is, wherever it was cut: nothing is missing, and it goes on', async () => {
  const { live, heard, text, put, faults, logged } = await setupAudit();
  await live(2);
  const two = await text();
  const { line } = sealed(entryOf(NOON), heard.at(-1) ?? NO_ROW);
  for (const bytes of [1, 40, line.length - 1, line.length]) {
    await put(two + line.slice(0, bytes));
    expect(await faults(heard)).toEqual([]);
  }
  await live(1);
  expect(await faults(heard)).toEqual([]);
  expect(linesOf(await text())).toHaveLength(3);
  expect(logged).toEqual([]);
});

it('goes on after lines that a broken disk left, tells of them, and names them', async () => {
  const { live, heard, newest, faults, logged } = await setupAudit();
  await live(2);
  await appendFile(await newest(), 'half a row\n');
  await live(2);
  expect(logged).toEqual([expect.stringContaining('the end of the audit is damaged')]);
  expect(await faults(heard)).toEqual([expect.stringMatching(/^0000000001\.jsonl line 3 is no row/)]);
});

it('stays whole when rows are forgotten after thirteen months, and finds those that were taken away sooner', async () => {
  const { live, heard, folder, pass, faults } = await setupAudit();
  const oldest = async (): Promise<string> => join(folder, (await filesIn(folder))[0] ?? '');
  for (let month = 0; month < 13; month++) {
    await live(2);
    pass(MONTH_MS);
  }
  const before = await oldest();
  const kept = await readFile(before);
  await rm(before);
  expect(await faults()).toEqual([expect.stringMatching(/^the rows before row 3 are missing/)]);
  await writeFile(before, kept);
  await live(2);
  expect(await oldest()).not.toBe(before);
  expect(await faults(heard)).toEqual([]);
  // Somebody forgets for them all but the last rows, in the right words.
  const { seq, head } = heard.at(-3) ?? NO_ROW;
  for (const file of (await filesIn(folder)).slice(0, -1)) await rm(join(folder, file));
  await live(1, { actor: { role: 'lead' }, action: 'forget', object: `rows up to ${seq}, ${head}` });
  expect(await faults(heard)).toEqual([
    expect.stringMatching(/^row \d+, .* is gone before its thirteen months were over$/),
  ]);
});

it('believes no row that dates itself into the future to forget what is not old: the hub knows when it heard of it', async () => {
  const { live, heard, folder, pass, faults } = await setupAudit();
  await live(3);
  pass(MONTH_MS);
  await live(2);
  const { seq, head } = heard[2] ?? NO_ROW;
  const [oldest = ''] = await filesIn(folder);
  await rm(join(folder, oldest));
  const at = NOON + 15 * MONTH_MS;
  await live(1, { at, actor: { role: 'lead' }, action: 'forget', object: `rows up to ${seq}, ${head}` });
  const found = [expect.stringMatching(/^row 1, .* is gone before its thirteen months were over$/)];
  expect(await faults(heard)).toEqual(found);
  // Nor before the hub has heard of it, nor once the day that it names has come.
  expect(await faults(heard.slice(0, -1))).toEqual(found);
  pass(20 * MONTH_MS);
  expect(await faults(heard)).toEqual(found);
});
