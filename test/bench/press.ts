import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { finishOf, HANDS, nextOf, openCounter } from './counter.ts';
import type { Figure, Measurement } from './figures.ts';
import { median, percentile } from './figures.ts';
import { CITY, OFFICE, startHub } from './hub-process.ts';
import { instant } from './instant.ts';
import { startMatazu, startOwn } from './processes.ts';
import { sendByte, until } from './waiting.ts';
import { post, readEvents } from './web.ts';

const WARM_UP = 20;
const ROUNDS = 80;
/** Between one thing and the next, so that each begins on a machine that does nothing, as at a counter; milliseconds. */
const QUIET_MS = 25;
const ESC_AT = Buffer.from('\x1b@', 'latin1');

interface Mark {
  readonly what: 'read' | 'durable';
  readonly at: number;
}

/** What happened of a press or a ticket, milliseconds of the machine's clock; 0: not yet. */
interface Seen {
  sign: number;
  leadBoard: number;
  hubBoard: number;
  print: number;
  paper: number;
}
type Board = 'leadBoard' | 'hubBoard';

type Times = Record<
  'durable' | 'ours' | 'sign' | 'leadBoard' | 'hubBoard' | 'print' | 'commit' | 'byteCommit' | 'hops',
  number[]
>;

/**
 * A finger on a button, to everything that it brings about. The lead and the hub are the shipped command, each a process of
 * its own; the simulated devices, the boards and the clock are here. A press is timed from the moment its bytes are written
 * to the link; durable is the moment at which the lead's own commit had returned (processes/durable-marks.ts). Beside it,
 * press for press: a bare commit of one row and a bare MQTT message there and back, by processes arranged in the same way.
 */
export async function measurePress(bench: Bench): Promise<Measurement> {
  const scene = await openScene(bench);
  const eyes = openEyes(bench, scene);
  await until(() => scene.counter.panel.leds.size > 0 && eyes.frames.length > 0);
  await delay(500);
  await scene.lead.ask<Mark[]>({});

  for (let round = 0; round < WARM_UP; round += 1)
    await oneRound(scene, eyes, { times: noTimes(), hand: round % HANDS });
  const times = noTimes();
  for (let round = 0; round < ROUNDS; round += 1)
    await oneRound(scene, eyes, { times, hand: (WARM_UP + round) % HANDS });
  return { name: `Press: a button to everything it brings about (${ROUNDS} presses)`, figures: figuresOf(times) };
}

const noTimes = (): Times => ({
  durable: [],
  ours: [],
  sign: [],
  leadBoard: [],
  hubBoard: [],
  print: [],
  commit: [],
  byteCommit: [],
  hops: [],
});

type Scene = Awaited<ReturnType<typeof openScene>>;

async function openScene(bench: Bench) {
  const hub = await startHub(bench, 'hub');
  const counter = await openCounter(bench, 'lead', { hubPort: hub.mqtt });
  const lead = bench.opened(await startMatazu('edge', counter.configuration, { preload: 'durable-marks' }), (one) =>
    one.stop(),
  );
  const broker = bench.opened(await startOwn('bare-broker'), (one) => one.stop());
  const bare = bench.opened(
    await startOwn('bare-lead', {
      FOLDER: bench.folder('bare'),
      BROKER: String(await broker.ask<number>({ what: 'port' })),
    }),
    (one) => one.stop(),
  );
  const link = bench.opened(await sendByte(await bare.ask<number>({ what: 'port' })), (one) => one.close());
  return { hub, counter, lead, bare, link };
}

interface Eyes {
  readonly seen: Seen;
  readonly frames: readonly unknown[];
  /** Forgets what was seen. */
  forget(): void;
  /** Forgets the boards' frames too. */
  forgetFrames(): void;
  /** Whether both boards show the number that the sign shows. A frame may be read before the sign's bytes: it is looked at again. */
  bothBoards(): boolean;
}

