import type { Printer } from '../../hardware/printer/printer.ts';
import type { Around } from '../queue/around.ts';
import type { Unit } from '../queue/unit.ts';
import { Printing } from './printing.ts';
import { type PaperOptions, ticketPaper } from './ticket-paper.ts';

export interface OpenPaperOptions extends Omit<PaperOptions, 'state' | 'estimates'> {
  readonly printers: readonly Printer[];
}

/** Prints the section's tickets, beginning with those that were promised before the start. */
export function openPaper(unit: Unit, around: Around, { printers, ...options }: OpenPaperOptions): void {
  const { section, parts, logger } = unit;
  const contentOf = ticketPaper({ ...options, state: () => section.state, estimates: () => around.estimates() });
  const printing = parts.add(new Printing({ section, logger, printers, contentOf, onChange: () => parts.changed() }), {
    moved: () => printing.reconcile(),
  });
  around.printing = () => printing.underWay;
  printing.reconcile();
}
