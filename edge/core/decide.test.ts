import { describe, expect, it } from 'vitest';
import type { Command } from '../../protocol/queue/commands.ts';
import type { Event } from '../../protocol/queue/events.ts';
import { businessNumbers } from '../../protocol/queue/numbers.ts';
import { testNow, testRules } from '../testing/test-rules.ts';
import { decide } from './decide.ts';
import { type Folded, fold, nothing } from './folded.ts';
import { numbersName } from './numbers.ts';
import { printOf } from './papers.ts';
import { isRefused } from './question.ts';
import type { QueueRules } from './rules.ts';

const rules = testRules();

/** A section on one morning: `ask` decides, folds, and says what happened; each command is a minute after the last. */
function setup(over: Partial<QueueRules> = {}, today = '2026-11-24') {
  const clock = { today, trusted: true };
  let folded: Folded = nothing;
  let count = 0;
  let at = 1_800_000_000_000;
  const ask = (command: Command, minutes = 1): string => {
    at += minutes * 60_000;
    count += 1;
    const now = testNow({ at, ...clock, ticket: `t${count}`, code: `code-of-ticket-${count}` });
    const decision = decide(command, { ...folded, rules: { ...rules, ...over }, now });
    if (isRefused(decision)) return `refused ${decision.refused.code}`;
    folded = fold(folded, decision.events);
    return decision.events.map(inWords).join(', ');
  };
  const inWords = (event: Event): string => {
    const number = 'ticket' in event ? (folded.queue.tickets.get(event.ticket)?.number ?? event.ticket) : '';
    const words = [event.type, number, 'counter' in event ? `at ${event.counter}` : ''];
    return words.filter(Boolean).join(' ');
  };
  const issue = (service = 'shomei', more: object = {}, minutes = 1): string => {
    ask({ type: 'issue', service, by: 'kiosk', ...more }, minutes);
    return [...folded.queue.tickets.values()].at(-1)?.number ?? '';
  };
  const stateOf = (number: string) =>
    [...folded.queue.tickets.values()].find((ticket) => ticket.number === number)?.state;
  ask({ type: 'open-day' });
  return { ask, issue, stateOf, clock, state: () => folded.queue, papers: () => folded.papers };
}

describe('numbers', () => {
  it('count up from 001 for each letter', () => {
    const { issue } = setup();
    expect([issue(), issue('ido'), issue(), issue('ido')]).toEqual(['A001', 'B001', 'A002', 'B002']);
  });

  it('begin again after the highest, passing over those still alive', () => {
    const { issue, ask } = setup({ highestNumber: 3 });
    expect([issue(), issue(), issue()]).toEqual(['A001', 'A002', 'A003']);
    ask({ type: 'cancel', ticket: 'A002' });
    expect(issue()).toBe('A002');
    expect(ask({ type: 'issue', service: 'shomei', by: 'kiosk' })).toBe('refused numbers-exhausted');
  });

  it('go on above the numbers that an earlier life gave out', () => {
    const { issue, ask } = setup();
    ask({ type: 'raise-numbers', day: '2026-11-24', last: { A: 50 } });
    expect([issue(), issue('ido')]).toEqual(['A051', 'B001']);
    expect(ask({ type: 'raise-numbers', day: '2026-11-24', last: { A: 50 } })).toBe('refused no-change');
    expect(ask({ type: 'raise-numbers', day: '2026-11-23', last: { A: 80 } })).toBe('refused no-change');
  });

  it('without a letter count up in the band of their service, and begin it again after its last', () => {
    const { issue, ask } = setup({
      services: [
        { id: 'shomei', numbers: { from: 1, to: 499 } },
        { id: 'ido', numbers: { from: 500, to: 502 } },
        { id: 'koseki', numbers: { from: 800 } },
      ],
    });
    expect([issue(), issue('ido'), issue('koseki'), issue(), issue('ido'), issue('ido')]).toEqual([
      '001',
      '500',
      '800',
      '002',
      '501',
      '502',
    ]);
    expect(ask({ type: 'issue', service: 'ido', by: 'kiosk' })).toBe('refused numbers-exhausted');
    ask({ type: 'cancel', ticket: '501' });
    expect([issue('ido'), issue()]).toEqual(['501', '003']);
  });

  it('of a band go on above those of an earlier life, each band by itself', () => {
    const services = [
      { id: 'shomei', numbers: { from: 1, to: 499 } },
      { id: 'ido', numbers: { from: 500, to: 799 } },
    ];
    const earlier = setup({ services });
    for (const service of ['shomei', 'ido', 'ido']) earlier.issue(service);
    const numbers = businessNumbers(earlier.state());
    if (numbers === undefined) throw new Error('no numbers');
    const { issue, ask } = setup({ services });
    ask({ type: 'raise-numbers', ...numbers });
    expect([issue(), issue('ido')]).toEqual(['002', '502']);
    // As a hub of 0.1.0 tells them: all in one.
    expect(ask({ type: 'raise-numbers', day: '2026-11-24', last: { '': 700 } })).toBe('refused no-change');
  });

  it('in use are told by their letter, or by the first and the last of the band', () => {
    const shomei = { id: 'shomei', numbers: { from: 1, to: 499 } };
    expect(numbersName(shomei, 999)).toBe('001–499');
    expect(numbersName({ ...shomei, letter: 'A' }, 999)).toBe('A');
    expect(numbersName({ id: 'shomei' }, 9999)).toBe('0001–9999');
  });
});