function openEyes(bench: Bench, { counter, lead, hub }: Scene): Eyes {
  const seen: Seen = { sign: 0, leadBoard: 0, hubBoard: 0, print: 0, paper: 0 };
  const frames: { readonly key: Board; readonly data: string; readonly at: number }[] = [];
  let shown = '';
  counter.sign.onText((text) => {
    seen.sign = instant();
    shown = text;
  });
  const watch = (key: Board, url: string) =>
    bench.opened(
      readEvents(url, (data, at) => frames.push({ key, data, at })),
      (one) => one.close(),
    );
  watch('leadBoard', `http://127.0.0.1:${lead.http}/api/v1/stream`);
  watch('hubBoard', `http://127.0.0.1:${hub.http}/api/v1/stream?office=${CITY}/${OFFICE}`);
  counter.onPrinterBytes((bytes) => {
    if (seen.print === 0 && Buffer.from(bytes).includes(ESC_AT)) seen.print = instant();
  });
  counter.printer.onPaper(() => {
    seen.paper = instant();
  });
  return {
    seen,
    frames,
    forget() {
      shown = '';
      Object.assign(seen, { sign: 0, leadBoard: 0, hubBoard: 0, print: 0, paper: 0 });
    },
    forgetFrames() {
      frames.length = 0;
    },
    bothBoards() {
      for (const { key, data, at } of seen.sign > 0 ? frames : [])
        if (seen[key] === 0 && shown !== '' && data.includes(`"ticket":"${shown}"`)) seen[key] = at;
      return seen.leadBoard > 0 && seen.hubBoard > 0;
    },
  };
}

/** A ticket, a call, the bare ones beside it, and the visit's end. */
async function oneRound(
  { counter, lead, bare, link }: Scene,
  eyes: Eyes,
  { times, hand }: { readonly times: Times; readonly hand: number },
): Promise<void> {
  const { seen } = eyes;
  eyes.forget();
  const touched = instant();
  const ticket = { type: 'issue', service: 'shomei', by: 'staff' };
  const status = await post(`http://127.0.0.1:${lead.http}/api/v1/commands`, ticket);
  if (status !== 200) throw new Error(`the lead answered ${status} to a ticket's issue`);
  await until(() => seen.paper > 0);
  times.print.push(seen.print - touched);
  await delay(QUIET_MS);
  await lead.ask<Mark[]>({});

  eyes.forgetFrames();
  const pressed = instant();
  counter.panel.press(nextOf(hand));
  await until(() => eyes.bothBoards());
  await delay(QUIET_MS);
  const marks = await lead.ask<Mark[]>({});
  const read = marks.find(({ what }) => what === 'read')?.at ?? Number.NaN;
  const durable = marks.find(({ what, at }) => what === 'durable' && at > read)?.at ?? Number.NaN;
  times.durable.push(durable - pressed);
  times.ours.push(durable - read);
  times.sign.push(seen.sign - pressed);
  times.leadBoard.push(seen.leadBoard - pressed);
  times.hubBoard.push(seen.hubBoard - pressed);

  const sent = instant();
  link.send();
  await delay(QUIET_MS);
  for (const { before, durable } of await bare.ask<{ before: number; durable: number }[]>({ what: 'commits' })) {
    times.commit.push(durable - before);
    times.byteCommit.push(durable - sent);
  }
  await delay(QUIET_MS);
  times.hops.push(await bare.ask<number>({ what: 'hops' }));

  counter.panel.press(finishOf(hand));
  await until(() => counter.sign.text() === '');
  await delay(QUIET_MS);
}

function figuresOf(times: Times): Figure[] {
  const of = (key: keyof Times): number => median(times[key]);
  const figure = (name: string, key: keyof Times, limit?: Figure['limit']): Figure => ({
    name,
    value: of(key),
    p99: percentile(times[key], 0.99),
    unit: 'ms',
    ...(limit === undefined ? {} : { limit }),
  });
  const board = { kind: 'most', times: 1, value: 2 * of('commit') + of('hops') + 2 } as const;
  const ofBoard = 'two commits + two MQTT hops + 2 ms';
  return [
    figure('bare durable commit of one row', 'commit'),
    figure('bare: byte on a link → durable', 'byteCommit'),
    figure('bare: two MQTT hops (there and back)', 'hops'),
    figure('button byte written → durable', 'durable', {
      kind: 'most',
      times: 1.3,
      value: of('commit'),
      of: 'a bare commit',
    }),
    figure('  the same against bare byte → durable', 'durable', {
      kind: 'most',
      times: 1.3,
      value: of('byteCommit'),
      of: 'bare byte → durable',
    }),
    figure('  of it, within the lead: byte read → durable', 'ours'),
    figure('button byte → sign byte', 'sign'),
    figure("button byte → board event, the lead's", 'leadBoard', { ...board, of: ofBoard }),
    figure("button byte → board event, the hub's", 'hubBoard', { ...board, of: ofBoard }),
    figure('touch at the kiosk → first byte of the ticket', 'print'),
  ];
}
