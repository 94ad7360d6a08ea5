import { describe, expect, it } from 'vitest';
import { actionWord, type BenchValue, bySection, faultWord } from './bench-value.ts';

const bench: BenchValue = {
  wardTime: 1,
  speed: 30,
  links: [],
  sections: [{ path: 'kyoto/ukyo/shimin', services: [], lead: 'http://lead' }],
  devices: ['kyoto/ukyo/hoken', 'kyoto/ukyo/shimin'].map((section) => ({
    id: `${section}.sign`,
    kind: 'sign',
    label: { ja: '表示器', en: 'Sign' },
    section,
    faults: [],
    fault: null,
  })),
};

describe('the bench', () => {
  it('shows every device, listed sections first', () => {
    expect(bySection(bench).map(({ path, devices }) => [path, devices.length])).toEqual([
      ['kyoto/ukyo/shimin', 1],
      ['kyoto/ukyo/hoken', 1],
    ]);
  });
  it('shows an action or a fault that it has no word for by its own name', () => {
    expect(actionWord('fly').ja).toBe('fly');
    expect(faultWord('paper-out').ja).toBe('用紙切れ');
  });
});
