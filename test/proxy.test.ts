import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get, request as httpRequest, type IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import type { Page } from 'playwright-core';
import { create } from 'qrcode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWard } from './attack/ward.ts';
import { dashboard, describeInBrowser } from './testing/browser.ts';
import { nginxMissing, startNginx } from './testing/nginx.ts';
import { freePort } from './testing/ports.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

if (nginxMissing !== undefined) process.stderr.write(`${nginxMissing}: proxies are not tested\n`);

/** The example of docs/operating.md, on ports of this machine and without TLS. */
async function documented(ports: { hub: number; lead: number; site?: number }) {
  const text = readFileSync(new URL('../docs/operating.md', import.meta.url), 'utf8');
  const example = /```nginx\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const [site, section] = [ports.site ?? (await freePort()), await freePort()];
  const written = example
    .replace('listen 443 ssl', `listen 127.0.0.1:${site}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${section}`)
    .replace('http://127.0.0.1:8080', `http://127.0.0.1:${ports.hub}`)
    .replace('http://127.0.0.1:8081', `http://127.0.0.1:${ports.lead}`);
  expect(written).not.toMatch(/443|:808/);
  stage.keep(await startNginx(written), (it) => it.close());
  return { site, section };
}

/** A QR code of this text, as a page draws it. */
function drawnAs(text: string): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  return [...modules.data]
    .map((dark, i) => (dark ? `M${(i % modules.size) + 4} ${Math.floor(i / modules.size) + 4}h1v1h-1z` : ''))
    .join('');
}

/** A command by these headers: its status and its body. */
async function command(port: number, headers: Record<string, string>) {
  const asked = httpRequest({ host: '127.0.0.1', port, path: '/api/v1/commands', method: 'POST' });
  for (const [name, value] of Object.entries({ 'content-type': 'application/json', ...headers }))
    asked.setHeader(name, value);
  asked.end(JSON.stringify({ type: 'issue', service: 'shomei', by: 'staff' }));
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body };
}

