import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const readme = readFileSync(path('README.md'), 'utf8');
const from = readme.indexOf('## When something breaks');
const rows = readme
  .slice(from, readme.indexOf('\n## ', from + 1))
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

describe('the fault table of the README', () => {
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
    const named = [...(row[3] ?? '').matchAll(/\[“(.+?)”\]\((.+?)\)/g)];
    expect(named.length).toBeGreaterThan(0);
    for (const [, title = '', file = ''] of named) {
      expect(existsSync(path(file)), file).toBe(true);
      expect(readFileSync(path(file), 'utf8').includes(title), `${file} has no test “${title}”`).toBe(true);
    }
  });
});
