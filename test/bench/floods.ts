import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { openCounter } from './counter.ts';
import { type Figure, type Measurement, median } from './figures.ts';
import { CITY, OFFICE, startHub } from './hub-process.ts';
import { instant } from './instant.ts';
import { startMatazu, startOwn } from './processes.ts';
import { until } from './waiting.ts';
import { post, readEvents } from './web.ts';

const TICKETS = 40;
const EVERY_MS = 250;
/** What is promised of a ward that is flooded, milliseconds. */
const SECOND_MS = 1_000;

/**
 * A ticket while strangers flood its ward in every way of docs/security.md at once, and without them: from its issue at the lead
 * to the public page's event that counts it, which comes after the hub's commit. Hub, lead and strangers are processes of their own.
 */
export async function measureFloods(bench: Bench): Promise<Measurement> {
  const hub = await startHub(bench, 'hub');
  const counter = await openCounter(bench, 'lead', { hubPort: hub.mqtt });
  const lead = bench.opened(await startMatazu('edge', counter.configuration), (one) => one.stop());
  let shown = 0;
  let shownAt = 0;
  const stream = `http://127.0.0.1:${hub.http}/api/v1/stream?office=${CITY}/${OFFICE}`;
  bench.opened(
    readEvents(stream, (data, at) => {
      const waiting = Number(/"waiting":(\d+)/.exec(data)?.[1] ?? 0);
      if (waiting > shown) [shown, shownAt] = [waiting, at];
    }),
    (one) => one.close(),
  );
  const issued = async (): Promise<number> => {
    const before = shown;
    const began = instant();
    const ticket = { type: 'issue', service: 'shomei', by: 'staff' };
    const status = await post(`http://127.0.0.1:${lead.http}/api/v1/commands`, ticket);
    if (status !== 200) throw new Error(`the lead answered ${status} to a ticket's issue`);
    await until(() => shown > before);
    return shownAt - began;
  };
  const many = async (): Promise<number[]> => {
    const took: number[] = [];
    for (let i = 0; i < TICKETS; i += 1) {
      took.push(await issued());
      await delay(EVERY_MS);
    }
    return took;
  };
  await issued();
  const quietly = await many();
  const strangers = bench.opened(
    await startOwn('flooders', { HUB: `${hub.http}`, HUB_MQTT: `${hub.mqtt}`, LEAD: `${lead.http}` }),
    (one) => one.stop(),
  );
  await delay(5_000);
  const flooded = await many();
  bench.tell(`the strangers were answered or refused ${await strangers.ask<number>({})} times`);
  const figure = (name: string, value: number, limit?: Figure['limit']): Figure => ({
    name,
    value,
    unit: 'ms',
    ...(limit === undefined ? {} : { limit }),
  });
  const limit = { kind: 'most', times: 1, value: SECOND_MS, of: 'a second' } as const;
  return {
    name: `Floods: a ticket from its issue to the public page (${TICKETS} tickets)`,
    figures: [
      figure('alone, median', median(quietly)),
      figure('alone, longest', Math.max(...quietly)),
      figure('flooded, median', median(flooded), limit),
      figure('flooded, longest', Math.max(...flooded), limit),
    ],
  };
}
