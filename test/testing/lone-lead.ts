import type { Lead } from '../../edge/lead.ts';
import { openTestLead } from '../../edge/testing/open-units.ts';
import { aFolder } from '../../hardware/testing/folder.ts';

/** A section's lead with two services, no hub and no devices, at ten o'clock by a clock that stands until a test moves it. */
export interface LoneLead {
  /** The one that runs. */
  readonly lead: Lead;
  /** Moves the clock, milliseconds. */
  pass(ms: number): void;
  /** Whether its clock may be believed. */
  trust(trusted: boolean): void;
  /** Ends it and starts it again on what it kept; `between`: what is done while it is down, in the folder of its data. */
  restart(between?: (data: string) => void): Promise<void>;
}

export async function openLoneLead(settings: object = {}): Promise<LoneLead> {
  const data = await aFolder();
  let at = Date.parse('2026-11-24T10:00+09:00');
  let believed = true;
  const open = () =>
    openTestLead(
      {
        data,
        services: [
          { id: 'shomei', letter: 'A', name: '住民票・証明書' },
          { id: 'ido', letter: 'B', name: '住所の異動' },
        ],
        counters: [1, 2].map((id) => ({ id, services: ['shomei', 'ido'] })),
        ...settings,
      },
      { clock: { now: () => at, trusted: () => believed, speed: 1 } },
    );
  let lead = await open();
  return {
    get lead() {
      return lead;
    },
    pass(ms) {
      at += ms;
    },
    trust(trusted) {
      believed = trusted;
    },
    async restart(between = () => undefined) {
      await lead.close();
      between(data);
      lead = await open();
    },
  };
}
