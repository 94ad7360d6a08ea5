import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { dashboard, describeInBrowser } from '../testing/browser.ts';
import { openStage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { issue, openWard } from './ward.ts';

describeInBrowser('in a real browser a stranger', (browser) => {
  it('does nothing by a page of their own, and frames no page of ours', async () => {
    const stage = await openStage();
    browser.after(() => stage.close());
    const ward = await openWard(stage, { dashboard });
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
