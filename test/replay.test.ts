import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { typed } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';

const section = 'kyoto/ukyo/shimin';
const AT = Date.parse('2026-11-24T09:00+09:00');
const day = { section, event: { type: 'day-opened', at: AT, day: '2026-11-24' } };
const ticket = (n: number) => {
  const event = { type: 'ticket-issued', at: AT + n, ticket: `t${n}`, number: `A00${n}`, service: 'shomei' };
  return { section, event: { ...event, code: `code-of-${n}`, by: 'kiosk' } };
};
const linesOf = (...lines: readonly (object | string)[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

describe('matazu replay', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage();
  });
  afterEach(() => stage.close());

  /** Replays a file of the stage; what it said names the file as it was given. */
  async function replay(content: string | Buffer | null, name = 'log.jsonl', configuration?: object) {
    if (content !== null) writeFileSync(stage.path(name), content);
    // YAML is more than JSON, and reads it.
    if (configuration !== undefined) writeFileSync(stage.path('of.yaml'), JSON.stringify(configuration));
    const config = configuration === undefined ? [] : ['--config', 'of.yaml'];
    const program = await typed(stage, 'replay', name, ...config);
    const estimates = program.lines.filter((line) => line.startsWith('{'));
    return { status: program.status, estimates, said: program.lines.filter((line) => !line.startsWith('{')) };
  }

  it('prints an estimate for each ticket and says nothing else, with the mark that some editors put before it too', async () => {
    const { status, estimates, said } = await replay(`\uFEFF${linesOf(day, ticket(1), '', ticket(2))}`);
    expect([status, said]).toEqual([0, []]);
    expect(estimates.map((line) => JSON.parse(line).ticket)).toEqual(['t1', 't2']);
  });

  it('knows the section by its lead’s configuration, and as well by the hub’s of a section that has none', async () => {
    const services = [{ id: 'shomei', letter: 'A', name: '証明', expectedMinutes: 40 }];
    const counters = [{ id: 1, services: ['shomei'] }];
    const lead = { unit: 'l', role: 'lead', office: 'kyoto/ukyo', section: { id: 'shimin', name: '市民' }, data: 'd' };
    const hours = { opens: '08:30', closes: '17:00' };
    const own = { ...lead, hours, services, counters };
    const sections = [{ id: 'shimin', name: '市民', hours, services, counters }];
    const hub = { data: 'd', offices: [{ path: 'kyoto/ukyo', name: '右京', sections }] };
    const log = linesOf(day, ticket(1), ticket(2), ticket(3));
    const bare = await replay(log);
    const byLead = await replay(log, 'log.jsonl', own);
    const byHub = await replay(log, 'log.jsonl', hub);
    expect([byLead.said, byLead.estimates.length]).toEqual([[], 3]);
    expect(byLead.estimates).toEqual(byHub.estimates);
    expect(byLead.estimates).not.toEqual(bare.estimates);
  });

  it('reads the logs of others, whose codes are short or left out', async () => {
    const { code: _, ...without } = ticket(2).event;
    const short = { ...ticket(1).event, code: '7' };
    const { status, estimates, said } = await replay(
      linesOf(day, { section, event: short }, { section, event: without }),
    );
    expect([status, said]).toEqual([0, []]);
    expect(estimates.map((line) => JSON.parse(line).ticket)).toEqual(['t1', 't2']);
  });

  it('says once what a ticket was told, of a line that came twice', async () => {
    const { estimates } = await replay(linesOf(day, ticket(1), ticket(1), ticket(2), ticket(1), ticket(2)));
    expect(estimates.map((line) => JSON.parse(line).ticket)).toEqual(['t1', 't2']);
  });

  it('names each line that it cannot read and what is wrong with it, and goes on', async () => {
    const { status, estimates, said } = await replay(
      linesOf(
        day,
        'no json',
        [1, 2],
        { section },
        { ...ticket(7), section: 'kyoto/ukyo' },
        { ...ticket(7), section: 'Kyoto/ukyo/shimin' },
        { section, event: { type: 'ticket-issued', at: 'yesterday' } },
        { section, event: { type: 'ticket-issued', at: AT } },
        { section, waiting: { observedAt: AT } },
        ticket(1),
      ),
    );
    expect(status).toBe(65);
    expect(estimates).toHaveLength(1);
    expect(said).toEqual([
      expect.stringMatching(/^log.jsonl line 2: not JSON; each line is one object/),
      expect.stringMatching(/^log.jsonl line 3: neither \{section, event\} nor \{section, waiting\}/),
      expect.stringMatching(/^log.jsonl line 4: neither \{section, event\} nor \{section, waiting\}/),
      expect.stringMatching(/^log.jsonl line 5: section: write city\/office\/section/),
      expect.stringMatching(/^log.jsonl line 6: section: .* in lower-case letters, digits and hyphens/),
      expect.stringMatching(/^log.jsonl line 7: event: an event needs a type and an integer at/),
      expect.stringMatching(/^log.jsonl line 8: ticket-issued: ticket: .*; number: /),
      expect.stringMatching(/^log.jsonl line 9: waiting.services: /),
    ]);
  });

  it('passes over events that it does not know, as a hub does, and says which', async () => {
    const stranger = { section, event: { type: 'ticket-isued', at: AT } };
    const { status, estimates, said } = await replay(linesOf(day, stranger, stranger, ticket(1)));
    expect([status, estimates.length]).toEqual([0, 1]);
    expect(said).toEqual(['log.jsonl: 2 × "ticket-isued" passed over: this version knows no such event']);
  });

  it('does not flood the terminal with a file of something else', async () => {
    const { said } = await replay('something else\n'.repeat(500));
    expect(said).toHaveLength(21);
    expect(said.at(-1)).toBe('log.jsonl: 480 more lines cannot be read');
  });

  it.each<[what: string, content: string | Buffer | null, name: string, said: RegExp, status: number]>([
    ['a missing file', null, 'gone.jsonl', /gone.jsonl does not exist; give a file that matazu log wrote, or -/, 1],
    ['a folder', null, '.', /\. is a folder; give a file/, 1],
    ['a compressed file', gzipSync(linesOf(day)), 'log.gz', /log.gz is compressed; .* gunzip -c FILE/, 1],
    ['an empty file', '', 'log.jsonl', /log.jsonl holds no line; matazu log --config FILE writes/, 0],
  ])('names %s, and what to do', async (_, content, name, words, status) => {
    const { said, ...ended } = await replay(content, name);
    expect(said).toEqual([expect.stringMatching(words)]);
    expect(ended.status).toBe(status);
  });

  it('says of a file that is not UTF-8 what it is, as some shells write one for >', async () => {
    const { status, said } = await replay(Buffer.from(`\uFEFF${linesOf(day, ticket(1))}`, 'utf16le'));
    expect(status).toBe(1);
    expect(said).toEqual(['matazu: log.jsonl: the file is not UTF-8 (it reads as UTF-16); save it as UTF-8']);
  });
});
