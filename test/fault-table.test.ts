import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { read } from './testing/documents.ts';
import { faultRows } from './testing/fault-table.ts';
import { root } from './testing/program.ts';

const rows = faultRows();

describe('the fault table', () => {
  it('has a fault, what becomes of the ticket and a test in every row', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const { cells } of rows) {
      expect(cells, cells.join(' | ')).toHaveLength(4);
      const [fault, , ticket, test] = cells;
      expect(
        [fault, ticket, test].every((cell) => cell !== ''),
        cells.join(' | '),
      ).toBe(true);
    }
  });

  it.each(rows.map((row) => [row.heading, row.cells[0], row] as const))(
    'names a test that exists: %s, %s',
    (_heading, _fault, { tests }) => {
      expect(tests.length).toBeGreaterThan(0);
      for (const { title, file } of tests) {
        expect(existsSync(root + file), file).toBe(true);
        expect(read(file).includes(title), `${file} has no test “${title}”`).toBe(true);
      }
    },
  );
});
