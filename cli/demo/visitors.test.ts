import { describe, expect, it } from 'vitest';
import { arrived, nextStep, type Visitor } from './visitors.ts';
import type { Resident } from './ward-day.ts';

function setup(changes: Partial<Resident> = {}): Visitor {
  const visit = { service: 'ido', minutes: 14, papersMinutes: null };
  return arrived({ at: 0, priority: 'none', language: 'ja', visits: [visit], absent: null, ...changes });
}

/** What happens to a visitor from the first call to the end. */
function course(visitor: Visitor): string[] {
  const step = nextStep(visitor);
  const said = `${step.minutes} min, ${step.ends}`;
  return step.ends === 'finish' ? [said] : [said, ...course(step.next)];
}

describe('what staff do with a visitor', () => {
  it('is to serve and finish, most often', () => {
    expect(course(setup())).toEqual(['14 min, finish']);
  });

  it('is to hold the visit in its middle while its papers are made', () => {
    expect(course(setup({ visits: [{ service: 'ido', minutes: 14, papersMinutes: 8 }] }))).toEqual([
      '7 min, hold',
      '7 min, finish',
    ]);
  });

  it('is to pass the visitor on to the next service', () => {
    const visits = [
      { service: 'ido', minutes: 14, papersMinutes: 8 },
      { service: 'shomei', minutes: 5, papersMinutes: null },
    ] as const;
    const visitor = setup({ visits });
    expect(course(visitor)).toEqual(['7 min, hold', '7 min, transfer', '5 min, finish']);
  });

  it('is to set aside one who is not there, and to serve whoever comes back', () => {
    expect(course(setup({ absent: { returnsAfterMinutes: 5 } }))).toEqual(['0.5 min, absent', '14 min, finish']);
  });

  it('is to serve someone nobody knows of for a few minutes', () => {
    expect(nextStep(undefined)).toEqual({ ends: 'finish', minutes: 4 });
  });
});
