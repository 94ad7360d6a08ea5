import type { DeviceKind } from '../device-kind.ts';
import { createLink } from '../links/create-link.ts';
import type { Printer } from './printer.ts';
import { PrinterConfiguration } from './printer-configuration.ts';

/** Papers that lie before a simulated printer; older ones are thrown away. */
const PAPERS_KEPT = 5;

export const printer: DeviceKind<typeof PrinterConfiguration, Printer> = {
  kind: 'printer',
  name: { ja: '番号札プリンター', en: 'ticket printer' },
  configuration: PrinterConfiguration,

  async create(configuration, environment) {
    const { EscPosPrinter } = await import('./escpos-printer.ts');
    const loadTypeface = async () => (await import('./canvas-typeface.ts')).loadTypeface();
    return new EscPosPrinter({ configuration, loadTypeface }, await createLink(configuration.link), environment);
  },

  async simulate({ width }, { timers }) {
    const { PrinterSimulator } = await import('./simulator.ts');
    const simulator = new PrinterSimulator({ timers, width, keep: PAPERS_KEPT });
    return {
      simulator,
      look: () => ({ paper: [...simulator.paper()].reverse() }),
      onChange: (listener) => simulator.onPaper(listener),
      close: () => {},
    };
  },

  atLeadOnly: "tickets are printed by the section's lead; configure the printer there",
  needs: { services: 'a section without services prints no tickets; name its services' },
  trial: {
    option: 'print',
    untried: 'テスト印字は --print で行います / no ticket was printed; --print prints one',
    async run(device, _configuration, timers) {
      const { printTest } = await import('./print-test.ts');
      return printTest(device, timers);
    },
  },
};
