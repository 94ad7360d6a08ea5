import { expect, it } from 'vitest';
import { describeInBrowser } from './testing/browser.ts';
import { writeLead, writeMember } from './testing/configurations.ts';
import { leadView, post } from './testing/http.ts';
import { freePort } from './testing/ports.ts';
import { role, startMatazu } from './testing/program.ts';
import { openStage } from './testing/stage.ts';
import { until } from './testing/until.ts';

const SECTION = { office: 'kyoto/ukyo', section: 'shimin' };
const SOON = { timeout: 40_000 };
const ROLL = { ja: '入口の台の紙の番号札をお取りください', en: 'Please take a paper number at the entrance' };

describeInBrowser('the screens of a member', ({ open, after }) => {
  it('come up before its lead, are live with it, say so when the lead is gone, after a reload too, and are live again', async () => {
    const stage = await openStage();
    after(() => stage.close());
    const [lanPort, leadPort, httpPort] = [await freePort(), await freePort(), await freePort()];
    const member = writeMember(stage, { ...SECTION, counter: 2, lanPort, leadPort, httpPort, devices: [] });
    startMatazu(stage, 'edge', member);
    const url = `http://127.0.0.1:${httpPort}`;
    await until('the member serves its pages', async () => (await fetch(`${url}/healthz`)).ok);

    const [kiosk, board, staff] = [await open(`${url}/kiosk`), await open(`${url}/board`), await open(`${url}/staff`)];
    await expect.poll(() => kiosk.getByTestId('lead-away').textContent(), SOON).toContain('いま番号札を出せません');
    expect(await kiosk.getByRole('button').count()).toBe(0);
    for (const page of [board, staff])
      await expect.poll(() => page.getByTestId('stale-banner').textContent(), SOON).toMatch(/つながりません/);

    const { file } = writeLead(stage, { ...SECTION, httpPort: leadPort, lanPort, kiosk: { paperRoll: ROLL } });
    const lead = role(stage, 'lead', file);
    await lead.start();
    await expect.poll(() => kiosk.getByTestId('kiosk-service').count(), SOON).toBe(2);
    await post(leadPort, { type: 'issue', service: 'shomei', by: 'staff' });
    await post(leadPort, { type: 'call-next', counter: 1 });
    await expect.poll(() => board.getByTestId('called-number').first().textContent(), SOON).toBe('A001');
    await expect.poll(() => staff.getByTestId('choose-counter').count(), SOON).toBe(3);
    await kiosk.getByTestId('kiosk-service').first().click();
    await expect.poll(() => kiosk.getByTestId('issued-number').textContent(), SOON).toBe('A002');
    expect((await leadView(leadPort)).tickets).toHaveLength(2);
    expect(await kiosk.getByTestId('undo').getAttribute('aria-disabled')).toBe('false');

    await lead.kill();
    // The number that was given out stays on the screen; then the kiosk says what is so.
    await expect.poll(() => kiosk.getByTestId('undo').getAttribute('aria-disabled'), SOON).toBe('true');
    expect(await kiosk.getByTestId('issued-number').textContent()).toBe('A002');
    // A tap right after the one before is taken for the same finger's: whoever means it taps again.
    const back = async () => {
      if ((await kiosk.getByTestId('back').count()) > 0) await kiosk.getByTestId('back').click();
      return kiosk.getByTestId('issued').count();
    };
    await expect.poll(back, SOON).toBe(0);
    for (const page of [board, staff]) await expect.poll(() => page.getByTestId('stale-banner').count(), SOON).toBe(1);
    for (const reload of [false, true]) {
      if (reload) for (const page of [kiosk, board, staff]) await page.reload();
      await expect.poll(() => kiosk.getByTestId('lead-away').textContent(), SOON).toContain('職員にお声がけください');
      expect(await kiosk.getByTestId('paper-roll').textContent()).toContain(ROLL.ja);
      expect(await kiosk.getByRole('button').count()).toBe(0);
    }
    for (const page of [board, staff])
      await expect.poll(() => page.getByTestId('stale-banner').textContent(), SOON).toMatch(/つながりません/);

    await lead.start();
    await expect.poll(() => kiosk.getByTestId('kiosk-service').count(), SOON).toBe(2);
    await expect.poll(() => board.getByTestId('called-number').first().textContent(), SOON).toBe('A001');
    await expect.poll(() => staff.getByTestId('stale-banner').count(), SOON).toBe(0);
  }, 240_000);
});
