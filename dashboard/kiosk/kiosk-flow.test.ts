import { describe, expect, it } from 'vitest';
import { choosing, type KioskState, kioskFlow, paperState } from './kiosk-flow.ts';

const ask = { type: 'issue', service: 'shomei' } as const;
const asking: KioskState = { at: 'asking', ask, key: 'k1' };
const issued = { ticket: 't1', number: 'A001', code: 'abcdefgh', service: 'shomei' };
const result = { id: 'k1', events: [{ type: 'ticket-issued', at: 1, ...issued }] };
const problem = { status: 409, code: 'reception-closed', ja: '受付は終了しました。', en: 'Reception is closed.' };

describe('the kiosk', () => {
  it('asks for one ticket however often it is pressed', () => {
    const once = kioskFlow(choosing, { type: 'press', service: 'shomei', key: 'k1' });
    expect(once).toEqual(asking);
    expect(kioskFlow(once, { type: 'press', service: 'ido', key: 'k2' })).toBe(once);
  });

  it('shows the number that the answer carries', () => {
    expect(kioskFlow(asking, { type: 'answered', key: 'k1', result })).toEqual({ at: 'issued', issued });
  });

  it('ignores the answer to another press', () => {
    expect(kioskFlow(asking, { type: 'answered', key: 'k0', result })).toBe(asking);
    expect(kioskFlow(choosing, { type: 'answered', key: 'k1', result })).toBe(choosing);
  });

  it('asks again with the same key when no answer came', () => {
    const unsure = kioskFlow(asking, { type: 'no-answer', key: 'k1' });
    expect(unsure.at).toBe('unsure');
    expect(kioskFlow(unsure, { type: 'again' })).toEqual(asking);
  });

  it('is unsure of an answer that names no ticket', () => {
    expect(kioskFlow(asking, { type: 'answered', key: 'k1', result: { id: 'k1', events: [] } }).at).toBe('unsure');
  });

  it('shows a refusal in its own words, and goes back to the start', () => {
    const refused = kioskFlow(asking, { type: 'refused', key: 'k1', problem });
    expect(refused).toEqual({ at: 'refused', ask, problem });
    expect(kioskFlow(refused, { type: 'back' })).toBe(choosing);
  });

  it('does not leave a press that is under way', () => {
    expect(kioskFlow(asking, { type: 'back' })).toBe(asking);
  });

  it('cancels the ticket on its screen, and no other', () => {
    const undoing = kioskFlow({ at: 'issued', issued }, { type: 'undo', key: 'k2' });
    expect(undoing).toEqual({ at: 'asking', ask: { type: 'cancel', issued }, key: 'k2' });
    const cancelled = kioskFlow(undoing, { type: 'answered', key: 'k2', result: { id: 'k2', events: [] } });
    expect(cancelled).toEqual({ at: 'cancelled', issued });
    for (const state of [choosing, asking, cancelled])
      expect(kioskFlow(state, { type: 'undo', key: 'k3' })).toBe(state);
  });
});

describe('what the kiosk says of paper', () => {
  it.each([
    ['none', 'pending', 'none'],
    ['ready', 'none', 'none'],
    ['ready', 'pending', 'coming'],
    ['not-ready', 'pending', 'not-printed'],
    ['ready', 'failed', 'not-printed'],
    ['ready', 'unknown', 'unknown'],
    ['not-ready', 'printed', 'out'],
    ['ready', 'sent', 'out'],
  ] as const)('of a printer that is %s and a print that is %s is %s', (printer, print, said) => {
    expect(paperState(printer, print, false)).toBe(said);
  });

  it('is that nobody knows, while the lead is away with a print under way', () => {
    expect(paperState('ready', 'pending', true)).toBe('unknown');
    expect(paperState('ready', 'printed', true)).toBe('out');
  });
});
