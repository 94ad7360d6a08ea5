import { describe, expect, it } from 'vitest';
import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { boardView, kioskView as kioskViewOf, ownTicket } from './narrow-views.ts';

const text = (ja: string) => ({ ja, en: ja });
const AT = Date.parse('2026-11-24T10:00+09:00');
const ticket = (number: string, change: Partial<LeadView['tickets'][number]>): LeadView['tickets'][number] => ({
  ticket: `id-${number}`,
  number,
  service: 'shomei',
  state: 'waiting',
  priority: 'none',
  language: 'zh-Hans',
  needs: ['wheelchair'],
  issuedAt: 1,
  calledAt: null,
  counter: null,
  recalls: 0,
  heldReason: null,
  restorable: false,
  position: null,
  creditMinutes: 0,
  print: 'printed',
  printDetail: null,
  ...change,
});
const lead = (change: Partial<LeadView> = {}): LeadView => ({
  city: 'kyoto',
  office: 'ukyo',
  section: 'shimin',
  name: text('市民窓口課'),
  unit: 'u1',
  observedAt: AT,
  day: '2026-11-24',
  reception: 'open',
  hours: { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' },
  restDay: null,
  clockTrusted: true,
  hub: { state: 'none', pending: 0 },
  services: [{ service: 'shomei', name: text('証明'), letter: 'A', waiting: 2, lastCalled: null, estimate: null }],
  counters: [],
  accuracy: null,
  accuracyPage: null,
  declared: null,
  calls: [],
  absent: [{ number: 'A004', at: AT }],
  tickets: [
    ticket('A002', { position: 2 }),
    ticket('A001', { position: 1 }),
    ticket('A003', { state: 'held' }),
    ticket('A004', { state: 'absent' }),
    ticket('A005', { state: 'done' }),
  ],
  units: [],
  ticketPage: null,
  ...change,
});
const kioskView = (view: LeadView) => kioskViewOf(view, { undo: true });
const printing = (unit: 'online' | 'offline', state: 'ok' | 'fault' | 'offline'): Partial<LeadView> => ({
  units: [{ unit: 'u2', state: unit, devices: [{ id: 'p', kind: 'printer', state, detail: null }] }],
});

describe('what boards and kiosks are told', () => {
  it('is the next number of each service, and who is held or absent, by number alone', () => {
    const board = boardView(lead());
    expect(board.services[0]?.next).toBe('A001');
    expect([board.held, board.absent]).toEqual([['A003'], ['A004']]);
    for (const view of [board, kioskView(lead())]) expect(JSON.stringify(view)).not.toMatch(/id-A|wheelchair|zh-Hans/);
  });

  it('calls nobody any more when reception is closed and nobody waits or is served', () => {
    const calls = [{ number: 'A005', counter: 1, at: 1, state: 'calling' as const }];
    const absent = [{ number: 'A004', at: 1 }];
    const boardWith = (...states: LeadView['tickets'][number]['state'][]) =>
      boardView(lead({ reception: 'closed', calls, absent, tickets: states.map((state) => ticket(state, { state })) }));
    expect(boardWith('waiting', 'absent')).toMatchObject({ calls: [{ number: 'A005' }], absent: ['A004'] });
    expect(boardWith('called').calls).toHaveLength(1);
    expect(boardWith('done', 'absent', 'held')).toMatchObject({ calls: [], absent: [], held: ['held'] });
  });

  it.each([
    ['while reception is open', 'open', '2026-11-24', false],
    ['closed early, or after closing time', 'closed', '2026-11-24', true],
    ['on a day that was not opened', 'closed', '2026-11-23', false],
    ['of a section that never opened', 'closed', null, false],
  ] as const)('tells whether today’s reception is over: %s', (_, reception, day, ended) => {
    expect(kioskView(lead({ reception, day })).endedToday).toBe(ended);
    expect(boardView(lead({ reception, day })).endedToday).toBe(ended);
  });

  it.each([
    ['none', {}],
    ['ready', printing('online', 'ok')],
    ['not-ready', printing('online', 'fault')],
    ['not-ready', printing('offline', 'ok')],
  ] as const)('tells a kiosk whether paper comes: %s', (printer, change) => {
    expect(kioskView(lead(change)).printer).toBe(printer);
  });

  it('has a declared level only where nobody is counted', () => {
    const declared = { level: 'busy', at: AT, until: AT + 1 } as const;
    expect(kioskView(lead({ declared })).level).toBeNull();
    expect(kioskView(lead({ declared, services: [] })).level).toBe('busy');
    expect(boardView(lead({ services: [] })).level).toBe('unknown');
  });

  it('is of one ticket what became of it, for who knows its id', () => {
    expect(ownTicket(lead(), 'id-A003')).toEqual({
      observedAt: AT,
      ticket: 'id-A003',
      number: 'A003',
      state: 'held',
      print: 'printed',
    });
    expect(ownTicket(lead(), 'A003')).toBeUndefined();
  });
});
