import { EdgeConfiguration } from '../../edge/configuration.ts';
import { type Lead, openLead } from '../../edge/lead.ts';
import { systemTimers } from '../../hardware/timers.ts';
import type { Stage } from './stage.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A section's lead in this process, with no hub and no devices, at ten o'clock by a clock that stands until a test moves it. */
export interface LoneLead {
  readonly lead: Lead;
  /** Moves the clock, milliseconds. */
  readonly pass: (ms: number) => void;
  /** Ends it and starts it again on what it kept. */
  readonly restart: () => Promise<Lead>;
}

export async function openLoneLead(stage: Stage, settings: object = {}): Promise<LoneLead> {
  const configuration = EdgeConfiguration.parse({
    ...{ role: 'lead', unit: 'lead', office: 'kyoto/ukyo', section: { id: 'shimin', name: '市民窓口課' } },
    ...{ data: stage.path('lead'), http: { port: 0 }, hours: { opens: '08:30', closes: '17:00' } },
    services: [
      { id: 'shomei', letter: 'A', name: '住民票・証明書' },
      { id: 'ido', letter: 'B', name: '住所の異動' },
    ],
    counters: [1, 2].map((id) => ({ id, services: ['shomei', 'ido'] })),
    ...settings,
  });
  if (configuration.role !== 'lead') throw new Error('not a lead');
  let at = Date.parse('2026-11-24T10:00+09:00');
  const clock = { now: () => at, trusted: () => true, speed: 1 };
  const environment = { clock, logger, timers: systemTimers, random: () => 0.5, version: 'test' };
  const open = async () => stage.keep(await openLead({ ...environment, configuration }), (it) => it.close());
  const lead = await open();
  return {
    lead,
    pass: (ms) => {
      at += ms;
    },
    async restart() {
      await lead.close();
      return open();
    },
  };
}
