import type { DeviceKind } from '../device-kind.ts';
import { createLink } from '../links/create-link.ts';
import type { Scanner } from './scanner.ts';
import { ScannerConfiguration } from './scanner-configuration.ts';

export const scanner: DeviceKind<typeof ScannerConfiguration, Scanner> = {
  kind: 'scanner',
  name: { ja: '読み取り機', en: 'scanner' },
  configuration: ScannerConfiguration,

  async create(configuration, environment) {
    const { SerialScanner } = await import('./serial-scanner.ts');
    return new SerialScanner(configuration, await createLink(configuration.link), environment);
  },

  async simulate(_configuration, { timers }) {
    const { ScannerSimulator } = await import('./simulator.ts');
    const simulator = new ScannerSimulator({ timers });
    return {
      simulator,
      look: () => ({}),
      onChange: () => () => {},
      scan: (code) => simulator.scan(code),
      close: () => simulator.close(),
    };
  },

  asksFor: {
    words: 'コードを一つ読み取ってください（20秒） / hold any code under the scanner (20 s)',
    withinMs: 20_000,
  },
};
