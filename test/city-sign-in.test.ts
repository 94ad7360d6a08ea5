import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openCitySignIn, SECRET } from '../edge/identity/testing/city-sign-in.ts';
import { firstSupervisor, here, openWard, PIN } from '../edge/testing/open-ward.ts';
import { systemTimers } from '../hardware/timers.ts';
import { barriers, dashboard, describeInBrowser } from './testing/browser.ts';

const MINUTE_MS = 60_000;

describeInBrowser('who signs in at the city’s own', (browser) => {
  /** A section whose people may. `pass`: time goes on, and nobody does anything. */
  async function setup() {
    let passed = 0;
    const timers = { ...systemTimers, elapsedMs: () => systemTimers.elapsedMs() + passed };
    const [ward, city] = [await openWard(), await openCitySignIn({ asks: true })];
    const port = await city.freePort();
    const pages = `http://127.0.0.1:${port}`;
    city.backTo(pages);
    const oidc = {
      ...{ issuer: city.issuer, clientId: 'matazu', pages, scope: 'openid profile groups', claim: 'groups' },
      ...{ staff: ['shimin'], supervisor: ['shimin-kacho'] },
    };
    const lead = await ward.open({ oidcSecret: SECRET, dashboard, timers }, { http: { port }, signIn: { oidc } });
    lead.handle({ type: 'open-day' });
    for (let i = 0; i < 3; i++) lead.handle({ type: 'issue', service: 'shomei', by: 'staff' });
    await firstSupervisor(here(lead), ward.codes[0]);
    const pass = (ms: number) => {
      passed += ms;
    };
    return { lead, city, pages, port, pass };
  }

  it('comes back to the staff page, whatever they did on the way, and goes on while the city’s is away, for as long as a sign-in lasts', async () => {
    const { lead, city, pages, port, pass } = await setup();
    city.person = { sub: 's-0815', name: '山田', groups: ['shimin'] };
    const page = await browser.open(`${pages}/staff`);
    const there = async () => {
      await page.getByTestId('oidc').click();
      await page.waitForURL(`${city.issuer}/interaction/**`);
    };
    await there();
    await page.goBack();
    await there();
    await page.getByText('Cancel').click();
    await page.waitForURL(`${pages}/api/v1/oidc/callback**`);
    expect(await page.locator('h1').textContent()).toContain('確認できませんでした');
    expect(await barriers(page)).toEqual([]);
    await page.getByText('職員の画面').click();
    await page.waitForURL('**/sign-in?to=%2Fstaff');

    await there();
    await signsInThere(page, 's-0815');
    await page.waitForURL(`${pages}/staff`);
    await expect.poll(() => page.getByTestId('who').getAttribute('data-role')).toBe('staff');
    // The city's page knows nothing any more; the one before it leads on.
    await page.goBack();
    await page.goBack({ waitUntil: 'commit' });
    await page.waitForURL(`${pages}/staff`);
    expect(await page.getByTestId('who-name').textContent()).toBe('山田');

    // Whoever comes after them at this browser is asked anew.
    await page.getByTestId('who').locator('summary').first().click();
    await page.getByTestId('sign-out').click();
    await page.waitForURL('**/sign-in');
    city.person = { sub: 's-0001', name: '課長', groups: ['shimin-kacho'] };
    // By a name of this lead that the city's does not know.
    await page.goto(`http://localhost:${port}/sign-in`);
    await there();
    await signsInThere(page, 's-0001');
    await page.waitForURL(`${pages}/staff`);
    await expect.poll(() => page.getByTestId('who-name').textContent()).toBe('課長');
    await page.getByTestId('close-reception').waitFor();

    await city.close();
    for (let minutes = 0; minutes < 11 * 60; minutes += 29) {
      pass(29 * MINUTE_MS);
      await page.evaluate(`fetch('/api/v1/me', { method: 'POST' })`);
    }
    await page.locator('[data-counter="1"]').click();
    await page.getByTestId('call-next').click();
    await expect.poll(() => lead.view().counters[0]?.ticket).toBe('A001');
    pass(29 * MINUTE_MS);
    await page.evaluate(`fetch('/api/v1/me', { method: 'POST' })`);
    pass(29 * MINUTE_MS);
    await page.getByTestId('sign-in-again').waitFor();
    await page.getByTestId('oidc').click();
    await page.waitForURL(`${pages}/api/v1/oidc/start`);
    expect(await page.locator('h1').textContent()).toContain('暗証番号でサインインしてください');
    expect(await barriers(page)).toEqual([]);
    await page.getByText('職員の画面').click();
    await page.waitForURL('**/sign-in?to=%2Fstaff');
    const form = page.getByTestId('by-name');
    await form.getByLabel('職員番号または名前').fill('佐藤');
    await form.getByLabel('暗証番号').fill(PIN);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('who-name').textContent()).toBe('佐藤');
  });
});

/** At the city's pages. */
async function signsInThere(page: Page, login: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('anything');
  await page.keyboard.press('Enter');
}
