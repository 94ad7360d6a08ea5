import { describe, expect, it } from 'vitest';
import { choosing, type KioskState, kioskFlow } from './kiosk-flow.ts';

const asking: KioskState = { at: 'asking', service: 'shomei', key: 'k1' };
const result = {
  id: 'k1',
  events: [{ type: 'ticket-issued', at: 1, ticket: 't1', number: 'A001', code: 'abcdefgh' }],
};
const problem = { status: 409, code: 'reception-closed', ja: '受付は終了しました。', en: 'Reception is closed.' };

describe('the kiosk', () => {
  it('asks for one ticket however often it is pressed', () => {
    const once = kioskFlow(choosing, { type: 'press', service: 'shomei', key: 'k1' });
    expect(once).toEqual(asking);
    expect(kioskFlow(once, { type: 'press', service: 'ido', key: 'k2' })).toBe(once);
  });

  it('shows the number that the answer carries', () => {
    expect(kioskFlow(asking, { type: 'answered', key: 'k1', result })).toEqual({
      at: 'issued',
      service: 'shomei',
      issued: { ticket: 't1', number: 'A001', code: 'abcdefgh' },
    });
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
    expect(refused).toEqual({ at: 'refused', problem });
    expect(kioskFlow(refused, { type: 'back' })).toBe(choosing);
  });

  it('does not leave a press that is under way', () => {
    expect(kioskFlow(asking, { type: 'back' })).toBe(asking);
  });
});