describe.skipIf(nginxMissing !== undefined)('a proxy', () => {
  it('that tells another name or port than people see keeps nobody from a command, and lets no other site give one', async () => {
    const names = ['shimin.example.jp'];
    const { shimin } = await openWard(stage, { lead: { http: { port: 0, names, proxies: ['127.0.0.1'] } } });
    const [bare, portless] = [await freePort(), await freePort()];
    const pass = `proxy_pass http://127.0.0.1:${shimin.httpPort};`;
    const servers = `server { listen 127.0.0.1:${bare}; location / { ${pass} } }
      server { listen 127.0.0.1:${portless}; location / { ${pass} proxy_set_header Host $host; } }`;
    stage.keep(await startNginx(servers), (it) => it.close());
    for (const port of [bare, portless]) {
      const own = { host: `shimin.example.jp:${port}`, origin: `http://shimin.example.jp:${port}` };
      expect(await command(port, own)).toMatchObject({ status: 200 });
      const unnamed = { host: `other.example.jp:${port}`, origin: `https://other.example.jp:${port}` };
      expect(await command(port, { ...unnamed, 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 200 });
      const refused = await command(port, unnamed);
      expect(refused.status).toBe(403);
      expect(refused.body).toContain('http.names');
      const strange = { ...own, origin: 'https://example.com', 'sec-fetch-site': 'cross-site' };
      expect(await command(port, strange)).toMatchObject({ status: 403 });
    }
    const rebound = { host: `evil.example.com:${portless}`, origin: `http://evil.example.com:${portless}` };
    expect(await command(portless, rebound)).toMatchObject({ status: 403 });
  });

  it('hands every event on as it comes', async () => {
    const { shimin, hub } = await openWard(stage, {
      hub: { http: { port: 0, proxies: ['127.0.0.1'], base: '/konzatsu' } },
    });
    const { site } = await documented({ hub: hub.httpPort, lead: shimin.httpPort });
    const asked = get({
      host: '127.0.0.1',
      port: site,
      path: '/konzatsu/api/v1/stream?office=kyoto/ukyo',
      headers: { 'accept-encoding': 'gzip' },
    });
    stage.keep(asked, (it) => it.destroy());
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    let text = '';
    expect(response.headers['content-encoding']).toBe('gzip');
    const unzipped = createGunzip();
    unzipped.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('error', () => undefined).on('data', (chunk: Buffer) => unzipped.write(chunk));
    await until('the build is told', () => text.includes('event: build'));
    shimin.handle({ type: 'issue', service: 'shomei', by: 'staff' });
    await until('the ticket is told', () => text.includes('"waiting":1'));
    await until('it is told to be alive', () => text.includes('event: alive'));
  });
});

describeInBrowser('pages behind a proxy', (browser) => {
  it.skipIf(nginxMissing !== undefined)(
    'serves the hub under a path and the lead by its name, with all that they load, tell and are asked',
    async () => {
      const behind = { port: 0, proxies: ['127.0.0.1'] };
      const [mqtt, site] = [await freePort(), await freePort()];
      const city = `http://127.0.0.1:${site}/konzatsu`;
      const { hub, shimin } = await openWard(stage, {
        dashboard,
        hub: { mqtt: { port: mqtt }, http: { ...behind, base: '/konzatsu' } },
        lead: {
          hub: { url: `mqtt://127.0.0.1:${mqtt}`, pages: city },
          http: { ...behind, names: ['shimin.example.jp'] },
        },
      });
      const { section } = await documented({ hub: hub.httpPort, lead: shimin.httpPort, site });
      const [missing, outside]: [string[], string[]] = [[], []];
      const open = async (url: string): Promise<Page> => {
        const page = await browser.open('about:blank');
        page.on('response', (response) => {
          // A board that isn't told its office asks first whether it stands at a lead.
          if (response.status() >= 400 && !response.url().endsWith('?view=board'))
            missing.push(`${response.status()} ${response.url()}`);
        });
        page.on('request', (request) => {
          if (![`${city}/`, `http://127.0.0.1:${section}/`].some((root) => request.url().startsWith(root)))
            outside.push(request.url());
        });
        await page.goto(url);
        return page;
      };
      const staff = await open(`http://127.0.0.1:${section}/staff`);
      await staff.getByTestId('choose-counter').first().click();
      // What a resident's phone reads off the kiosk leads to their page under the path.
      const kiosk = await open(`http://127.0.0.1:${section}/kiosk`);
      const answered = kiosk.waitForResponse((response) => response.url().endsWith('/commands'));
      await kiosk.getByTestId('kiosk-service').first().click();
      const { events } = (await (await answered).json()) as { events: { code?: string }[] };
      const address = `${city}/t/${events.find(({ code }) => code !== undefined)?.code}`;
      expect(await kiosk.locator('.qr path').getAttribute('d')).toBe(drawnAs(address));
      const ticket = await open(address);
      await expect.poll(() => ticket.locator('body').textContent()).toContain('A001');
      const board = await open(`${city}/board`);
      await board.getByRole('link', { name: '右京区役所' }).click();
      await board.getByTestId('service').first().waitFor();
      await staff.getByTestId('call-next').click();
      await expect.poll(() => board.getByTestId('called-number').first().textContent()).toBe('A001');
      await expect.poll(() => ticket.getByTestId('go-to-counter').textContent()).toContain('1');
      await ticket.getByRole('link').first().click();
      await expect.poll(() => ticket.url()).toContain(`${city}/#kyoto/ukyo`);
      await expect.poll(() => ticket.getByTestId('office').count()).toBe(1);
      await ticket.getByTestId('outlook').first().locator('summary').click();
      await ticket.getByTestId('nothing-learned').waitFor();
      // The link on the staff's page leads to the city's site.
      const days = await staff.getByRole('link').first().getAttribute('href');
      expect(days).toContain(`${city}/accuracy?section=kyoto/ukyo/shimin`);
      const accuracy = await open(days ?? '');
      await expect.poll(() => accuracy.locator('main').textContent()).toContain('市民窓口課');
      await accuracy.getByRole('link').first().click();
      await expect.poll(() => accuracy.url()).toBe(`${city}/accuracy`);
      expect(outside).toEqual([]);
      expect(missing).toEqual([]);
      // An address of nothing leads back into the path.
      const nothing = await browser.open(`${city}/kiosk`);
      await nothing.getByRole('link').first().click();
      await expect.poll(() => nothing.getByTestId('office').count()).toBe(1);
    },
    60_000,
  );
});
