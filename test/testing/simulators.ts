import { ButtonPanelSimulator } from '../../hardware/button-panel/simulator.ts';
import { PrinterSimulator } from '../../hardware/printer/simulator.ts';
import { SignSimulator } from '../../hardware/sign/simulator.ts';
import type { SimulatedDevice } from '../../hardware/simulation/plug.ts';
import { TcpOutlet } from '../../hardware/simulation/tcp-outlet.ts';
import { freePort } from './ports.ts';
import type { Stage } from './stage.ts';

/** A simulated device on a TCP port of this machine, until the stage closes. */
async function plugIn<D extends SimulatedDevice>(stage: Stage, device: D): Promise<D & { readonly port: number }> {
  const port = await freePort();
  const outlet = new TcpOutlet(device);
  await outlet.open(port);
  stage.keep(outlet, (it) => it.close());
  return Object.assign(device, { port });
}

export const plugInPrinter = (stage: Stage) => plugIn(stage, new PrinterSimulator({ keep: 100_000 }));
export const plugInPanel = (stage: Stage) => plugIn(stage, new ButtonPanelSimulator());
export const plugInSign = (stage: Stage) =>
  plugIn(
    stage,
    stage.keep(new SignSimulator(), (it) => it.close()),
  );
