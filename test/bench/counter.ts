import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ButtonPanelSimulator } from '../../hardware/button-panel/simulator.ts';
import { PrinterSimulator } from '../../hardware/printer/simulator.ts';
import { SignSimulator } from '../../hardware/sign/simulator.ts';
import type { SimulatedDevice } from '../../hardware/simulation/plug.ts';
import { TcpOutlet } from '../../hardware/simulation/tcp-outlet.ts';
import type { Bench } from './bench.ts';
import { CITY, OFFICE } from './hub-process.ts';

/** A button pressed again within two seconds counts once, so each of a bench's many hands has buttons of its own. */
export const HANDS = 20;
export const nextOf = (hand: number): number => 1 + hand;
export const finishOf = (hand: number): number => 1 + HANDS + hand;

export interface Counter {
  readonly panel: ButtonPanelSimulator;
  readonly printer: PrinterSimulator;
  readonly sign: SignSimulator;
  /** The lead's configuration file, with all of these devices. */
  readonly configuration: string;
  /** Its lead's data. */
  readonly folder: string;
  readonly httpPort: number;
  /** Hears the bytes that reach the printer, before the simulator does. */
  onPrinterBytes(listener: (bytes: Uint8Array) => void): void;
}

export interface CounterOptions {
  readonly hubPort: number;
  /** The folder of its lead's identity, where it shows who it is. */
  readonly identity?: string | undefined;
}

/** The devices of a counter, simulated at the byte behind real sockets, and the configuration of the lead that drives them. */
export async function openCounter(bench: Bench, name: string, { hubPort, identity }: CounterOptions): Promise<Counter> {
  const panel = new ButtonPanelSimulator({ buttons: 2 * HANDS });
  const hands = Array.from({ length: HANDS }, (_, hand) => hand);
  const buttons = hands.map((hand) => `${nextOf(hand)}: call-next, ${finishOf(hand)}: finish`).join(', ');
  const printer = new PrinterSimulator({ keep: 5 });
  const sign = bench.opened(new SignSimulator(), (one) => one.close());
  let heard: (bytes: Uint8Array) => void = () => undefined;
  const link = async (device: SimulatedDevice): Promise<string> => {
    const outlet = bench.opened(new TcpOutlet(device), (one) => one.close());
    const { host, port } = await outlet.open();
    return `{ tcp: "${host}:${port}" }`;
  };
  const folder = bench.folder(name);
  const configuration = join(folder, 'lead.yaml');
  const httpPort = await freePort();
  writeFileSync(
    configuration,
    `unit: bench-1
office: ${CITY}/${OFFICE}
section: { id: shimin, name: { ja: 市民窓口課, en: Citizens } }
role: lead
data: ${folder}
http: { port: ${httpPort} }
lan: { port: 0 }
hub: { url: "mqtt${identity === undefined ? '' : 's'}://127.0.0.1:${hubPort}", pages: "http://127.0.0.1:8080" }
${identity === undefined ? '' : `identity: { folder: ${identity} }\n`}hours: { opens: "00:00", closes: "23:59", timezone: Asia/Tokyo }
numbers: { highest: 9999 }
services:
  - { id: shomei, letter: A, name: { ja: 住民票・証明書, en: Certificates }, expectedMinutes: 5 }
counters:
  - { id: 1, services: [shomei] }
devices:
  - { id: printer, kind: printer, driver: escpos, link: ${await link(tapped(printer, (bytes) => heard(bytes)))} }
  - { id: panel-1, kind: button-panel, driver: serial, link: ${await link(panel)}, counter: 1,
      buttons: { ${buttons} } }
  - { id: sign-1, kind: sign, driver: serial, link: ${await link(sign)}, counter: 1 }
`,
  );
  return {
    panel,
    printer,
    sign,
    configuration,
    folder,
    httpPort,
    onPrinterBytes(listener) {
      heard = listener;
    },
  };
}

/** The same device, with somebody listening on its wire. */
function tapped(device: SimulatedDevice, hear: (bytes: Uint8Array) => void): SimulatedDevice {
  return {
    plug: device.plug,
    possibleFaults: device.possibleFaults,
    violations: device.violations,
    faults: () => device.faults(),
    setFault: (fault, broken) => device.setFault(fault, broken),
    connect(peer) {
      const wire = device.connect(peer);
      return {
        data(bytes) {
          hear(bytes);
          wire.data(bytes);
        },
        ended: () => wire.ended(),
      };
    },
  };
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