describe('NEXT', () => {
  it('opens a closed counter and calls the one who waited longest', () => {
    const { ask, issue } = setup();
    issue('ido');
    issue();
    expect(ask({ type: 'call-next', counter: 1 })).toBe('counter-opened at 1, ticket-called B001 at 1');
  });

  it('finishes the running visit and calls the next', () => {
    const { ask, issue } = setup();
    issue();
    issue();
    ask({ type: 'call-next', counter: 1 });
    expect(ask({ type: 'call-next', counter: 1 })).toBe('service-finished A001 at 1, ticket-called A002 at 1');
  });

  it('finishes the running visit when nobody waits, and then says that nobody waits', () => {
    const { ask, issue } = setup();
    issue();
    ask({ type: 'call-next', counter: 1 });
    expect(ask({ type: 'call-next', counter: 1 })).toBe('service-finished A001 at 1');
    expect(ask({ type: 'call-next', counter: 1 })).toBe('refused nobody-waiting');
  });

  it('resumes a paused counter', () => {
    const { ask, issue } = setup();
    ask({ type: 'open-counter', counter: 1 });
    ask({ type: 'pause-counter', counter: 1 });
    issue();
    expect(ask({ type: 'call-next', counter: 1 })).toBe('counter-opened at 1, ticket-called A001 at 1');
  });

  it('serves the services of the counter in their listed order, until another has waited a quarter of an hour longer', () => {
    const { ask, issue } = setup();
    issue('shomei');
    issue('ido');
    expect(ask({ type: 'call-next', counter: 2 })).toContain('ticket-called B001');
    issue('ido', {}, 20);
    expect(ask({ type: 'call-next', counter: 2 })).toContain('ticket-called A001');
  });

  it.each([
    ['priority', 14, 'A002'],
    ['priority', 16, 'A001'],
    ['appointment', 19, 'A002'],
    ['appointment', 21, 'A001'],
  ] as const)('credits %s with minutes, so %i minutes later %s is called', (priority, minutes, called) => {
    const { ask, issue } = setup();
    issue();
    issue('shomei', { priority }, minutes);
    expect(ask({ type: 'call-next', counter: 1 })).toContain(`ticket-called ${called}`);
  });

  it('takes only the services that the counter was opened with', () => {
    const { ask, issue } = setup();
    issue('shomei');
    ask({ type: 'open-counter', counter: 1, services: ['ido'] });
    expect(ask({ type: 'call-next', counter: 1 })).toBe('refused nobody-waiting');
  });
});

