import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openTestMember } from '../edge/testing/open-units.ts';
import { BEHIND_PROXY, enrolled, firstSupervisor, here, openWard, PIN } from '../edge/testing/open-ward.ts';
import { systemTimers } from '../hardware/timers.ts';
import { barriers, dashboard, describeInBrowser } from './testing/browser.ts';

const MINUTE_MS = 60_000;

describeInBrowser('who is at a page', (browser) => {
  /** A section whose people sign in. `pass`: nobody does anything for so long. */
  async function setup() {
    let passed = 0;
    const timers = { ...systemTimers, elapsedMs: () => systemTimers.elapsedMs() + passed };
    const ward = await openWard();
    const duties = [{ id: 'moving', services: ['shomei'], counters: [2] }];
    const lead = await ward.open({ dashboard, timers }, { ...BEHIND_PROXY, duties });
    lead.handle({ type: 'open-day' });
    for (let i = 0; i < 3; i++) lead.handle({ type: 'issue', service: 'shomei', by: 'staff' });
    const url = `http://127.0.0.1:${lead.httpPort}`;
    const pass = (ms: number) => {
      passed += ms;
    };
    return { lead, url, code: ward.codes[0] ?? '', pass };
  }

  it('signs in for the first time by a code, comes back to the counter it came from, and is offered what it may do', async () => {
    const { lead, url, code } = await setup();
    const page = await browser.open(`${url}/staff#2`);
    await page.waitForURL('**/sign-in?to=%2Fstaff%232');
    await page.getByTestId('way-first').click();
    const first = page.getByTestId('first');
    await first.getByLabel('登録コード').fill(code.toLowerCase());
    await first.getByLabel('職員番号または名前').fill('佐藤');
    const choose = async (pin: string, again: string) => {
      await first.getByLabel('新しい暗証番号', { exact: false }).first().fill(pin);
      await first.getByLabel('もう一度').fill(again);
      await page.keyboard.press('Enter');
    };
    await choose(PIN, '000000');
    await says(page, '2回で違います');
    await choose('123456', '123456');
    await says(page, '暗証番号');
    await expect.poll(() => first.getByLabel('もう一度').inputValue()).toBe('');
    await choose(PIN, PIN);
    await page.waitForURL('**/staff#2');
    await expect.poll(() => page.getByTestId('who').textContent()).toContain('佐藤');
    await expect.poll(() => page.locator('[aria-pressed=true][data-counter]').getAttribute('data-counter')).toBe('2');
    await page.getByTestId('close-reception').waitFor();
    await page.getByTestId('call-next').click();
    await expect.poll(() => lead.view().counters[1]?.ticket).toBe('A001');

    // Somebody else is enrolled, and chooses their PIN where the code's address leads.
    await openMenu(page);
    await page.getByTestId('to-people').click();
    await page.getByTestId('enrol').getByLabel('職員番号または名前').fill('鈴木');
    await page.getByTestId('duty').selectOption('moving');
    await page.getByTestId('enrol').getByRole('button', { name: 'コードを作る' }).click();
    const theirs = (await page.getByTestId('code-itself').textContent()) ?? '';
    await expect.poll(() => page.getByTestId('person').count()).toBe(2);
    await page.getByRole('link', { name: '職員の画面へ' }).click();
    await openMenu(page);
    await page.getByTestId('sign-out').click();
    await page.waitForURL('**/sign-in');
    await page.goto('about:blank');
    await page.goto(`${url}/sign-in#code=${theirs}`);
    expect(await first.getByLabel('登録コード').inputValue()).toBe(theirs);
    expect(page.url()).not.toContain(theirs);
    await first.getByLabel('職員番号または名前').fill('鈴木');
    await choose(PIN, PIN);
    await page.waitForURL('**/staff');
    await expect.poll(() => page.getByTestId('who').getAttribute('data-role')).toBe('staff');
    await openMenu(page);
    expect(await page.getByTestId('sign-out').count()).toBe(1);
    // What is a supervisor's isn't offered, nor another duty's counter.
    expect(await page.locator('[data-counter]').allTextContents()).toEqual([expect.stringContaining('2番')]);
    for (const name of ['to-people', 'close-reception', 'open-day'])
      expect(await page.getByTestId(name).count()).toBe(0);
    await page.goto(`${url}/people`);
    await expect.poll(() => page.getByTestId('not-here').textContent()).toContain('責任者だけ');
    expect(await page.getByTestId('enrol').count()).toBe(0);

    // The same under a name to which nothing is encrypted: no PIN is typed there.
    await page.context().clearCookies();
    await page.route('http://unit.example/**', async (route) => {
      const { pathname, search } = new URL(route.request().url());
      await route.fulfill({ response: await route.fetch({ url: `${url}${pathname}${search}` }) });
    });
    await page.goto('http://unit.example/sign-in');
    await page.getByTestId('in-the-clear').waitFor();
    expect(await page.locator('input').count()).toBe(0);
  });

  it('reads why it isn’t let in, and until when, and is let in once a supervisor has unlocked it', async () => {
    const { lead, url, code } = await setup();
    const supervisor = await firstSupervisor(here(lead), code);
    await enrolled(supervisor, here(lead), { name: 'A123' });
    // At another counter's unit, whose pages are its own.
    const pages = { url: 'mqtt://127.0.0.1:9', pages: url };
    const { httpPort } = await openTestMember(lead, { lead: pages }, { dashboard });
    const page = await browser.open(`http://127.0.0.1:${httpPort}/sign-in?to=//example.org/`);
    const form = page.getByTestId('by-name');
    const tries = async (pin: string) => {
      await form.getByLabel('職員番号または名前').fill('ａ123');
      await form.getByLabel('暗証番号').fill(pin);
      await page.keyboard.press('Enter');
    };
    await tries('111111');
    await says(page, /あと\d回/);
    expect(await page.evaluate('document.activeElement.name')).toBe('pin');
    expect(await form.getByLabel('暗証番号').inputValue()).toBe('');
    await expect
      .poll(async () => {
        await tries('111111');
        return page.getByTestId('fault').textContent();
      })
      .toMatch(/しばらく使えません.*\d\d:\d\d まで/);
    expect(await barriers(page)).toEqual([]);
    const boss = await browser.open(`${url}/sign-in?to=/people`);
    await signsIn(boss, '佐藤');
    await boss.getByTestId('locked').waitFor();
    await boss.getByTestId('by-name').getByLabel('職員番号または名前').fill('A123');
    await boss.getByTestId('unlock-name').click();
    await expect.poll(() => boss.getByTestId('said').textContent()).toContain('解きました');
    await expect.poll(() => boss.getByTestId('locked').count()).toBe(0);
    await tries(PIN);
    await page.waitForURL(`http://127.0.0.1:${httpPort}/staff`);
    // Whoever went home without signing out, say.
    await boss.reload();
    await boss.getByTestId('sign-out').click();
    await page.getByTestId('sign-in-again').waitFor();
    await expect.poll(() => boss.getByTestId('signed-in').count()).toBe(1);
    await signsIn(page, 'A123');
    await expect.poll(() => page.getByTestId('sign-in-again').count()).toBe(0);
    // Who leaves is out at once, wherever they are.
    await boss.getByTestId('remove').click();
    await boss.getByTestId('confirm-yes').click();
    await page.getByTestId('sign-in-again').waitFor();
    expect(await page.getByTestId('queue').isVisible()).toBe(false);
    await expect.poll(() => boss.getByTestId('person').count()).toBe(1);
  });

  it('signs in by a card on the counter’s reader and its PIN, and reads what to do where no card was put there', async () => {
    const { lead, url, code } = await setup();
    const supervisor = await firstSupervisor(here(lead), code);
    // As a member tells its lead what stands for the card on its own reader.
    const card = { 'x-matazu-card': 'c0ffee00'.repeat(8) };
    Object.assign(supervisor.headers, card);
    const { body } = await supervisor.ask('/people', { name: '田中', role: 'staff', counter: 2 });
    await here(lead).ask('/sign-in/first', { code: body.code, name: '田中', pin: PIN });
    const page = await browser.open(`${url}/staff#2`);
    await page.getByTestId('way-card').click();
    expect(await page.getByLabel('カードを置く窓口の番号').inputValue()).toBe('2');
    await page.getByRole('button', { name: 'カードを置く' }).click();
    const form = page.getByTestId('by-card');
    const types = async (pin: string) => {
      await form.getByLabel('暗証番号').fill(pin);
      await page.keyboard.press('Enter');
    };
    await types(PIN);
    await says(page, '1分以内にもう一度');
    await page.setExtraHTTPHeaders(card);
    await types('111111');
    await says(page, /あと\d回/);
    await types(PIN);
    await page.waitForURL('**/staff#2');
    await expect.poll(() => page.getByTestId('who').getAttribute('data-role')).toBe('staff');
    expect(await page.getByTestId('who-name').count()).toBe(0);
  });

  it('is told before it is signed out, and goes on where it was when it signs in again; nobody else does', async () => {
    const { lead, url, code, pass } = await setup();
    const supervisor = await firstSupervisor(here(lead), code);
    await enrolled(supervisor, here(lead), { name: '鈴木' });
    const page = await browser.open(`${url}/staff#1`);
    const signIn = (name: string) => signsIn(page, name);
    await signIn('鈴木');
    await page.getByText('職員が番号札を出す').click();
    const half = page.getByRole('checkbox', { name: '車いす' });
    await half.check();
    pass(29 * MINUTE_MS);
    await asksAgain(page);
    await page.getByTestId('ends-soon').waitFor();
    await page.getByTestId('stay').click();
    await expect.poll(() => page.getByTestId('ends-soon').count()).toBe(0);
    pass(29 * MINUTE_MS);
    await asksAgain(page);
    await page.getByTestId('ends-soon').waitFor();
    expect(await page.getByTestId('sign-in-again').count()).toBe(0);
    await half.focus();
    pass(2 * MINUTE_MS);
    await page.getByTestId('sign-in-again').waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await page.getByTestId('queue').isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    // Nothing but a sign-in takes it away.
    await page.getByTestId('sign-in-again').waitFor();
    await signIn('鈴木');
    await expect.poll(() => page.getByTestId('sign-in-again').count()).toBe(0);
    expect(await half.isChecked()).toBe(true);
    expect(await half.evaluate((it) => it === it.ownerDocument.activeElement)).toBe(true);
    await page.getByTestId('call-next').click();
    await expect.poll(() => lead.view().counters[0]?.ticket).toBe('A001');
    pass(31 * MINUTE_MS);
    await page.getByTestId('sign-in-again').waitFor();
    await signIn('佐藤');
    await expect.poll(() => page.getByTestId('who-name').textContent()).toBe('佐藤');
    await page.getByText('職員が番号札を出す').click();
    expect(await half.isChecked()).toBe(false);

    // Another PIN, by the one before; then out of every browser.
    await openMenu(page);
    await page.getByTestId('change-pin').locator('summary').click();
    const changes = async (old: string, pin: string) => {
      const form = page.getByTestId('pin-form');
      await form.getByLabel('いまの暗証番号').fill(old);
      await form.getByLabel('新しい暗証番号').first().fill(pin);
      await form.getByLabel('もう一度').fill(pin);
      await page.keyboard.press('Enter');
    };
    await changes('111111', '730264');
    await says(page, '暗証番号が違います');
    await changes(PIN, '730264');
    await expect.poll(() => page.getByTestId('change-pin').textContent()).toContain('暗証番号を変えました');
    const other = here(lead);
    await other.ask('/sign-in', { name: '佐藤', pin: '730264' });
    expect((await other.me()).role).toBe('supervisor');
    await page.getByTestId('sign-out-everywhere').click();
    await page.waitForURL(`${url}/sign-in`);
    // What is left to whoever stands at the unit itself.
    expect((await other.me()).role).toBe('kiosk');
  });

  it('is a kiosk once the code of the staff’s page was typed there with a finger, and none any more when all were taken out', async () => {
    const { lead, url, code } = await setup();
    const supervisor = await firstSupervisor(here(lead), code);
    const kiosk = await browser.open(`${url}/sign-in`, { width: 1080, height: 1920 });
    // A browser of another machine, as a proxy on this one passes it on.
    await kiosk.setExtraHTTPHeaders({ 'x-forwarded-for': '192.0.2.7' });
    await kiosk.goto(`${url}/kiosk`);
    await kiosk.getByTestId('pair-screen').waitFor();
    const taps = async (letters: string) => {
      for (const letter of letters.replace('-', ''))
        await kiosk.getByRole('button', { name: letter, exact: true }).click();
      await kiosk.getByTestId('pair').click();
    };
    await taps('00000-00000');
    await says(kiosk, 'コード');
    expect(await barriers(kiosk)).toEqual([]);
    // Whoever serves at a counter does that; to end it is the supervisor's.
    await enrolled(supervisor, here(lead), { name: '鈴木' });
    const staff = await browser.open(`${url}/sign-in?to=/staff`);
    await signsIn(staff, '鈴木');
    await staff.getByTestId('pairing').locator('summary').click();
    await staff.getByTestId('pair-kiosk').click();
    await taps((await staff.getByTestId('code-itself').textContent()) ?? '');
    await kiosk.getByTestId('kiosk-service').first().click();
    await expect.poll(() => lead.view().tickets.length).toBe(4);
    await kiosk.getByTestId('back').click();
    await staff.context().clearCookies();
    await staff.goto(`${url}/sign-in?to=/people`);
    await signsIn(staff, '佐藤');
    await staff.getByTestId('end-pairing').click();
    await staff.getByTestId('confirm-yes').click();
    await kiosk.getByTestId('pair-screen').waitFor();
    expect((await supervisor.me()).role).toBe('supervisor');
  });
});

const says = (page: Page, words: string | RegExp) =>
  expect.poll(() => page.getByTestId('fault').textContent()).toMatch(words);
async function signsIn(page: Page, name: string, pin = PIN): Promise<void> {
  const form = page.getByTestId('by-name');
  await form.getByLabel('職員番号または名前').fill(name);
  await form.getByLabel('暗証番号').fill(pin);
  await page.keyboard.press('Enter');
}
const openMenu = (page: Page) => page.getByTestId('who').locator('summary').first().click();
/** As when a page is seen again. */
const asksAgain = (page: Page) => page.evaluate('window.dispatchEvent(new Event("online"))');
