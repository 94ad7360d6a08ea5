import { namedTests, read } from './documents.ts';

/** The page of the fault table. */
const PAGE = 'docs/faults.md';

/** A row of the fault table: what is broken, what staff see, what becomes of the ticket, and the tests that hold it. */
export interface FaultRow {
  /** The heading that it stands under: `number sign`. */
  readonly heading: string;
  readonly cells: readonly string[];
  /** The simulators' faults that it is about: those in backticks in its first cell. */
  readonly faults: readonly string[];
  readonly tests: ReturnType<typeof namedTests>;
}

export function faultRows(): FaultRow[] {
  const rows: FaultRow[] = [];
  let heading = '';
  for (const cells of tableRows()) {
    const [first = '', , , tests = ''] = cells;
    const named = /^\*\*(.+)\*\*$/.exec(first)?.[1];
    if (named !== undefined) heading = named;
    else {
      const faults = [...first.matchAll(/`([\w-]+)`/g)].flatMap(([, fault = '']) => fault);
      rows.push({ heading, cells, faults, tests: namedTests(PAGE, tests) });
    }
  }
  return rows;
}

/** The cells of the table's rows, without its head. */
function tableRows(): string[][] {
  const page = read(PAGE);
  const from = page.indexOf('## When something breaks');
  const to = page.indexOf('\n## ', from + 1);
  return page
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
}