describe('a visit', () => {
  function called() {
    const section = setup();
    for (let i = 0; i < 5; i++) section.issue();
    section.ask({ type: 'call-next', counter: 1 });
    return section;
  }

  it('is announced again by RECALL, as often as it takes', () => {
    const { ask, state } = called();
    ask({ type: 'recall', counter: 1 });
    expect(ask({ type: 'recall', counter: 1 })).toBe('ticket-recalled A001 at 1');
    expect([...state().tickets.values()][0]?.recalls).toBe(2);
  });

  it('that missed its call comes back behind the next two, not at the tail', () => {
    const { ask } = called();
    ask({ type: 'absent', counter: 1 });
    expect(ask({ type: 'requeue', ticket: 'A001' })).toBe('ticket-requeued A001');
    const order = [1, 2, 3, 4].map(() => ask({ type: 'call-next', counter: 1 }).split('ticket-called ')[1]);
    expect(order).toEqual(['A002 at 1', 'A003 at 1', 'A001 at 1', 'A004 at 1']);
  });

  it('that missed its call may be called straight to a counter', () => {
    const { ask } = called();
    ask({ type: 'absent', counter: 1 });
    expect(ask({ type: 'call', counter: 2, ticket: 'A001' })).toBe('counter-opened at 2, ticket-called A001 at 2');
  });

  it('begins at the counter whose scanner the ticket is held to, and ends no other one', () => {
    const { ask, state } = called();
    const scan = (number: string, counter: number): string => {
      const code = [...state().tickets.values()].find((ticket) => ticket.number === number)?.code ?? 'nobody-has-this';
      return ask({ type: 'scan', counter, code });
    };
    expect(scan('A002', 2)).toBe('counter-opened at 2, ticket-called A002 at 2');
    expect(scan('A003', 2)).toBe('refused counter-busy');
    expect(scan('A002', 2)).toBe('refused no-change');
    expect(scan('A001', 2)).toBe('refused ticket-at-counter');
    ask({ type: 'absent', counter: 1 });
    expect(scan('A001', 1)).toBe('ticket-called A001 at 1');
    ask({ type: 'hold', counter: 1 });
    expect(scan('A001', 1)).toBe('ticket-called A001 at 1');
    ask({ type: 'finish', counter: 1 });
    expect(scan('A001', 1)).toBe('refused ticket-over');
    expect(scan('Z999', 1)).toBe('refused unknown-ticket');
  });

  it('that is held frees the counter and comes back to its old place', () => {
    const { ask, stateOf } = called();
    ask({ type: 'hold', counter: 1 });
    expect(stateOf('A001')).toBe('held');
    ask({ type: 'call-next', counter: 1 });
    ask({ type: 'requeue', ticket: 'A001' });
    expect(ask({ type: 'call-next', counter: 1 })).toBe('service-finished A002 at 1, ticket-called A001 at 1');
  });

  it('keeps its number and its place of arrival when it is sent on to another service', () => {
    const { ask, issue } = called();
    issue('ido');
    ask({ type: 'transfer', counter: 1, service: 'ido' });
    expect(ask({ type: 'call-next', counter: 2 })).toBe('counter-opened at 2, ticket-called A001 at 2');
    expect(ask({ type: 'transfer', counter: 2, service: 'ido' })).toBe('refused no-change');
  });

  it('ends once: what is over stays over', () => {
    const { ask } = called();
    ask({ type: 'finish', counter: 1 });
    for (const type of ['requeue', 'cancel', 'reprint'] as const) {
      expect(ask({ type, ticket: 'A001' })).toBe('refused ticket-over');
    }
    expect(ask({ type: 'finish', counter: 1 })).toBe('refused no-visit');
  });

  it('keeps its counter from closing', () => {
    const { ask } = called();
    expect(ask({ type: 'close-counter', counter: 1 })).toBe('refused counter-busy');
    ask({ type: 'finish', counter: 1 });
    expect(ask({ type: 'close-counter', counter: 1 })).toBe('counter-closed at 1');
    expect(ask({ type: 'close-counter', counter: 1 })).toBe('refused no-change');
  });

  it('goes from one counter to another without being at both', () => {
    const { ask, state } = called();
    ask({ type: 'requeue', ticket: 'A001' });
    ask({ type: 'call', counter: 2, ticket: 'a001' });
    expect([...state().counters.values()].map(({ ticket }) => ticket !== null)).toEqual([false, true]);
  });
});

