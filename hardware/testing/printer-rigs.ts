import { PrinterConfiguration } from '../printer/printer-configuration.ts';
import { PrinterSimulator } from '../printer/simulator.ts';
import { TcpOutlet } from '../simulation/tcp-outlet.ts';
import { holdTerminal } from './hold.ts';
import { openPtyPair, ptyMissing } from './pty.ts';

/** What hands do to a printer. */
export type Handling = 'paper-out' | 'cover-open';

/** A printer that a suite drives, and whoever puts a hand to it. */
export interface PrinterRig {
  readonly configuration: PrinterConfiguration;
  /** Does it, or undoes it; for a real printer, asks whoever sits before it. */
  hand(what: Handling, done: boolean): void;
  /** What no printer would have understood; empty for a real one, which does not tell. */
  violations(): readonly string[];
  /** The pieces of paper that came out, by their number; null for a real one: look at it. */
  numbers(): readonly (string | null)[] | null;
  close(): Promise<void>;
}

export interface RigKind {
  readonly name: string;
  /** Why it can't be had here; null where it can. */
  readonly missing: string | null;
  /** Whether somebody is there to open the cover. */
  readonly hasHands: boolean;
  open(): Promise<PrinterRig>;
}

const configured = (link: object, more: object = {}): PrinterConfiguration =>
  PrinterConfiguration.parse({ id: 'printer', kind: 'printer', driver: 'escpos', link, ...more });

function simulated(simulator: PrinterSimulator, link: object, close: () => Promise<void>): PrinterRig {
  return {
    configuration: configured(link),
    hand: (what, done) => simulator.setFault(what, done),
    violations: () => simulator.violations,
    numbers: () => simulator.paper().map(({ number }) => number),
    close,
  };
}

const overTcp: RigKind = {
  name: 'the simulator over TCP',
  missing: null,
  hasHands: true,
  async open() {
    const simulator = new PrinterSimulator();
    const outlet = new TcpOutlet(simulator);
    const { host, port } = await outlet.open();
    return simulated(simulator, { tcp: `${host}:${port}` }, () => outlet.close());
  },
};

const atTerminal = (name: string, link: (path: string) => object): RigKind => ({
  name,
  missing: ptyMissing,
  hasHands: true,
  async open() {
    const simulator = new PrinterSimulator();
    const pty = await openPtyPair();
    const letGo = await holdTerminal(simulator, pty.device);
    return simulated(simulator, link(pty.unit), async () => {
      await letGo();
      await pty.remove();
    });
  },
});

const WORDS: Readonly<Record<Handling, readonly [done: string, undone: string]>> = {
  'paper-out': ['take the paper out / 用紙を抜いてください', 'put the paper back / 用紙を戻してください'],
  'cover-open': ['open the cover / カバーを開けてください', 'close the cover / カバーを閉めてください'],
};

/** The printer that MATAZU_PRINTER names: a link, or more of a configuration with its link. */
function real(named: string): RigKind {
  const value: unknown = JSON.parse(named);
  const isWhole = typeof value === 'object' && value !== null && 'link' in value;
  const { link, ...more } = isWhole ? (value as { link: object }) : { link: Object(value) };
  const configuration = configured(link, more);
  return {
    name: `the real one: ${named}`,
    missing: null,
    hasHands: process.env.MATAZU_HANDS === '1',
    open: async () => ({
      configuration,
      hand(what, done) {
        process.stderr.write(`\n>>> ${WORDS[what][done ? 0 : 1]}\n`);
      },
      violations: () => [],
      numbers: () => null,
      close: async () => {},
    }),
  };
}

export function printerRigs(): readonly RigKind[] {
  const named = process.env.MATAZU_PRINTER;
  if (named !== undefined) return [real(named)];
  return [
    overTcp,
    atTerminal('the simulator at a serial port', (serial) => ({ serial })),
    atTerminal('the simulator at a device node', (usb) => ({ usb })),
  ];
}
