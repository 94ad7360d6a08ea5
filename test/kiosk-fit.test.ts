import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { KioskView, OwnTicket } from '../protocol/wire/kiosk-view.ts';
import { barriers, describeInBrowser } from './testing/browser.ts';
import { inFont, itInEachFont, misfits, onScreen, SCREENS } from './testing/fit.ts';
import { tellPages } from './testing/told-pages.ts';

const TEN = Date.parse('2026-11-24T10:00+09:00');
const SOON = { timeout: 30_000 };
const text = (ja: string, en: string) => ({ ja, en });
/** Names as offices have them, some of them long. */
const NAMES = [
  text('住民票・証明書', 'Certificates'),
  text('印鑑登録・マイナンバーカードの交付', 'Seal registration and My Number cards'),
  text('国民健康保険の加入・脱退・高額療養費', 'Joining and leaving National Health Insurance'),
  text('住所の異動', 'Moving in or out'),
  text('戸籍の届出', 'Family register'),
  text('後期高齢者医療・介護保険料のご相談', 'Medical care of the elderly'),
  text('国民年金', 'Pension'),
  text('児童手当', 'Child allowance'),
  text('税の証明', 'Tax certificates'),
  text('保育園・認定こども園の申し込み', 'Applications for nursery places'),
  text('障害者手帳・福祉のご相談', 'Disability and welfare'),
  text('その他のご用件', 'Anything else'),
];

