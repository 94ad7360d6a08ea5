import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { namedTests, read } from './testing/documents.ts';
import { root } from './testing/program.ts';

const PAGE = 'docs/faults.md';
const page = read(PAGE);
const from = page.indexOf('## When something breaks');
const to = page.indexOf('\n## ', from + 1);
const rows = page
  .slice(from, to === -1 ? undefined : to)
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const heading = ([first = '']: readonly string[]): boolean => first.startsWith('**');

describe('the fault table', () => {
  it('has a fault, what becomes of the ticket and a test in every row', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      expect(row, row.join(' | ')).toHaveLength(4);
      if (heading(row)) continue;
      const [fault, , ticket, test] = row;
      expect(
        [fault, ticket, test].every((cell) => cell !== ''),
        row.join(' | '),
      ).toBe(true);
    }
  });

  it.each(rows.filter((row) => !heading(row)))('names a test that exists: %s', (...row) => {
    const named = namedTests(PAGE, row[3] ?? '');
    expect(named.length).toBeGreaterThan(0);
    for (const { title, file } of named) {
      expect(existsSync(root + file), file).toBe(true);
      expect(read(file).includes(title), `${file} has no test “${title}”`).toBe(true);
    }
  });
});