describe('a configuration that was changed between two starts', () => {
  /** What a section has before, under the usual rules, and `then` asked under others. */
  function setupChanged(over: Partial<QueueRules>, before: readonly Command[]) {
    const { ask, state } = setup();
    for (const command of before) ask(command);
    return (command: Command) => {
      const now = testNow({ at: state().clock, today: '2026-11-24', ticket: 'new', code: 'a-new-code' });
      const decision = decide(command, { ...nothing, queue: state(), rules: { ...rules, ...over }, now });
      return isRefused(decision) ? `refused ${decision.refused.code}` : decision.events.map(({ type }) => type);
    };
  }
  const next = { type: 'call-next', counter: 2 } as const;

  it('does not leave behind who waits for a service that is gone: every counter calls them', () => {
    const then = setupChanged(
      { services: [{ id: 'ido', letter: 'B' }], counters: [{ id: 2, services: ['ido'], order: 'listed' }] },
      [{ type: 'issue', service: 'shomei', by: 'kiosk' }],
    );
    expect(then(next)).toEqual(['counter-opened', 'ticket-called']);
    expect(then({ type: 'issue', service: 'shomei', by: 'kiosk' })).toBe('refused unknown-service');
  });

  it('lets the visit at a counter that is gone be ended there, and none begin', () => {
    const then = setupChanged({ counters: [{ id: 1, services: ['shomei'], order: 'longest-wait' }] }, [
      { type: 'issue', service: 'shomei', by: 'kiosk' },
      { type: 'issue', service: 'shomei', by: 'kiosk' },
      next,
    ]);
    for (const type of ['finish', 'hold', 'absent', 'recall'] as const)
      expect(then({ type, counter: 2 })).toHaveLength(1);
    expect(then(next)).toBe('refused unknown-counter');
    expect(then({ type: 'call', counter: 2, ticket: 'A002' })).toBe('refused unknown-counter');
  });

  it('gives a letter that went to another service the numbers above those given out', () => {
    const { issue, state } = setup();
    issue();
    const swapped = [
      { id: 'shomei', letter: 'B' },
      { id: 'ido', letter: 'A' },
    ];
    const now = testNow({ at: 0, today: '2026-11-24', ticket: 'new', code: 'a-new-code' });
    const decision = decide(
      { type: 'issue', service: 'ido', by: 'kiosk' },
      { ...nothing, queue: state(), rules: { ...rules, services: swapped }, now },
    );
    expect(decision).toMatchObject({ events: [{ number: 'A002' }] });
  });
});

describe('what cannot be', () => {
  it.each<[string, Command]>([
    ['unknown-service', { type: 'issue', service: 'nothing', by: 'kiosk' }],
    ['unknown-counter', { type: 'call-next', counter: 9 }],
    ['unknown-ticket', { type: 'cancel', ticket: 'A777' }],
    ['no-visit', { type: 'recall', counter: 1 }],
    ['counter-not-open', { type: 'pause-counter', counter: 1 }],
    ['unknown-service', { type: 'open-counter', counter: 1, services: ['nothing'] }],
    ['day-in-the-past', { type: 'open-day', day: '2026-11-23' }],
    ['no-change', { type: 'open-day' }],
  ])('is refused with %s', (code, command) => {
    expect(setup().ask(command)).toBe(`refused ${code}`);
  });

  it('tells staff why and what to do, in both languages', () => {
    const decision = decide({ type: 'recall', counter: 1 }, { ...nothing, rules, now: testNow({ at: 0 }) });
    expect(decision).toMatchObject({
      refused: { message: { ja: expect.stringContaining('次へ'), en: expect.stringContaining('NEXT') } },
    });
  });
});