/** A kiosk with so many services, the first of which may not be served today. */
const view = (count: number, change: Partial<KioskView> = {}): KioskView => ({
  section: 'shimin',
  name: text('市民窓口課', "Citizens' counter"),
  observedAt: TEN,
  reception: 'open',
  hours: { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' },
  endedToday: false,
  restDay: null,
  level: null,
  services: NAMES.slice(0, count).map((name, i) => ({
    service: `s${i}`,
    letter: 'ABCDEFGHIJKL'[i] ?? null,
    name,
    waiting: 12 + i,
    estimate: {
      lowMinutes: 20,
      medianMinutes: 30,
      highMinutes: 115,
      ...(i === 0 ? { beforeClosing: 'unlikely' as const } : {}),
    },
  })),
  printer: 'ready',
  ticketPage: 'https://machi.example.jp/t/',
  paperRoll: text('入口の台の紙の番号札をお取りください', 'Please take a paper number at the entrance'),
  undo: true,
  ...change,
});

const ISSUED = { ticket: 'ticket-1', number: 'A012', code: 'abcdefghijklmnopqrst' };
const issued = { status: 200, body: { id: 'k', events: [{ type: 'ticket-issued', at: TEN, ...ISSUED }] } };
const refused = (code: string, detail: string) => ({
  status: 409,
  body: { title: code, code, detail, messageEn: 'In English.' },
});
const TABLET = { name: '1280 × 800', width: 1280, height: 800, scale: 1 };
const PARTS =
  '.kiosk-head > *, .kiosk-hint, h2, .choice, .choice-body > *, .kiosk-words, .ask-staff, .hours, .issued > *, .kiosk-actions button, .qr';

describeInBrowser('a kiosk', ({ open, after }) => {
  async function setup() {
    let own: Partial<OwnTicket> = {};
    let answer = issued;
    const commands: unknown[] = [];
    const options = {
      event: 'section',
      pages: { '/kiosk': 'kiosk.html' },
      answers: {
        '/api/v1/tickets/:ticket': () => ({ ...ISSUED, state: 'waiting', print: 'printed', observedAt: TEN, ...own }),
      },
      onCommand(command: unknown) {
        commands.push(command);
        return answer;
      },
    } as const;
    const openPages = async (more: { readonly port?: number; readonly version?: string } = {}) => {
      const told = await tellPages({ ...options, ...more });
      after(() => told.close());
      told.tell(view(2));
      return told;
    };
    const told = await openPages();
    const page = await open(`${told.url}/kiosk`);
    return {
      told,
      openPages,
      page,
      commands,
      answers: (next: { status: number; body: object }) => {
        answer = next as typeof issued;
      },
      becomes: (next: Partial<OwnTicket>) => {
        own = next;
      },
    };
  }
  /** Presses the first service, as somebody does who comes to a kiosk that stands at its first screen. */
  async function press(page: Page, to: string): Promise<void> {
    await expect
      .poll(async () => {
        if ((await page.getByTestId(to).count()) > 0) return true;
        const button = page.getByTestId('kiosk-service').first();
        if (await button.isVisible()) await button.click();
        return false;
      }, SOON)
      .toBe(true);
  }

  itInEachFont(
    'shows all of each button and of each number, for 1 to 12 services, on every screen',
    async (family) => {
      const { told, page, becomes } = await setup();
      await inFont(page, family);
      for (const screen of [...SCREENS, TABLET]) {
        await onScreen(page, screen);
        for (const count of [1, 3, 4, 6, 7, 9, 12]) {
          told.tell(view(count, count === 8 ? { printer: 'not-ready' } : {}));
          await expect.poll(() => page.getByTestId('kiosk-service').count(), SOON).toBe(count);
          const where = `${count} services on ${screen.name}`;
          expect(await misfits(page, PARTS), where).toEqual([]);
          expect(await beyond(page), where).toEqual([]);
          expect(await smallest(page), where).toBeGreaterThan(screen.height / 80);
        }
        told.tell(view(2));
        await press(page, 'issued');
        for (const print of ['printed', 'unknown'] as const) {
          becomes({ print });
          await expect
            .poll(() => page.getByTestId('paper').getAttribute('data-paper'), SOON)
            .toBe(print === 'printed' ? 'out' : 'unknown');
          expect(await misfits(page, PARTS), `a number on ${screen.name}`).toEqual([]);
          expect(await beyond(page), `a number on ${screen.name}`).toEqual([]);
        }
        await backToStart(page);
      }
    },
    240_000,
  );

  it('can be used in each of its states, by key too: nothing it shows is hard to read, and its focus is never lost', async () => {
    const { told, page, answers } = await setup();
    const whole = async (testid: string) => {
      await expect.poll(() => page.getByTestId(testid).count(), SOON).toBeGreaterThan(0);
      expect(await barriers(page), testid).toEqual([]);
      expect(await page.evaluate('document.activeElement.tagName'), testid).not.toBe('BODY');
    };
    const states: readonly (readonly [string, Partial<KioskView>])[] = [
      ['kiosk-service', {}],
      ['paper-hint', { printer: 'not-ready' }],
      ['paper-hint', { printer: 'none', ticketPage: null }],
      ['reception-closed', { reception: 'closed' }],
      ['rest-day', { reception: 'closed', restDay: text('勤労感謝の日', 'Labour Thanksgiving Day') }],
      ['reception-closed', { reception: 'closed', endedToday: true }],
      ['no-tickets', { services: [], level: 'busy' }],
    ];
    for (const [testid, change] of states) {
      // With the focus on a button that goes with its screen.
      told.tell(view(2));
      await expect.poll(() => page.getByTestId('kiosk-service').count(), SOON).toBe(2);
      await page.getByTestId('kiosk-service').last().focus();
      told.tell(view(2, change));
      await whole(testid);
    }
    told.tell(view(2, { reception: 'closed', endedToday: true }));
    await expect
      .poll(() => page.getByTestId('reception-closed').textContent(), SOON)
      .toContain('番号札をお持ちの方は順番にお呼びします');

    told.tell(view(2));
    answers(refused('too-many-tickets', '番号札が続けて発行されています。'));
    await pressByKey(page, 'refused');
    await whole('refused');
    expect(await page.getByTestId('refused').textContent()).toContain('続けて発行');
    await backToStart(page);
    // What staff should do is not a resident's to read.
    answers(refused('no-day-open', '時計を確かめ、職員画面で「受付開始」を押してください。'));
    await pressByKey(page, 'refused');
    expect(await page.getByTestId('refused').textContent()).toContain(
      '番号札を出せませんでした。職員にお声がけください',
    );
    await backToStart(page);
    answers({ status: 502, body: { detail: 'この課の親端末につながりません。' } });
    await pressByKey(page, 'unsure');
    await whole('unsure');
    expect(await page.getByTestId('unsure').textContent()).toContain('番号札が2枚になることはありません');
    answers(issued);
    await page.keyboard.press('Tab');
    // The second of two quick presses is not meant for what the first brought.
    await expect
      .poll(async () => {
        if ((await page.getByTestId('unsure').count()) > 0) await page.keyboard.press('Enter');
        return page.getByTestId('issued').count();
      }, SOON)
      .toBe(1);
    await whole('issued');
    await told.close();
    await expect.poll(() => page.getByTestId('undo').getAttribute('aria-disabled'), SOON).toBe('true');
    await whole('issued');
    await backToStart(page, 'lead-away');
    await whole('lead-away');
    expect(await page.getByRole('button').count()).toBe(0);
  }, 240_000);

  it('cancels the number on its screen at a press, and no longer once it was called', async () => {
    const { told, page, commands, becomes } = await setup();
    told.tell(view(1));
    await press(page, 'issued');
    await expect.poll(() => page.getByTestId('undo').getAttribute('aria-disabled'), SOON).toBe('false');
    // The second half of a double tap is not meant for what the first brought.
    await expect
      .poll(async () => {
        if ((await page.getByTestId('cancelled').count()) === 0) await page.getByTestId('undo').click();
        return page.getByTestId('cancelled').count();
      }, SOON)
      .toBe(1);
    expect(await page.getByTestId('cancelled').textContent()).toContain('A012 を取り消しました');
    expect(commands).toEqual([
      { type: 'issue', service: 's0', by: 'kiosk' },
      { type: 'cancel', ticket: 'ticket-1' },
    ]);
    await backToStart(page);

    await press(page, 'issued');
    await page.getByTestId('undo').focus();
    becomes({ state: 'called' });
    await expect.poll(() => page.getByTestId('undo').getAttribute('aria-disabled'), SOON).toBe('true');
    await page.getByTestId('undo').click({ force: true });
    expect(commands).toHaveLength(3);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('BUTTON');
    told.tell(view(1, { undo: false }));
    await expect.poll(() => page.getByTestId('undo').count(), SOON).toBe(0);
  });

  it('takes its pages anew from a server of another build, but not from under a number that somebody reads', async () => {
    const { told, openPages, page } = await setup();
    await page.clock.install();
    await page.reload();
    await press(page, 'issued');
    await page.evaluate('window.isOld = true');
    const build = () => page.locator('meta[name=matazu-build]').getAttribute('content');
    const old = await build();
    await told.close();
    await expect.poll(() => page.getByTestId('undo').getAttribute('aria-disabled'), SOON).toBe('true');
    await openPages({ port: Number(new URL(told.url).port), version: 'next' });
    await expect.poll(() => page.getByTestId('undo').getAttribute('aria-disabled'), SOON).toBe('false');
    await page.clock.fastForward(20_000);
    expect(await page.evaluate('window.isOld')).toBe(true);
    expect(await page.getByTestId('issued-number').textContent()).toBe('A012');
    await page.clock.fastForward(15_000);
    await expect.poll(() => page.evaluate('window.isOld ?? false'), { timeout: 20_000 }).toBe(false);
    await expect.poll(() => page.getByTestId('kiosk-service').count(), SOON).toBe(2);
    expect(await build()).not.toBe(old);
  }, 60_000);
});

/** Presses "done" or "back" until the kiosk is back at its first screen, or at the one that is named: a press within a second of what it answers does nothing. */
async function backToStart(page: Page, start = 'kiosk-service'): Promise<void> {
  await expect
    .poll(async () => {
      const back = page.getByTestId('back');
      if ((await back.count()) > 0) await back.click();
      return page.getByTestId(start).count();
    }, SOON)
    .toBeGreaterThan(0);
}

/** As somebody without a finger on the screen: to the first service with Tab, and Enter. */
async function pressByKey(page: Page, to: string): Promise<void> {
  await expect
    .poll(
      async () => {
        if ((await page.getByTestId(to).count()) > 0) return true;
        const button = page.getByTestId('kiosk-service').first();
        if ((await button.count()) > 0) {
          await button.focus();
          await page.keyboard.press('Enter');
        }
        return false;
      },
      { timeout: 20_000 },
    )
    .toBe(true);
}

/** What lies below the screen: a kiosk is not scrolled. */
const beyond = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('.choice, .kiosk-actions button, .qr')]
    .filter((part) => part.getBoundingClientRect().bottom > innerHeight + 1)
    .map((part) => part.textContent)`);

/** The smallest name of a service, in CSS pixels. */
const smallest = (page: Page): Promise<number> =>
  page.evaluate(
    `Math.min(...[...document.querySelectorAll('.choice-name .ja')].map((name) => parseFloat(getComputedStyle(name).fontSize)))`,
  );
