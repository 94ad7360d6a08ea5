import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ButtonPanel } from '../button-panel/button-panel.ts';
import { createPanel } from '../button-panel/create-panel.ts';
import { ButtonPanelConfiguration } from '../button-panel/panel-configuration.ts';
import { testEnvironment } from './environment.ts';
import { CONTRACT_ACTIONS, type PanelBench, type SeenLamp } from './panel-cases.ts';

/** The contract's panel as a configuration, on the link that `MATAZU_PANEL` names. @throws where that is no link */
function contractPanel(text: string): ButtonPanelConfiguration {
  const { link }: { link: object } = JSON.parse(text);
  const driver = 'gpio' in link ? 'gpio' : 'serial';
  const counter = { id: 'panel', kind: 'button-panel', counter: 1 };
  return ButtonPanelConfiguration.parse({ ...counter, driver, link, buttons: CONTRACT_ACTIONS });
}

const LAMPS: Readonly<Record<string, SeenLamp>> = { 1: 'on', 0: 'off', b: 'blinking' };

/** A real panel, and a person at the terminal who presses its buttons and looks at its lamps. `rest` closes what is open. */
export function realPanelBench(text: string): PanelBench & { rest(): Promise<void> } {
  const { id, kind, link } = contractPanel(text);
  const answers = createInterface({ input: createReadStream('/dev/tty') })[Symbol.asyncIterator]();
  const terminal = createWriteStream('/dev/tty');
  const open: ButtonPanel[] = [];
  const ask = async (words: string): Promise<string> => {
    terminal.write(`\n${words} `);
    return String((await answers.next()).value ?? '').trim();
  };
  const tell = async (words: string): Promise<void> => {
    await ask(`${words}, then Enter:`);
    await sleep(500);
  };
  const lamp = async (button: number): Promise<SeenLamp> =>
    LAMPS[await ask(`What does lamp ${button} do? 1 lit, 0 dark, b blinking:`)] ?? lamp(button);
  return {
    async create() {
      const panel = await createPanel({ id, kind, actions: CONTRACT_ACTIONS, link }, testEnvironment());
      open.push(panel);
      return panel;
    },
    press: (button) => tell(`Press button ${button} shortly`),
    together: (one, other) => tell(`Press buttons ${one} and ${other} at once, and let go`),
    hold: (button) => tell(`Press button ${button} and keep it down`),
    letGo: (button) => tell(`Let go of button ${button}`),
    lamp,
    pass: (ms) => sleep(ms),
    async until(isSo, what) {
      for (let look = 0; look < 300 && !isSo(); look += 1) await sleep(100);
      if (!isSo()) throw new Error(`waited in vain: ${what}`);
    },
    async rest() {
      await Promise.all(open.splice(0).map((panel) => panel.close()));
    },
  };
}
