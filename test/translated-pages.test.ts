import { expect, it } from 'vitest';
import type { Command } from '../protocol/queue/commands.ts';
import { describeInBrowser } from './testing/browser.ts';
import { openOffice } from './testing/office.ts';
import { openStage } from './testing/stage.ts';
import { read, type Translation, translate } from './testing/translation.ts';

const SOON = { timeout: 20_000 };

describeInBrowser('a page that its browser translates', (browser) => {
  async function setup() {
    const stage = await openStage();
    browser.after(() => stage.close());
    const office = await openOffice(stage);
    const does = (...commands: readonly Command[]): void => {
      for (const command of commands) expect(office.lead.handle(command)).not.toHaveProperty('refused');
    };
    /** Opens each address twice, one of them to be translated. */
    async function openTwice(addresses: readonly string[]) {
      const pages = await browser.openTabs([...addresses, ...addresses]);
      const pairs = addresses.flatMap((address, i) => {
        const [plain, translated] = [pages[i], pages[i + addresses.length]];
        return plain === undefined || translated === undefined ? [] : [{ address, plain, translated }];
      });
      const same = async ({ address, plain, translated }: (typeof pairs)[number]): Promise<void> => {
        const differ = async () => {
          const [present, shown] = [await read(plain), await read(translated)];
          return present.length > 40 && present === shown ? null : { address, present, shown };
        };
        await expect.poll(differ, SOON).toBeNull();
      };
      /** Translates, lets happen what changes the pages, and compares each with the one that was left alone once that one says what it should. */
      return async (by: Translation, change: () => void, says: readonly (string | RegExp)[]) => {
        for (const pair of pairs) {
          await same(pair);
          await translate(pair.translated, by);
        }
        change();
        for (const [i, pair] of pairs.entries()) {
          await expect.poll(() => read(pair.plain), SOON).toMatch(says[i] ?? '');
          await same(pair);
        }
      };
    }
    return { ...office, does, openTwice };
  }

  it('shows a section’s present on its board, its kiosk and its staff page, whatever was done to its text', async () => {
    const { does, issue, ofLead, openTwice } = await setup();
    for (let i = 0; i < 5; i++) issue(i % 2 === 0 ? 'ido' : 'shomei');
    const after = await openTwice(['/board', '/kiosk', '/staff#1'].map(ofLead));
    await after('elements', () => issue(), [/お待ちの人数.*3 ?人.*3 ?人/, /待ち 3人.*待ち 3人/, 'A003']);
    await after(
      'elements',
      () =>
        does(
          { type: 'open-counter', counter: 1 },
          { type: 'call-next', counter: 1 },
          { type: 'open-counter', counter: 2 },
        ),
      [/B001 1 ?番窓口へ/, /待ち 2人/, /1番窓口 Counter 1 受付中 Open.*B001/],
    );
    await after('texts', () => does({ type: 'call-next', counter: 2 }), [
      /A001 2 ?番窓口へ/,
      /待ち 2人.*待ち 2人/,
      /2番 A001/,
    ]);
    await after('elements', () => does({ type: 'hold', counter: 1 }, { type: 'absent', counter: 2 }), [
      '準備中です',
      '待ち',
      /1番 空き.*2番 空き/,
    ]);
    await after('texts', () => does({ type: 'close-reception' }), [
      '本日の受付は終了しました',
      '本日の受付は終了しました',
      '受付終了',
    ]);
  });

  it('shows an office’s present to the public, on a resident’s ticket and on its board', async () => {
    const { does, issue, lead, ofHub, openTwice } = await setup();
    for (let i = 0; i < 4; i++) issue();
    does({ type: 'open-counter', counter: 1 });
    const mine = `/t/${issue()}`;
    const after = await openTwice(
      ['/#kyoto/ukyo', mine, '/board?office=kyoto/ukyo', '/accuracy?section=kyoto/ukyo/shimin'].map(ofHub),
    );
    await after('elements', () => does({ type: 'call-next', counter: 1 }), [
      /最後に呼んだ番号 last called A001.*開いている窓口：1か所/,
      'あと3人',
      /A001 1 ?番窓口へ/,
      '呼び出した人数 People called 1人',
    ]);
    await after('elements', () => does({ type: 'call-next', counter: 1, force: true }), [
      /最後に呼んだ番号 last called A002/,
      'あと2人',
      /A002 1 ?番窓口へ/,
      'People called 2人',
    ]);
    const own = lead.view().tickets.find(({ number }) => number === 'A005');
    await after('texts', () => does({ type: 'call', counter: 1, ticket: own?.ticket ?? '' }), [
      '待ち 2人',
      /1番窓口へ ?お越しください/,
      /A005 1 ?番窓口へ/,
      'People called 3人',
    ]);
    await after('elements', () => does({ type: 'finish', counter: 1 }, { type: 'close-reception' }), [
      '本日の受付は終了しました',
      'お手続きは終わりました',
      '本日の受付は終了しました',
      'People called 3人',
    ]);
  });
});
