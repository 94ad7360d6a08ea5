import { describe, expect, it } from 'vitest';
import type { OfficeView, SectionView } from '../../protocol/congestion/views.ts';
import { boardOfOffice } from './board-view.ts';

const text = (ja: string) => ({ ja, en: ja });
const service = (id: string): SectionView['services'][number] => ({
  service: id,
  name: text(id),
  letter: 'A',
  waiting: 2,
  lastCalled: 'A001',
  level: 'quiet',
  estimate: null,
});
const section = (id: string, change: Partial<SectionView> = {}): SectionView => ({
  section: id,
  name: text(id),
  level: 'quiet',
  freshness: 'live',
  observedAt: 10,
  source: 'tickets',
  reception: 'open',
  services: [service('shomei')],
  counters: [],
  accuracy: null,
  calls: [],
  absent: [],
  ...change,
});
const office = (sections: SectionView[]): OfficeView => ({
  city: 'kyoto',
  office: 'ukyo',
  name: text('右京区役所'),
  observedAt: 10,
  level: 'quiet',
  waiting: 2,
  sections,
});
const call = (number: string, at: number) => ({ number, counter: 1, at, state: 'calling' as const });

describe('an office’s board', () => {
  it('puts the newest call of all sections first, and names its section', () => {
    const board = boardOfOffice(
      office([section('a', { calls: [call('A002', 5), call('A001', 1)] }), section('b', { calls: [call('B001', 3)] })]),
      null,
    );
    expect(board.calls.map(({ number, section }) => [number, section?.ja])).toEqual([
      ['A002', 'a'],
      ['B001', 'b'],
      ['A001', 'a'],
    ]);
  });

  it('shows no call and no figure of a section that is lost', () => {
    const board = boardOfOffice(office([section('a', { freshness: 'lost', calls: [call('A001', 1)] })]), null);
    expect(board.calls).toEqual([]);
    expect(board.sections[0]?.services[0]?.waiting).toBeNull();
  });

  it('tells whom nobody answered for, the latest of all sections first', () => {
    const absent = (number: string, at: number) => ({ number, at });
    const board = boardOfOffice(
      office([
        section('a', { absent: [absent('A002', 5), absent('A001', 1)] }),
        section('b', { absent: [absent('B001', 3)] }),
        section('c', { absent: [absent('C001', 4)], freshness: 'lost' }),
      ]),
      null,
    );
    expect(board.absent).toEqual(['A002', 'B001', 'A001']);
  });

  it('calls nobody any more when reception is closed and nobody waits or is served', () => {
    const closed: Partial<SectionView> = { reception: 'closed', level: 'closed', calls: [call('A001', 1)] };
    const served = [{ ...service('shomei'), waiting: 0 }];
    const callsOf = (change: Partial<SectionView>): number =>
      boardOfOffice(office([section('a', { ...closed, services: served, ...change })]), null).calls.length;
    expect(callsOf({})).toBe(0);
    expect(callsOf({ services: [service('shomei')] })).toBe(1);
    expect(callsOf({ counters: [{ counter: 1, state: 'open', ticket: 'A001' }] })).toBe(1);
  });

  it('says of a lost section that it is closed where the hours say so, not what it said last', () => {
    const receptionOf = (level: SectionView['level']) =>
      boardOfOffice(office([section('a', { freshness: 'lost', reception: 'closed', level })]), null).sections[0]
        ?.reception;
    expect([receptionOf('closed'), receptionOf('unknown')]).toEqual(['closed', 'open']);
  });

  it('shows one section alone where the address asks for it', () => {
    const board = boardOfOffice(office([section('a'), section('b', { calls: [call('B001', 3)] })]), 'b');
    expect(board.sections.map(({ id }) => id)).toEqual(['b']);
    expect(board.calls).toEqual([{ ...call('B001', 3), section: null }]);
  });
});
