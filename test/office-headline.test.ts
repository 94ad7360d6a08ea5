import { expect, it } from 'vitest';
import type { CongestionSummary, SectionSummary } from '../protocol/congestion/summary.ts';
import { describeInBrowser } from './testing/browser.ts';
import { tellPages } from './testing/told-pages.ts';

const TEN = Date.parse('2026-11-24T10:00+09:00');

const section = (id: string, ja: string, change: Partial<SectionSummary> = {}): SectionSummary => ({
  section: id,
  name: { ja, en: id },
  level: 'quiet',
  freshness: 'live',
  reception: 'open',
  waiting: 0,
  medianMinutes: 3,
  ...change,
});
const office = (name: string, sections: SectionSummary[]): CongestionSummary['offices'][number] => ({
  city: 'kyoto',
  office: name,
  name: { ja: `${name}区役所`, en: name },
  level: 'packed',
  waiting: sections.reduce((sum, { waiting }) => sum + (waiting ?? 0), 0),
  sections,
});
const closed = { level: 'closed', reception: 'closed', waiting: 0 } as const;

describeInBrowser('the headline of an office', (browser) => {
  it('names each of its sections with its level, and one word where all say the same', async () => {
    const list: CongestionSummary = {
      observedAt: TEN,
      offices: [
        office('ukyo', [
          section('shimin', '市民窓口課'),
          section('hoken', '保険年金課', { level: 'packed', waiting: 19 }),
          section('kodomo', '子どもはぐくみ室', { ...closed, endedToday: true }),
        ]),
        office('saikyo', [section('shimin', '市民窓口課', closed), section('hoken', '保険年金課', closed)]),
        office('nishi', [section('shimin', '市民窓口課', { ...closed, endedToday: true, waiting: 2 })]),
        office('fushimi', [section('shimin', '市民窓口課', { freshness: 'lost', waiting: null })]),
      ],
    };
    const told = await tellPages({
      event: 'congestion',
      pages: { '/': 'index.html' },
      answers: { '/api/v1/congestion': () => list },
    });
    browser.after(() => told.close());
    const page = await browser.open(told.url, { width: 390, height: 844 });
    const words = async (name: string) =>
      (
        await page.evaluate<string>(`document.querySelector('[data-office="kyoto/${name}"] .office-head').innerText`)
      ).replace(/\s+/g, ' ');
    await expect.poll(() => page.getByTestId('office').count()).toBe(4);
    expect(await words('ukyo')).toMatch(
      /市民窓口課 shimin 空いています Quiet 保険年金課 hoken 大変混雑 Very busy 子どもはぐくみ室 kodomo 本日の受付は終了しました .* 待ち 19人/,
    );
    expect(await words('saikyo')).toBe('saikyo区役所 saikyo 受付時間外 Closed');
    expect(await words('nishi')).toMatch(/本日の受付は終了しました。番号札をお持ちの方は順番にお呼びします/);
    expect(await words('fushimi')).toBe('fushimi区役所 fushimi 情報なし No information');
  });
});
