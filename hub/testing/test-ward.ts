import { expect, vi } from 'vitest';
import type { OfficeView } from '../../protocol/congestion/views.ts';
import type { Event } from '../../protocol/queue/events.ts';
import { topicOf } from '../../protocol/wire/topics.ts';
import {
  connectLead,
  dayOf,
  type LogEpoch,
  type Opened,
  openTestHub,
  shimin,
  type TestHub,
  type TestLead,
  temporaryFolder,
} from './test-hub.ts';

/** An office of Kyoto at ten in the morning, for tests that move the clock themselves. */

export const MINUTE = 60_000;
/** Ten o'clock of a Tuesday in Japan. */
export const TEN = Date.parse('2026-11-24T10:00:00+09:00');
/** A section that no configuration names. */
export const nenkin = { ...shimin, section: 'nenkin' };
export const UKYO = {
  path: 'kyoto/ukyo',
  name: { ja: '右京区役所', en: 'Ukyo Ward Office' },
  sections: [
    {
      id: 'shimin',
      name: { ja: '市民窓口課', en: "Citizens' counter" },
      hours: { opens: '08:30', closes: '17:00' },
      services: [
        { id: 'shomei', letter: 'A', name: { ja: '住民票, "証明"', en: 'Certificates' }, expectedMinutes: 5 },
        { id: 'ido', letter: 'B', name: '異動', expectedMinutes: 14 },
      ],
      counters: [{ id: 1, services: ['shomei', 'ido'] }],
    },
  ],
};

/** A hub on a clock that only `at` moves, and the lead of its configured section. */
export async function openWard(opened: Opened, options: Parameters<typeof openTestHub>[2] = {}) {
  const folder = await temporaryFolder(opened);
  let now = TEN;
  const clock = () => now;
  const hub = await openTestHub(opened, folder, { now: clock, offices: [UKYO], ...options });
  const at = (time: number): void => {
    now = time;
  };
  return { folder, hub, at, clock };
}

export async function openWardWithLead(opened: Opened, options: Parameters<typeof openTestHub>[2] = {}) {
  const ward = await openWard(opened, options);
  return { ...ward, lead: await connectLead(opened, ward.hub.broker) };
}

/** Waits until an assertion holds; patient, for a machine that others share. */
export const eventually = <T>(assertion: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(assertion, { timeout: 20_000, interval: 5 });

/** Waits until a section looks as it should. */
export const seen = (hub: TestHub, expected: object, at = shimin): Promise<void> =>
  eventually(async () => expect(await hub.section(at)).toMatchObject(expected));

export const day = (issued: number, called: number): Event[] => dayOf(issued, called, { from: TEN - MINUTE });
export const logOf = (...events: readonly object[]): LogEpoch[] => [{ epoch: 1, events }];

/** The views of the office that a lead has heard. */
export const views = (lead: TestLead): OfficeView[] =>
  lead.heard.filter(({ topic }) => topic === topicOf('office', shimin)).map(({ payload }) => JSON.parse(payload));
