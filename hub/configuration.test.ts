import { describe, expect, it } from 'vitest';
import { HubConfiguration } from './configuration.ts';
import { sectionFacts } from './section-facts.ts';

const withSections = (sections: unknown) => ({
  data: 'd',
  offices: [{ path: 'kyoto/ukyo', name: '右京区役所', sections }],
});

describe('the sections of an office in a hub’s configuration', () => {
  it('are named by their id alone where their leads tell the rest, beside those that are described', () => {
    const { offices } = HubConfiguration.parse(withSections(['shimin', { id: 'nenkin', name: '年金' }]));
    const facts = offices.flatMap(sectionFacts);
    expect(facts.map(([path, { name }]) => [path, name.ja])).toEqual([
      ['kyoto/ukyo/shimin', 'shimin'],
      ['kyoto/ukyo/nenkin', '年金'],
    ]);
  });

  it.each([
    ['an id that is none', ['Shimin'], ['offices', 0, 'sections', 0, 'id'], 'use 1 to 32 lower-case letters'],
    ['a section twice', ['shimin', { id: 'shimin', name: '課' }], ['offices', 0, 'sections', 1, 'id'], 'shimin'],
  ])('are refused with the place of %s', (_, sections, path, words) => {
    const { error } = HubConfiguration.safeParse(withSections(sections));
    expect(error?.issues).toContainEqual(expect.objectContaining({ path, message: expect.stringContaining(words) }));
  });
});
