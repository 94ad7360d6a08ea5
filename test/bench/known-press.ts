import { setTimeout as delay } from 'node:timers/promises';
import { FirstCode, peopleFolder } from '../../edge/identity/people/first-code.ts';
import { HUB } from '../../protocol/identity/identity.ts';
import { openTestCity } from '../../protocol/identity/testing/city.ts';
import { putIdentity } from '../../protocol/identity/testing/identity-folder.ts';
import type { Bench } from './bench.ts';
import { type Counter, finishOf, HANDS, nextOf, openCounter } from './counter.ts';
import { type Figure, type Measurement, median, percentile } from './figures.ts';
import { CITY, OFFICE, startHub } from './hub-process.ts';
import { instant } from './instant.ts';
import { startMatazu } from './processes.ts';
import { until } from './waiting.ts';
import { type Headers, post, readEvents } from './web.ts';

const ROUNDS = 200;
const WARM_UP = 20;
const QUIET_MS = 25;
const TIMES = 1.3;

interface Times {
  readonly sign: number[];
  readonly acknowledged: number[];
}

/**
 * A press at a counter, to the sign and to the hub's acknowledgement, in a section whose machines and people are known (TLS, rights,
 * an audit of each press) and by turns in one where nobody is asked. Lead and hub are the shipped command.
 */
export async function measureKnownPress(bench: Bench): Promise<Measurement> {
  const sections = { unknown: await openSection(bench, 'unknown'), known: await openSection(bench, 'known') };
  const times = { unknown: noTimes(), known: noTimes() };
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const hand = round % HANDS;
    await press(sections.unknown, hand, round < WARM_UP ? noTimes() : times.unknown);
    await press(sections.known, hand, round < WARM_UP ? noTimes() : times.known);
  }
  const figures = (key: keyof Times, name: string): Figure[] => {
    const of = (who: keyof typeof times) => ({
      name: `${name}, ${who === 'known' ? 'everybody known' : 'nobody known'}`,
      value: median(times[who][key]),
      p99: percentile(times[who][key], 0.99),
      unit: 'ms' as const,
    });
    const [unknown, known] = [of('unknown'), of('known')];
    const limit = { kind: 'most', times: TIMES, value: unknown.p99, of: 'the p99 where nobody is' } as const;
    return [unknown, { ...known, ratio: known.p99 / unknown.p99, limit }];
  };
  return {
    name: `Known press: what identities cost a press (${ROUNDS} presses each)`,
    figures: [...figures('sign', 'button byte → sign byte'), ...figures('acknowledged', 'button byte → acknowledged')],
  };
}

const noTimes = (): Times => ({ sign: [], acknowledged: [] });

interface Section {
  readonly counter: Counter;
  readonly url: string;
  readonly headers: Headers;
  /** When all that happened was acknowledged, as far as it was told; forgotten by setting it to null. */
  readonly acknowledged: { at: number | null };
}

async function openSection(bench: Bench, name: 'known' | 'unknown'): Promise<Section> {
  const folders = name === 'known' ? await identities(bench) : undefined;
  const hub = await startHub(bench, `${name}-hub`, { identity: folders?.hub });
  const counter = await openCounter(bench, `${name}-lead`, { hubPort: hub.mqtt, identity: folders?.lead });
  const lead = bench.opened(await startMatazu('edge', counter.configuration), (one) => one.stop());
  const url = `http://127.0.0.1:${lead.http}/api/v1`;
  const headers: Headers = folders === undefined ? {} : { cookie: await signIn(url, counter.folder) };
  const acknowledged: Section['acknowledged'] = { at: null };
  bench.opened(
    readEvents(
      `${url}/stream`,
      (data, at) => {
        if (/"pending":0\b/.test(data)) acknowledged.at ??= at;
      },
      headers,
    ),
    (one) => one.close(),
  );
  await until(() => counter.panel.leds.size > 0 && acknowledged.at !== null);
  return { counter, url, headers, acknowledged };
}

async function identities(bench: Bench) {
  const city = await openTestCity();
  const folders = { hub: bench.folder('hub-identity'), lead: bench.folder('lead-identity') };
  await putIdentity(city, HUB, folders.hub);
  const lead = { role: 'lead', city: CITY, office: OFFICE, section: 'shimin', unit: 'bench-1' } as const;
  await putIdentity(city, lead, folders.lead);
  return folders;
}

async function signIn(url: string, data: string): Promise<string> {
  const response = await fetch(`${url}/sign-in/first`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: new FirstCode(peopleFolder(data)).make(), name: '佐藤', pin: '482170' }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`nobody could sign in: ${response.status} ${await response.text()}`);
  return cookie;
}

async function press({ counter, url, headers, acknowledged }: Section, hand: number, times: Times): Promise<void> {
  let sign = 0;
  counter.sign.onText(() => {
    sign = instant();
  });
  const status = await post(`${url}/commands`, { type: 'issue', service: 'shomei', by: 'staff' }, headers);
  if (status !== 200) throw new Error(`the lead answered ${status} to a ticket's issue`);
  await delay(4 * QUIET_MS);
  sign = 0;
  acknowledged.at = null;
  const pressed = instant();
  counter.panel.press(nextOf(hand));
  await until(() => sign > 0 && acknowledged.at !== null);
  times.sign.push(sign - pressed);
  times.acknowledged.push((acknowledged.at ?? Number.NaN) - pressed);
  await delay(QUIET_MS);
  counter.panel.press(finishOf(hand));
  await until(() => counter.sign.text() === '');
  await delay(QUIET_MS);
}
