import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { type Clock, setClock } from '../testing/clock.ts';
import { panel, printer, sign, write } from '../testing/configurations.ts';
import { leadView, officeView, post } from '../testing/http.ts';
import { freePort } from '../testing/ports.ts';
import { start } from '../testing/program.ts';
import { plugInPanel, plugInPrinter, plugInSign } from '../testing/simulators.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { type Listener, listenOnceUp } from '../testing/wire.ts';
import type { Contract } from './contract-breaches.ts';
import { at, DAYS, hubConfiguration, leadConfiguration, memberConfiguration } from './ward.ts';

/*
 * Records two days of a section with a built release, by its command and its wire alone:
 *   node dist/test/release/record.js FOLDER-OF-THE-BUILT-RELEASE test/release/VERSION
 * It leaves session.jsonl (each packet as it was heard, with the broker that carried it) and the files of the lead and the hub.
 */

const MINUTE = 60_000;

type Counter = LeadView['counters'][number];

interface Ward {
  readonly stage: Stage;
  readonly clock: Clock;
  readonly ports: { readonly http: number; readonly lan: number; readonly hub: number; readonly hubHttp: number };
  readonly panel: Awaited<ReturnType<typeof plugInPanel>>;
  readonly printer: Awaited<ReturnType<typeof plugInPrinter>>;
  /** Starts a role of the release; resolves when it says so. */
  open(role: 'hub' | 'edge', file: string, says: string): Promise<ReturnType<typeof start>>;
  readonly files: { readonly hub: string; readonly lead: string; readonly member: string };
}

async function openWard(stage: Stage, release: string): Promise<Ward> {
  const clock = setClock(stage, at(DAYS[0], '08:30'));
  const ports = { http: await freePort(), lan: await freePort(), hub: await freePort(), hubHttp: await freePort() };
  const [pressed, printing, shown] = [await plugInPanel(stage), await plugInPrinter(stage), await plugInSign(stage)];
  const hub = { http: ports.hubHttp, hub: ports.hub };
  const files = {
    hub: write(stage, 'hub', hubConfiguration(stage.path('hub-data'), hub)),
    lead: write(stage, 'lead', leadConfiguration(stage.path('lead-data'), ports, [printer(printing.port)])),
    member: write(stage, 'member', memberConfiguration(ports.lan, [panel(2, pressed.port), sign(2, shown.port)])),
  };
  return {
    stage,
    clock,
    ports,
    files,
    panel: pressed,
    printer: printing,
    async open(role, file, says) {
      const main = join(release, 'dist/cli/main.js');
      const program = start(stage, process.execPath, ['--import', clock.preload, main, role, '--config', file]);
      await program.says(says);
      return program;
    },
  };
}

/** What a counter, a kiosk and a clock do: each step a minute after the one before, and each done before the next. */
function hands({ ports, clock, panel, printer }: Ward) {
  const pass = (minutes = 1): void => clock.set(clock.now + minutes * MINUTE);
  const view = () => leadView(ports.http);
  return {
    view,
    printed: () =>
      until('no paper is to come', async () => (await view()).tickets.every(({ print }) => print !== 'pending')),
    async ask(command: object): Promise<void> {
      pass();
      const answer = await post(ports.http, command);
      if (answer.outcome === 'refused' && answer.code !== 'nobody-waiting') throw new Error(answer.body);
    },
    /** Presses a button of the member, counter 2, until the section is as expected. */
    async press(button: number, done: (counter: Counter, view: LeadView) => boolean): Promise<void> {
      pass();
      panel.press(button);
      await until(`button ${button} was heard`, async () => {
        const now = await view();
        return now.counters.some((counter) => counter.counter === 2 && done(counter, now));
      });
    },
    async paper(isThere: boolean): Promise<void> {
      printer.setFault('paper-out', !isThere);
      const state = isThere ? 'ok' : 'fault';
      await until(`the printer is ${state}`, async () =>
        (await view()).units.some(({ devices }) =>
          devices.some((each) => each.id === 'printer' && each.state === state),
        ),
      );
    },
  };
}

const issue = (service: string, more: object = {}) => ({ type: 'issue', service, by: 'kiosk', ...more });

async function firstDay(ward: Ward): Promise<void> {
  const { ask, press, paper, printed, view } = hands(ward);
  for (let i = 0; i < 4; i += 1) await ask(issue('shomei'));
  await ask(issue('ido', { priority: 'priority', language: 'en', needs: ['wheelchair', 'interpreter'] }));
  await ask(issue('ido', { by: 'staff' }));
  await printed();
  await ask({ type: 'open-counter', counter: 1 });
  await ask({ type: 'call-next', counter: 1 });
  await press(1, ({ ticket }) => ticket !== null);
  await press(2, (_, { tickets }) => tickets.some(({ recalls }) => recalls > 0));
  await ask({ type: 'hold', counter: 1 });
  await ask({ type: 'call-next', counter: 1 });
  await ask({ type: 'transfer', counter: 1, service: 'ido' });
  await press(5, ({ ticket }) => ticket === null);
  await press(1, ({ ticket }) => ticket !== null);
  await press(3, ({ ticket }) => ticket === null);
  await press(6, ({ state }) => state === 'paused');
  await ask({ type: 'requeue', ticket: 'B001' });
  for (let i = 0; i < 5; i += 1) {
    await ask({ type: 'call-next', counter: 1 });
    if ((await view()).counters[0]?.ticket !== null) await ask({ type: 'finish', counter: 1 });
  }
  await ask({ type: 'call-next', counter: 1 });
  await paper(false);
  await ask(issue('shomei'));
  await ask({ type: 'cancel', ticket: 'A005' });
  await until('its paper is given up', async () => (await view()).tickets.some(({ print }) => print === 'failed'));
  await paper(true);
  await ask({ type: 'declare-level', level: 'busy' });
  await ask({ type: 'reprint', ticket: 'A002' });
  await ask({ type: 'close-counter', counter: 1 });
  await ask({ type: 'close-reception' });
}

