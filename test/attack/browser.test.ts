import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { dashboard, describeInBrowser } from '../testing/browser.ts';
import { openStage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { issue, openWard, S, stranger, UKYO } from './ward.ts';

const SCRIPT = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>';
const ADDRESSED = encodeURIComponent(SCRIPT);

describeInBrowser('in a real browser a stranger', (browser) => {
  async function setup() {
    const stage = await openStage();
    browser.after(() => stage.close());
    const ward = await openWard(stage, { dashboard, lead: { members: ['ukyo-shimin-2'] } });
    return { stage, ward };
  }

  it('runs no script by words of devices, sections and addresses: they are shown as text', async () => {
    const { stage, ward } = await setup();
    const { hub, shimin } = ward;
    const member = await stranger(stage, shimin.lanPort);
    const device = { id: 'd', kind: SCRIPT.slice(0, 32), state: 'fault', detail: SCRIPT };
    const printer = { id: 'p', kind: 'printer', state: 'fault', detail: SCRIPT };
    const unit = { state: 'online', at: Date.now(), version: SCRIPT.slice(0, 32), devices: [device, printer] };
    await member.publish(`${S}/units/ukyo-shimin-2`, unit, true);
    const evil = await stranger(stage, hub.mqttPort);
    const name = { ja: SCRIPT, en: SCRIPT };
    const hours = { opens: '00:00', closes: '23:59', timezone: 'Asia/Tokyo' };
    const about = {
      at: Date.now() + 1_000,
      unit: 'u',
      name,
      hours,
      services: [{ id: 's', letter: 'S', name }],
      counters: [],
    };
    await evil.publish(`matazu/v1/${UKYO}/nenkin/about`, about, true);
    const services = [{ service: 's', waiting: 3, lastCalled: '<b>x</b>' }];
    await evil.publish(`matazu/v1/${UKYO}/nenkin/waiting`, { observedAt: Date.now(), services }, true);
    issue(shimin, 'shomei');
    await until('the section is public', async () => (await ward.section('nenkin'))?.name.ja === SCRIPT);
    await until('the device is told', () => shimin.view().units.length === 2);
    const [lead, city] = [`http://127.0.0.1:${shimin.httpPort}`, `http://127.0.0.1:${hub.httpPort}`];
    const pages = await browser.openTabs([
      `${lead}/staff`,
      `${lead}/board?x=${ADDRESSED}#${ADDRESSED}`,
      `${lead}/kiosk`,
      `${city}/?office=${ADDRESSED}#${ADDRESSED}`,
      `${city}/board?office=${UKYO}`,
      `${city}/accuracy?section=${ADDRESSED}`,
      `${city}/t/${ADDRESSED}`,
    ]);
    const [staff, , , , board] = pages;
    await until(
      'staff read it',
      async () => (await staff?.locator('body').textContent())?.includes('onerror=') === true,
    );
    await until('the board shows the section', async () => (await board?.content())?.includes('onerror') === true);
    for (const page of pages) {
      await page.waitForLoadState('load');
      expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false);
      expect(await page.locator('img[src="x"]').count()).toBe(0);
    }
  });

  it('does nothing by a page of their own, and frames no page of ours', async () => {
    const { stage, ward } = await setup();
    const lead = `http://127.0.0.1:${ward.shimin.httpPort}`;
    const html = `<!doctype html><iframe id="framed" src="${lead}/staff"></iframe><iframe name="sent"></iframe>
      <form method="post" enctype="text/plain" target="sent" action="${lead}/api/v1/commands">
        <input name='{"type":"issue","service":"shomei","by":"staff","x":"' value='"}'></form>
      <script>
        const command = '{"type":"issue","service":"shomei","by":"staff"}';
        const url = '${lead}/api/v1/commands';
        const ways = [
          () => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: command }),
          () => fetch(url, { method: 'POST', mode: 'no-cors', body: command }),
          () => fetch(url, { method: 'POST', mode: 'no-cors', body: new Blob([command]) }),
          () => fetch(url, { method: 'POST', mode: 'no-cors', body: new Blob([command], { type: 'text/plain' }) }),
          async () => navigator.sendBeacon(url, command),
          async () => navigator.sendBeacon(url, new Blob([command], { type: 'application/json' })),
          async () => document.forms[0].submit(),
          async () => (await fetch('${lead}/api/v1/section')).json(),
        ];
        Promise.allSettled(ways.map((way) => way())).then((came) => { window.came = came.map(({ status }) => status); });
      </script>`;
    const site = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
    stage.keep(site.listen(0, '127.0.0.2'), (it) => it.close());
    await until('the other site is there', () => site.listening);
    const [page] = await browser.openTabs([`http://127.0.0.2:${(site.address() as AddressInfo).port}/`]);
    const came = await until('all was tried', async () => {
      const settled = await page?.evaluate(() => (globalThis as { came?: string[] }).came);
      return settled ?? false;
    });
    // What is to be read is refused; what is sent unseen comes to nothing.
    expect([came[0], came.at(-1)]).toEqual(['rejected', 'rejected']);
    const framed = await page?.locator('#framed').elementHandle();
    const frame = await framed?.contentFrame();
    await until('the frame is refused', async () => frame?.url().startsWith('chrome-error:') === true);
    issue(ward.shimin, 'shomei');
    expect(ward.shimin.view().tickets.map(({ number }) => number)).toEqual(['A001']);
  });
});
