import { EdgeConfiguration } from '../../edge/configuration.ts';
import { openLead } from '../../edge/lead.ts';
import { systemTimers } from '../../hardware/timers.ts';
import { HubConfiguration } from '../../hub/configuration.ts';
import { openHub } from '../../hub/hub.ts';
import { HUB_PACE } from '../../hub/pace.ts';
import { dashboard } from './browser.ts';
import type { Stage } from './stage.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const SERVICES = [
  { id: 'shomei', letter: 'A', name: { ja: '住民票・証明書', en: 'Certificates' } },
  { id: 'ido', letter: 'B', name: { ja: '住所の異動', en: 'Moving in or out' } },
];

export interface OfficeOptions {
  /** The folder of the built pages. */
  readonly pages?: string;
  /** Where the hub is to listen; any port where it is left out. */
  readonly hubPort?: number;
}

/** An office in this process: a hub, and the lead of its one section with two services and two counters; it is ten in the morning. */
export async function openOffice(stage: Stage, { pages = dashboard, hubPort = 0 }: OfficeOptions = {}) {
  const startedMs = performance.now();
  const now = (): number => Date.parse('2026-11-24T10:00+09:00') + Math.round(performance.now() - startedMs);
  const name = { ja: '市民窓口課', en: "Citizens' counter" };
  const hub = stage.keep(
    await openHub({
      configuration: HubConfiguration.parse({
        http: { port: hubPort },
        mqtt: { port: 0 },
        data: stage.path('hub'),
        offices: [
          {
            path: 'kyoto/ukyo',
            name: { ja: '右京区役所', en: 'Ukyo Ward Office' },
            sections: [{ id: 'shimin', name, services: SERVICES }],
          },
        ],
      }),
      logger: silent,
      now,
      version: 'test',
      dashboard: pages,
      // What is learned shows soon.
      pace: { ...HUB_PACE, foretellEveryMs: 100 },
    }),
    (open) => open.close(),
  );
  const configuration = EdgeConfiguration.parse({
    role: 'lead',
    unit: 'lead',
    office: 'kyoto/ukyo',
    section: { id: 'shimin', name },
    data: stage.path('lead'),
    http: { port: 0 },
    hub: { url: `mqtt://127.0.0.1:${hub.mqttPort}`, pages: `http://127.0.0.1:${hub.httpPort}` },
    hours: { opens: '08:30', closes: '17:00' },
    services: SERVICES,
    counters: [1, 2].map((id) => ({ id, services: ['shomei', 'ido'] })),
  });
  if (configuration.role !== 'lead') throw new Error('not a lead');
  const lead = stage.keep(
    await openLead({
      configuration,
      clock: { now, trusted: () => true, speed: 1 },
      logger: silent,
      timers: systemTimers,
      random: Math.random,
      version: 'test',
      dashboard: pages,
    }),
    (open) => open.close(),
  );
  return {
    hub,
    lead,
    ofHub: (path: string) => `http://127.0.0.1:${hub.httpPort}${path}`,
    ofLead: (path: string) => `http://127.0.0.1:${lead.httpPort}${path}`,
    /** The code of a new ticket. */
    issue(service = 'shomei'): string {
      const reply = lead.handle({ type: 'issue', service, by: 'kiosk' });
      const issued = 'events' in reply ? reply.events[0] : undefined;
      if (issued?.type !== 'ticket-issued') throw new Error('no ticket was issued');
      return issued.code;
    },
  };
}