describe('the day', () => {
  it('must be open before a ticket is given', () => {
    const now = testNow({ at: 1, today: '2026-11-24', ticket: 't', code: 'c' });
    const decision = decide({ type: 'issue', service: 'shomei', by: 'kiosk' }, { ...nothing, rules, now });
    expect(decision).toMatchObject({ refused: { code: 'no-day-open' } });
  });

  it('takes no more tickets from the kiosk after reception closed, but staff may still give one', () => {
    const { ask } = setup();
    ask({ type: 'close-reception' });
    expect(ask({ type: 'issue', service: 'shomei', by: 'kiosk' })).toBe('refused reception-closed');
    expect(ask({ type: 'issue', service: 'shomei', by: 'staff' })).toBe('ticket-issued A001');
  });

  it('opens its reception again without losing anybody', () => {
    const { ask, issue, stateOf } = setup();
    issue();
    ask({ type: 'close-reception' });
    expect(ask({ type: 'open-day' })).toBe('day-opened');
    expect(stateOf('A001')).toBe('waiting');
    expect(issue()).toBe('A002');
  });

  it('begins empty, with numbers from 001 and every counter closed', () => {
    const { ask, issue, state, clock } = setup();
    issue();
    ask({ type: 'call-next', counter: 1 });
    clock.today = '2026-11-25';
    ask({ type: 'open-day' });
    expect(state().tickets.size).toBe(0);
    expect(ask({ type: 'pause-counter', counter: 1 })).toBe('refused counter-not-open');
    expect(issue()).toBe('A001');
  });

  it('gives places that never go back, though the clock does', () => {
    const { ask, issue } = setup();
    issue();
    issue('shomei', {}, -600);
    expect(ask({ type: 'call-next', counter: 1 })).toContain('A001');
  });
});

describe('a print', () => {
  it('is pending, then begun, then proved; what was begun and never proved is unknown', () => {
    const { ask, issue, state, papers } = setup();
    issue();
    const ticket = state().tickets.values()[0]?.ticket ?? '';
    const print = () => printOf(papers(), ticket);
    expect(print()).toEqual({ state: 'pending', reprint: false });
    ask({ type: 'report-print', ticket, outcome: { state: 'started' } });
    expect(print()).toEqual({ state: 'unknown', reprint: false });
    expect(ask({ type: 'report-print', ticket, outcome: { state: 'started' } })).toBe('refused no-change');
    ask({ type: 'report-print', ticket, outcome: { state: 'printed', proof: 'process-id' } });
    expect(print()).toEqual({ state: 'printed', proof: 'process-id' });
  });

  it('is asked for again by staff, and then it is a reprint', () => {
    const { ask, issue, state, papers } = setup();
    issue();
    const ticket = state().tickets.values()[0]?.ticket ?? '';
    expect(ask({ type: 'reprint', ticket: 'A001' })).toBe('refused no-change');
    ask({ type: 'report-print', ticket, outcome: { state: 'started' } });
    expect(ask({ type: 'reprint', ticket: 'A001' })).toBe('reprint-requested A001');
    expect(printOf(papers(), ticket)).toEqual({ state: 'pending', reprint: true });
  });

  it('is not asked for again where there never was paper: the ticket is on a phone', () => {
    const { ask, issue } = setup();
    issue('shomei', { by: 'web' });
    expect(ask({ type: 'reprint', ticket: 'A001' })).toBe('refused no-paper');
  });
});
