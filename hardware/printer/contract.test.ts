/*
 * What every ticket printer owes (printer.ts), asked of the simulator on each kind of link, or of a real one:
 *
 *   MATAZU_PRINTER='{"usb":"/dev/usb/lp0"}' npx vitest run hardware/printer/contract.test.ts
 *
 * The value is a link, or more of a printer's configuration with its `link`. A few short tickets come out that say that they are
 * none. With MATAZU_HANDS=1 somebody is asked to open the cover and to take the paper out, and waited for.
 */
import { printerContract } from '../testing/printer-contract.ts';
import { printerRigs } from '../testing/printer-rigs.ts';

for (const kind of printerRigs()) printerContract(kind);
