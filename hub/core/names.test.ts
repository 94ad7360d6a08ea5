import { describe, expect, it } from 'vitest';
import { Names } from './names.ts';

const UKYO = 'kyoto/ukyo';
const listed = [{ path: UKYO, sections: ['shimin'] }];
const open = [{ path: UKYO, sections: undefined }];
const many = (count: number, pathOf: (i: number) => string, names: Names, about = false): number =>
  Array.from({ length: count }, (_, i) => names.hear(pathOf(i), about)).filter((what) => what === 'taken').length;

describe('the sections that a hub takes in', () => {
  it('are those that an office names; others are counted, what they say of themselves changes nothing', () => {
    const names = new Names({ offices: listed, unknown: undefined });
    expect(names.hear(`${UKYO}/shimin`, false)).toBe('taken');
    expect(names.hear(`${UKYO}/evil`, true)).toBe('counted');
    expect(names.hear('kyoto/evil/shimin', false)).toBe('counted');
    expect(names.hear('evil/ukyo/shimin', false)).toBe('counted');
    expect([names.has(`${UKYO}/shimin`), names.has(`${UKYO}/evil`), names.counted]).toEqual([true, false, 3]);
  });

  it('are, of an office that names none, those whose leads say what they are', () => {
    const names = new Names({ offices: open, unknown: undefined });
    expect(names.hear(`${UKYO}/shimin`, false)).toBe('counted');
    expect(names.hear(`${UKYO}/shimin`, true)).toBe('taken');
    expect(names.hear(`${UKYO}/shimin`, false)).toBe('taken');
    expect(names.hear('kyoto/other/shimin', true)).toBe('counted');
  });

  it('are all where a hub names no office, or is told to show them', () => {
    expect(new Names({ offices: [], unknown: undefined }).hear('a/b/c', false)).toBe('taken');
    expect(new Names({ offices: listed, unknown: 'shown' }).hear('a/b/c', false)).toBe('taken');
    expect(new Names({ offices: listed, unknown: 'refused' }).hear(`${UKYO}/evil`, false)).toBe('refused');
    expect(new Names({ offices: [], unknown: 'counted' }).hear('a/b/c', false)).toBe('counted');
  });

  it('are at most sixty-four more in an office, in a city beside its offices, and in all other cities', () => {
    const names = new Names({ offices: listed, unknown: 'shown' });
    expect(many(100, (i) => `${UKYO}/s${i}`, names)).toBe(64);
    expect(many(100, (i) => `kyoto/o${i}/s`, names)).toBe(64);
    expect(many(25_000, (i) => `c${i}/o/s`, names)).toBe(64);
    expect(names.hear(`${UKYO}/shimin`, false)).toBe('taken');
    const leads = new Names({ offices: open, unknown: undefined });
    expect(many(100, (i) => `${UKYO}/s${i}`, leads, true)).toBe(64);
  });

  it('are at most twenty thousand where no office is named', () => {
    expect(many(20_100, (i) => `c${i}/o/s`, new Names({ offices: [], unknown: undefined }))).toBe(20_000);
  });
});
