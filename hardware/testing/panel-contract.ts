import { describe, test } from 'vitest';
import { type PanelBench, panelCases } from './panel-cases.ts';

/** What every panel owes, whatever wires lead to it. */
export function panelContract(name: string, openBench: () => PanelBench, timeout: number): void {
  describe(`a panel, ${name}`, { timeout }, () => {
    for (const { name: duty, run } of panelCases) test(duty, () => run(openBench()));
  });
}
