import { describe, expect, it } from 'vitest';
import type { TicketView } from '../../protocol/congestion/views.ts';
import { aheadWords, noticeDue, spokenState, ticketTitle } from './notice.ts';
import { codeInPath } from './use-ticket.ts';

type Known = Pick<TicketView, 'state' | 'ahead' | 'counter' | 'calledAt'>;
const waiting = (ahead: number): Known => ({ state: 'waiting', ahead, counter: null, calledAt: null });
const called = (counter: number, calledAt: number): Known => ({ state: 'called', ahead: null, counter, calledAt });

describe('a resident’s notice', () => {
  it('comes once, when no more than the chosen number are ahead', () => {
    expect(noticeDue(waiting(4), waiting(3), 3)).toBe('near');
    expect(noticeDue(waiting(3), waiting(2), 3)).toBeNull();
  });
  it('comes when several go at once', () => {
    expect(noticeDue(waiting(9), waiting(0), 5)).toBe('near');
  });
  it('does not come unless it was asked for', () => {
    expect(noticeDue(waiting(4), waiting(0), null)).toBeNull();
  });
  it('comes for a call in any case, also at first sight', () => {
    expect(noticeDue(waiting(0), called(3, 10), null)).toBe('called');
    expect(noticeDue(null, called(3, 10), null)).toBe('called');
  });
  it('comes again for another call, and not for the same', () => {
    expect(noticeDue(called(3, 10), called(3, 10), 1)).toBeNull();
    expect(noticeDue(called(3, 10), called(4, 20), 1)).toBe('called');
  });
});

describe('a ticket’s page', () => {
  it('begins its title with what matters most', () => {
    const ticket = { number: 'A012', freshness: 'live' } as const;
    expect(ticketTitle({ ...ticket, ...waiting(2) })).toBe('あと2人 A012');
    expect(ticketTitle({ ...ticket, ...called(3, 10) })).toBe('【3番窓口へ】A012');
    expect(ticketTitle({ ...ticket, ...waiting(2), freshness: 'lost' })).toBe('A012 番号札');
  });
  it('says "next" where nobody is ahead', () => {
    expect(aheadWords(0)).toEqual({ ja: '次にお呼びします', en: 'You are next' });
  });
  it('is read aloud when its place changes, not with each minute', () => {
    const at = (lowMinutes: number) => ({ lowMinutes, medianMinutes: 20, highMinutes: 40 });
    const own = { heldReason: null, serviceName: { ja: '証明', en: 'Certificates' } };
    const said = (lowMinutes: number) => spokenState({ ...own, ...waiting(2), estimate: at(lowMinutes) }, false);
    expect(said(9)).toBe('あと2人。');
    expect(said(8)).toBe(said(9));
    expect(spokenState({ ...own, ...waiting(2), estimate: { ...at(9), beforeClosing: 'doubtful' } }, false)).toBe(
      'あと2人。本日ご案内できないことがあります。',
    );
    expect(spokenState({ ...own, ...waiting(2), estimate: at(9) }, true)).toBe('情報なし。');
    expect(spokenState({ ...own, ...called(3, 1), estimate: null }, false)).toBe('3番窓口へお越しください。');
  });
  it('says what a held ticket waits for, that a called one is served, and where a transferred one goes on', () => {
    const ticket = {
      ...called(3, 10),
      number: 'A012',
      estimate: null,
      freshness: 'live',
      serviceName: { ja: '戸籍の届出', en: 'Family register' },
    } as const;
    const held = (heldReason: TicketView['heldReason']) => spokenState({ ...ticket, state: 'held', heldReason }, false);
    expect(held(null)).toBe('準備中です（もう一度お呼びします）。');
    expect(held('resident-writes')).toBe('書類のご記入をお待ちしています。');
    expect(held('other')).toBe(held(null));
    const served = { ...ticket, callState: 'serving', heldReason: null } as const;
    expect([spokenState(served, false), ticketTitle(served)]).toEqual(['ご案内中。', 'A012 ご案内中']);
    expect(spokenState({ ...ticket, ...waiting(2), heldReason: null, transferred: true }, false)).toBe(
      '続けて『戸籍の届出』の窓口でお呼びします。この番号のままお待ちください。あと2人。',
    );
  });
  it.each([
    ['/t/k3abcdef', 'k3abcdef'],
    ['/t/k3abcdef/', 'k3abcdef'],
    ['/t/', null],
    ['/t/%', null],
    ['/', null],
  ])('reads its code from %s as %s', (path, code) => {
    expect(codeInPath(path)).toBe(code);
  });
});
