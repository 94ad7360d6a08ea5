/**
 * `silent`: prints, but has lost its voice · `unplugged`: hangs up and refuses · `slow`: takes its time over each command ·
 * `garbled`: its answers arrive broken · `no-process-id`: a clone without GS ( H · the rest is as it is called.
 */
export const printerFaults = [
  'unplugged',
  'paper-out',
  'paper-near-end',
  'cover-open',
  'cutter-jam',
  'silent',
  'slow',
  'garbled',
  'no-process-id',
] as const;
export type PrinterFault = (typeof printerFaults)[number];
