import { describe, expect, it } from 'vitest';
import type { Event } from '../../protocol/queue/events.ts';
import { committedRuns } from './arrivals.ts';
import type { ArrivedEvents } from './read-run.ts';

const SECTION = 'kyoto/ukyo/shimin';
const closed = (at: number): Event => ({ type: 'reception-closed', at });
const run = (first: number, over: Partial<ArrivedEvents> = {}): ArrivedEvents => ({
  section: SECTION,
  epoch: 2,
  first,
  bodies: ['{}', '{}'],
  days: [],
  events: [closed(first), closed(first + 1)],
  end: undefined,
  ...over,
});

describe('the runs of a section that went into one commit', () => {
  it('are one, in the order in which they came, up to the last event', () => {
    const runs = committedRuns([run(1), run(7, { section: 'kyoto/ukyo/nenkin' }), run(3)]);
    expect([...runs.keys()]).toEqual([SECTION, 'kyoto/ukyo/nenkin']);
    expect(runs.get(SECTION)).toEqual({
      events: [closed(1), closed(2), closed(3), closed(4)],
      days: [],
      upTo: { epoch: 2, seq: 4 },
      lost: false,
      behind: false,
    });
  });

  it('tell where the days begin that they open', () => {
    const opening: Event = { type: 'day-opened', at: 4, day: '2026-11-25' };
    const opens = run(3, { days: [{ day: '2026-11-25', seq: 4 }], events: [opening], bodies: ['{}', '{}'] });
    expect(committedRuns([run(1), opens]).get(SECTION)?.days).toEqual([
      { day: '2026-11-25', position: { epoch: 2, seq: 4 }, count: 3 },
    ]);
  });

  it('must be read anew where any of them follows a part that the log lost', () => {
    const lost = run(1, { lostAfter: { epoch: 1, seq: 9 } });
    expect(committedRuns([lost, run(3)]).get(SECTION)?.lost).toBe(true);
    expect(committedRuns([run(1), lost]).get(SECTION)?.lost).toBe(true);
  });

  it('are no present while the log is known to go on behind the last of them', () => {
    const behind = (seq: number) =>
      committedRuns([run(1, { end: { epoch: 2, seq: 2 } }), run(3, { end: { epoch: 2, seq } })]);
    expect(behind(4).get(SECTION)?.behind).toBe(false);
    expect(behind(5).get(SECTION)?.behind).toBe(true);
  });

  it('are the present of a log whose present epoch has no event yet', () => {
    expect(committedRuns([run(1, { end: { epoch: 3, seq: 0 } })]).get(SECTION)?.behind).toBe(false);
  });
});
