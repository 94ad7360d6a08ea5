import type { PrinterFault } from './faults.ts';

type Broken = ReadonlySet<PrinterFault>;

/** Whether it prints nothing until a hand has been laid on it. */
export const isStopped = (broken: Broken): boolean =>
  broken.has('paper-out') || broken.has('cover-open') || broken.has('cutter-jam');

/** The answer to DLE EOT n; null where there is no such n. */
export function realTimeStatus(n: number, broken: Broken): number | null {
  const has = bitsOf(broken);
  switch (n) {
    case 1:
      return 0x12 | (isStopped(broken) ? 0x08 : 0);
    case 2:
      return 0x12 | has('cover-open', 0x04) | has('paper-out', 0x20) | has('cutter-jam', 0x40);
    case 3:
      return 0x12 | has('cutter-jam', 0x08);
    case 4:
      return 0x12 | has('paper-near-end', 0x0c) | has('paper-out', 0x6c);
    default:
      return null;
  }
}

/** What it says by itself when GS a has asked for it. */
export function automaticStatus(broken: Broken): readonly number[] {
  const has = bitsOf(broken);
  return [
    0x10 | (isStopped(broken) ? 0x08 : 0) | has('cover-open', 0x20),
    has('cutter-jam', 0x08),
    has('paper-near-end', 0x03) | has('paper-out', 0x0f),
    0x00,
  ];
}

const bitsOf =
  (broken: Broken) =>
  (fault: PrinterFault, bits: number): number =>
    broken.has(fault) ? bits : 0;
