import { cpSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printer, write } from '../testing/configurations.ts';
import { officeView } from '../testing/http.ts';
import { typed } from '../testing/program.ts';
import { plugInPrinter } from '../testing/simulators.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { listen } from '../testing/wire.ts';
import { countsOf, folderOf, last, lastSeen, readOn, recordedOf } from './recorded.ts';
import { today } from './today.ts';
import { DAYS, leadConfiguration } from './ward.ts';

const packets = recordedOf('0.1.0').filter(({ broker }) => broker === 'hub');
const seen = lastSeen('0.1.0');
/** Where the log of the section ended when its power went. */
const end = (() => {
  const { epoch, first, events } = last(readOn(packets, 'events'));
  return { epoch, seq: first + events.length - 1 };
})();

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** A copy of what a role of 0.1.0 left on its disk. */
function copyOf(role: 'lead' | 'hub'): string {
  cpSync(`${folderOf('0.1.0')}${role}`, stage.path(role), { recursive: true });
  return stage.path(role);
}

describe('the log of a lead of 0.1.0', () => {
  it('is opened by a lead of today: the same day, tickets and counters, and the paper that was still to come', async () => {
    const paper = await plugInPrinter(stage);
    const roles = today(stage, seen.observedAt);
    const lead = await roles.lead(copyOf('lead'), { devices: [printer(paper.port)] });
    const { day, reception, tickets, counters } = lead.view();
    expect({ day, reception }).toEqual({ day: DAYS[1], reception: 'open' });
    expect(tickets.map(({ number, state, priority, language }) => [number, state, priority, language])).toEqual([
      ['A001', 'done', 'none', null],
      ['A002', 'held', 'none', null],
      ['B001', 'absent', 'none', null],
      ['A003', 'called', 'none', null],
      ['A004', 'called', 'none', null],
      ['B002', 'cancelled', 'none', null],
      ['A005', 'waiting', 'none', 'ko'],
      ['B003', 'waiting', 'appointment', null],
      ['A006', 'waiting', 'none', null],
    ]);
    expect(counters.map(({ state, ticket }) => [state, ticket])).toEqual([
      ['open', 'A004'],
      ['open', 'A003'],
    ]);
    await until('the last paper is printed', () => paper.paper().some(({ number }) => number === 'B003'));
    expect(paper.paper()).toHaveLength(1);
    expect(roles.complaints).toEqual([]);
  });

  it('is gone on with: the next numbers follow, and the next to be called is', async () => {
    const lead = await today(stage, seen.observedAt).lead(copyOf('lead'));
    for (const service of ['shomei', 'ido']) lead.handle({ type: 'issue', service, by: 'kiosk' });
    lead.handle({ type: 'finish', counter: 1 });
    lead.handle({ type: 'call-next', counter: 1 });
    const { tickets, counters } = lead.view();
    expect(tickets.slice(-2).map(({ number }) => number)).toEqual(['A007', 'B004']);
    expect(counters[0]?.ticket).toBe('B003');
  });

  it('is written out whole by `matazu log`, with nobody’s code', async () => {
    const file = write(stage, 'lead-of-today', leadConfiguration(copyOf('lead'), {}));
    const program = await typed(stage, 'log', '--config', file);
    const places = new Map<string, object>();
    for (const { epoch, first, events } of readOn(packets, 'events'))
      for (const [i, event] of events.entries())
        places.set(`${epoch} ${first + i}`, 'code' in event ? { ...event, code: 'withheld' } : event);
    expect(program.lines.map((line) => JSON.parse(line))).toEqual(
      [...places.values()].map((event) => ({ section: 'kyoto/ukyo/shimin', event })),
    );
  });
});

describe('the store of a hub of 0.1.0', () => {
  it('is opened by a hub of today: the same counts, and no promise that it kept an account of is forgotten', async () => {
    const roles = today(stage, seen.observedAt);
    const hub = await roles.hub(copyOf('hub'));
    const office = await until('it is published', () => officeView(hub.httpPort, 'kyoto/ukyo'));
    expect(countsOf(office)).toEqual(countsOf(seen));
    expect(office.sections[0]?.accuracy?.tickets).toBe(seen.sections[0]?.accuracy?.tickets);
    expect(roles.complaints).toEqual([]);
  });

  it('is gone on with from where it acknowledged: the lead sends what is new, and no more', async () => {
    const roles = today(stage, seen.observedAt);
    const hub = await roles.hub(copyOf('hub'));
    const wire = await listen(stage, hub.mqttPort);
    const lead = await roles.lead(copyOf('lead'), { hub: hub.mqttPort });
    const acked = () => wire.seen.flatMap(({ read }) => (read?.channel === 'acked' ? [read.message] : []));
    await until('the hub says where it stands', () => acked().length > 0);
    expect(acked()[0]).toMatchObject({ ...end, numbers: { day: DAYS[1], last: { A: 6, B: 3 } } });
    lead.handle({ type: 'issue', service: 'shomei', by: 'kiosk' });
    await until(
      'it is counted',
      async () => (await officeView(hub.httpPort, 'kyoto/ukyo')).waiting === seen.waiting + 1,
    );
    const sent = wire.seen.flatMap(({ read }) => (read?.channel === 'events' ? read.message.events : []));
    expect(sent.map((event) => [event.type, event.number])).toEqual([['ticket-issued', 'A007']]);
    expect(roles.complaints).toEqual([]);
  });
});
