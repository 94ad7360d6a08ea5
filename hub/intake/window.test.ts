import { describe, expect, it } from 'vitest';
import { Window } from './window.ts';

const SECTION = 'kyoto/ukyo/shimin';
const setup = () => new Window([[SECTION, { epoch: 1, seq: 10 }]]);
const run = (first: number, count: number) => ({ epoch: 1, first, count });

describe('the window of a section’s log', () => {
  it('admits what follows all that was admitted, though none of it is durable yet', () => {
    const window = setup();
    expect(window.admit(SECTION, run(11, 5))).toEqual({ admit: 'take', skip: 0 });
    expect(window.admit(SECTION, run(14, 4))).toEqual({ admit: 'take', skip: 2 });
    expect(window.admittedEnd(SECTION)).toEqual({ epoch: 1, seq: 17 });
    expect(window.durableEnd(SECTION)).toEqual({ epoch: 1, seq: 10 });
    window.commit(SECTION, { epoch: 1, seq: 15 });
    expect(window.durableEnd(SECTION)).toEqual({ epoch: 1, seq: 15 });
  });

  it('stays where it is for what is known or comes after a gap', () => {
    const window = setup();
    expect(window.admit(SECTION, run(3, 8))).toEqual({ admit: 'known' });
    expect(window.admit(SECTION, run(12, 1))).toEqual({ admit: 'gap' });
    expect(window.admittedEnd(SECTION)).toEqual({ epoch: 1, seq: 10 });
  });

  it('tells nobody of a gap after a run that there was no room for, until there is room for it', () => {
    const window = setup();
    expect(window.admit(SECTION, run(11, 5), () => false)).toEqual({ admit: 'late' });
    expect(window.admit(SECTION, run(16, 5))).toEqual({ admit: 'late' });
    expect(window.admittedEnd(SECTION)).toEqual({ epoch: 1, seq: 10 });
    expect(window.admit(SECTION, run(11, 5))).toEqual({ admit: 'take', skip: 0 });
    expect(window.admit(SECTION, run(17, 5))).toEqual({ admit: 'gap' });
  });

  it('begins again where the log is durable when what was admitted could not be committed', () => {
    const window = setup();
    window.admit(SECTION, run(11, 5));
    window.admit('kyoto/ukyo/new', { epoch: 1, first: 1, count: 3 });
    expect(window.hasLog('kyoto/ukyo/new')).toBe(true);
    window.giveBack();
    expect(window.hasLog('kyoto/ukyo/new')).toBe(false);
    expect(window.admit(SECTION, run(12, 1))).toEqual({ admit: 'gap' });
    expect(window.admit(SECTION, run(11, 5))).toEqual({ admit: 'take', skip: 0 });
  });
});
