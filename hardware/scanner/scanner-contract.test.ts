import { onTestFinished } from 'vitest';
import { TcpOutlet } from '../simulation/tcp-outlet.ts';
import { personAtTerminal, realDevice } from '../testing/person.ts';
import { type ScannerRig, scannerContract } from '../testing/scanner-contract.ts';
import { ScannerSimulator } from './simulator.ts';

/** A person takes their time. */
const LONG = 600_000;

const simulated = (terminator: 'CR' | 'none') => async (): Promise<ScannerRig> => {
  const simulator = new ScannerSimulator({ terminator });
  const outlet = new TcpOutlet(simulator);
  const { host, port } = await outlet.open();
  onTestFinished(async () => {
    await outlet.close();
    simulator.close();
  });
  const plug = async (out: boolean): Promise<void> => {
    simulator.setFault('unplugged', out);
    await outlet.settled();
  };
  return {
    settings: { link: { tcp: `${host}:${port}` } },
    scan: async (which) => simulator.scan(`https://matazu.example/t/code-number-${which}`),
    unplug: () => plug(true),
    plugIn: () => plug(false),
  };
};

scannerContract('that ends its codes', simulated('CR'), 30_000);
scannerContract('that just stops', simulated('none'), 30_000);

// MATAZU_SCANNER='{"link":{"serial":"/dev/ttyACM0"}}' npx vitest run hardware/scanner/scanner-contract.test.ts
const real = realDevice('MATAZU_SCANNER');
if (real !== null) {
  const openRig = async (): Promise<ScannerRig> => {
    const person = personAtTerminal();
    onTestFinished(() => person.leaves());
    return {
      settings: real,
      scan: (which) => person.does(`Scan ${which === 1 ? 'a code' : 'another code'}`),
      unplug: () => person.does("Pull the scanner's cable"),
      plugIn: () => person.does('Plug it in again'),
    };
  };
  scannerContract('that is real', openRig, LONG);
}
