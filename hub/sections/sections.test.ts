import { afterEach, describe, expect, it } from 'vitest';
import { AboutMessage } from '../../protocol/wire/about.ts';
import { unknownSection } from '../core/facts.ts';
import { visitMinutes } from '../core/wait/wait-model.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { dayOf, Opened, temporaryFolder } from '../testing/test-hub.ts';
import { loadSections } from './sections.ts';

const opened = new Opened();
afterEach(() => opened.close());

const PATH = 'kyoto/ukyo/shimin';
const text = (ja: string) => ({ ja, en: ja });
const service = (id: string, expectedMinutes: number) => ({ id, name: text(id), letter: null, expectedMinutes });
const facts = (expectedMinutes: number) => ({
  ...unknownSection('shimin'),
  services: [service('shomei', expectedMinutes)],
});

async function setup() {
  const store = opened.add(openSqliteStore(await temporaryFolder(opened)));
  const logger = { info() {}, warn() {}, error() {} };
  const sections = await loadSections({
    takes: () => true,
    offices: [{ path: 'kyoto/ukyo', name: text('右京区役所'), sections: [[PATH, facts(20)]] }],
    store,
    logger,
    now: Date.now,
  });
  const take = (issued: number, called: number) => {
    const events = dayOf(issued, called);
    const run = { events, days: [], upTo: { epoch: 1, seq: events.length }, lost: false, behind: false };
    return sections.take({ runs: new Map([[PATH, run]]), counts: new Map() });
  };
  return { store, sections, take };
}

describe('a section whose facts change while the hub runs', () => {
  it('keeps its place in its office, its queue, its tickets and what it has taught, and knows its new services', async () => {
    const { sections, take } = await setup();
    await take(9, 3);
    const before = sections.known.section(PATH);
    sections.known.withFacts(PATH, {
      ...facts(20),
      name: text('戸籍'),
      services: [service('shomei', 45), service('koseki', 45)],
    });
    const after = sections.known.section(PATH);
    expect(after).toMatchObject({ facts: { name: { ja: '戸籍' } }, state: before?.state, hasEvents: true });
    expect(after?.learned.wait.visits.shomei).toEqual(before?.learned.wait.visits.shomei);
    expect(after && visitMinutes(after.learned.wait, 'koseki')).toBe(45);
    expect(sections.known.offices.sectionsOf('kyoto/ukyo')).toEqual([PATH]);
    expect(sections.known.sectionOfCode('code--000009')).toBe(PATH);
  });
});

describe('what a lead says of its section', () => {
  const about = AboutMessage.parse({
    at: 1,
    unit: 'lead',
    name: text('戸籍'),
    hours: { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' },
    services: [],
    counters: [],
  });

  it('is kept when it is said again, where it could not be kept at first', async () => {
    const { store, sections } = await setup();
    const { keepAbout } = store;
    store.keepAbout = () => Promise.reject(new Error('the disk is full'));
    await expect(sections.takeAbout(PATH, about)).rejects.toThrow('the disk is full');
    store.keepAbout = keepAbout;
    expect(await sections.takeAbout(PATH, about)).toHaveLength(1);
    expect((await store.abouts()).get(PATH)).toMatchObject({ name: text('戸籍') });
    expect(await sections.takeAbout(PATH, about)).toEqual([]);
  });
});

describe('what a commit changed', () => {
  it('is told by office, with whether somebody was called there', async () => {
    const { take } = await setup();
    expect(await take(4, 0)).toEqual([{ office: 'kyoto/ukyo', called: false }]);
    expect(await take(4, 1)).toEqual([{ office: 'kyoto/ukyo', called: true }]);
  });
});