/** It ends as the power goes: two are at counters, others wait, are held or absent, and the last paper is still to come. */
async function secondDay(ward: Ward): Promise<void> {
  const { ask, press, paper, printed } = hands(ward);
  for (let i = 0; i < 6; i += 1) await ask(issue(i % 3 === 2 ? 'ido' : 'shomei'));
  await printed();
  await ask({ type: 'open-counter', counter: 1 });
  await ask({ type: 'call-next', counter: 1 });
  await ask({ type: 'finish', counter: 1 });
  await ask({ type: 'call-next', counter: 1 });
  await ask({ type: 'hold', counter: 1 });
  await ask({ type: 'call-next', counter: 1 });
  await ask({ type: 'absent', counter: 1 });
  await press(1, ({ ticket }) => ticket !== null);
  await ask({ type: 'call-next', counter: 1 });
  await ask({ type: 'cancel', ticket: 'B002' });
  await ask(issue('shomei', { language: 'ko' }));
  await printed();
  await paper(false);
  await ask(issue('ido', { priority: 'appointment', by: 'staff' }));
  await ask(issue('shomei', { by: 'web' }));
}

const agree = ({ ports }: Ward): Promise<unknown> =>
  until('the hub counts as the section does', async () => {
    const [here, there] = [await leadView(ports.http), await officeView(ports.hubHttp, 'kyoto/ukyo')];
    const waiting = here.tickets.filter(({ state }) => state === 'waiting').length;
    return here.hub.pending === 0 && there.waiting === waiting && there.observedAt === here.observedAt;
  });

/** Closed by its owner, or left when the power went: one file, as small as it can be. */
function keepFile(from: string, to: string): void {
  const db = new Database(from);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.exec('VACUUM');
  db.close();
  cpSync(from, to);
}

async function record(release: string, out: string): Promise<void> {
  const stage = await openStage();
  try {
    const ward = await openWard(stage, release);
    const { clock, ports, files } = ward;
    const hub = await ward.open('hub', files.hub, 'the hub is open');
    const atHub = await listenOnceUp(stage, ports.hub);
    const days: [(typeof DAYS)[number], (ward: Ward) => Promise<void>][] = [
      [DAYS[0], firstDay],
      [DAYS[1], secondDay],
    ];
    const heard: [string, Listener][] = [['hub', atHub]];
    for (const [day, live] of days) {
      clock.set(at(day, '08:30'));
      const lead = await ward.open('edge', files.lead, 'the section is open');
      const atLead = await listenOnceUp(stage, ports.lan);
      heard.push(['lan', atLead]);
      const member = await ward.open('edge', files.member, 'connected to the broker');
      await until('the member is there', async () => (await leadView(ports.http)).units.length === 2);
      await live(ward);
      await agree(ward);
      await member.kill();
      await until('the member is gone', () => atLead.seen.some(({ payload }) => payload.includes('"offline"')));
      await lead.kill();
      await until('the lead is gone', async () => atHub.seen.at(-1)?.payload.includes('offline') ?? false);
    }
    await hub.stop();
    keep(out, stage, heard);
  } finally {
    await stage.close();
  }
}

function keep(out: string, stage: Stage, heard: readonly [string, Listener][]): void {
  const contract = JSON.parse(readFileSync(join(out, 'asyncapi.json'), 'utf8')) as Contract;
  const retained = (channel: string): boolean =>
    contract.operations[`publish-${channel}`]?.bindings.mqtt.retain === true;
  const lines = heard.flatMap(([broker, { seen }]) =>
    seen.map(({ topic, payload, read }) =>
      // A broker says nothing of retention to who is there already: the contract does.
      JSON.stringify({ broker, topic, retain: retained(read?.channel ?? ''), payload: JSON.parse(payload) as unknown }),
    ),
  );
  writeFileSync(join(out, 'session.jsonl'), `${lines.join('\n')}\n`);
  for (const role of ['lead', 'hub']) {
    rmSync(join(out, role), { recursive: true, force: true });
    mkdirSync(join(out, role));
  }
  keepFile(stage.path('lead-data/section.sqlite'), join(out, 'lead/section.sqlite'));
  cpSync(stage.path('lead-data/section.sqlite.begun'), join(out, 'lead/section.sqlite.begun'));
  keepFile(stage.path('hub-data/hub.sqlite'), join(out, 'hub/hub.sqlite'));
}

const [release, out] = process.argv.slice(2);
if (release === undefined || out === undefined)
  throw new Error('give the folder of a built release and the folder to keep it in');
await record(resolve(release), resolve(out));
