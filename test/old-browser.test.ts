import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEHIND_PROXY, openWard as openKnownWard, PIN } from '../edge/testing/open-ward.ts';
import type { Command } from '../protocol/queue/commands.ts';
import { type AttackedWard, openWard, UKYO } from './attack/ward.ts';
import { dashboard } from './testing/browser.ts';
import { misfitsIn } from './testing/fit.ts';
import { noOldBrowser, type OldBrowser, openOldBrowser } from './testing/old-browser.ts';
import { openStage, type Stage } from './testing/stage.ts';

if (noOldBrowser !== undefined) process.stderr.write(`${noOldBrowser}\n`);

const BOARD =
  '.board-head > *, .calling h2, .large-call, .large-call > *, .tile, .board-service, .board-service > *, .aside';
/** Where each page stands, on which screen, what shows that it runs, and the parts that must be whole. */
const PAGES = {
  'a section’s board': { of: 'lead', path: '/board', size: [1920, 1080], runs: '.large-call.new', parts: BOARD },
  'an office’s board': {
    of: 'hub',
    path: `/board?office=${UKYO}`,
    size: [1080, 1920],
    runs: '.large-call',
    parts: BOARD,
  },
  'the kiosk': {
    of: 'lead',
    path: '/kiosk',
    size: [1080, 1920],
    runs: '[data-testid=kiosk-service]',
    parts: '.choice, .choice-body > *',
  },
  'the staff page': { of: 'lead', path: '/staff#1', size: [1280, 900], runs: '[data-testid=call-next]', parts: '.act' },
  'the public page': { of: 'hub', path: '/', size: [390, 844], runs: '[data-testid=office]', parts: 'main > *' },
  'a resident’s ticket': {
    of: 'hub',
    path: '/t/CODE',
    size: [390, 844],
    runs: '[data-testid=ticket-state]',
    parts: '.paper-ticket > *, .state-card > *',
  },
  'how right the waits were': {
    of: 'hub',
    path: `/accuracy?section=${UKYO}/shimin`,
    size: [1280, 900],
    runs: 'main:not(.unless-it-runs)',
    parts: 'main > *',
  },
} as const;

/** Runs in the page: boxes beside each other without the gap that is asked for, and letters of services that are bars. */
const CRAMPED = `(() => {
  const drawn = (box) => [...box.children].map((part) => part.getBoundingClientRect()).filter(({ width }) => width > 1);
  const flexible = [...document.querySelectorAll('#app *')].filter((box) => /flex$/.test(getComputedStyle(box).display));
  const cramped = flexible.filter((box) => {
    const { columnGap, rowGap, flexDirection } = getComputedStyle(box);
    const across = flexDirection.startsWith('row');
    const gap = parseFloat(across ? columnGap : rowGap) || 0;
    return drawn(box).some((one, i, all) => {
      const before = all[i - 1];
      if (before === undefined || (across && one.top >= before.bottom)) return false;
      return (across ? one.left - before.right : one.top - before.bottom) < gap - 1;
    });
  });
  const bars = [...document.querySelectorAll('.letter')].filter(({ clientWidth, clientHeight }) => clientWidth > 2 * clientHeight);
  return [...cramped, ...bars].map((box) => box.className + ' ' + box.textContent.slice(0, 20));
})()`;

describe.skipIf(noOldBrowser !== undefined)('the oldest browser that pages are made for', () => {
  let stage: Stage;
  let browser: OldBrowser;
  let ward: AttackedWard;
  beforeAll(async () => {
    stage = await openStage();
    ward = await openWard(stage, { dashboard });
    browser = await openOldBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await stage.close();
  });
  const does = (command: Command) => {
    const reply = ward.shimin.handle(command);
    if ('refused' in reply) throw new Error(reply.refused.code);
    return reply.events;
  };

  it('opens every page, whole and with no fault', async () => {
    const issued = [1, 2, 3, 4].flatMap(() => does({ type: 'issue', service: 'shomei', by: 'kiosk' }));
    const [first] = issued.flatMap((event) => (event.type === 'ticket-issued' ? [event] : []));
    does({ type: 'call-next', counter: 1 });
    const page = await browser.newPage();
    // As it is packed it has no locale; installed, every browser has.
    await page.evaluateOnNewDocument(`Object.defineProperty(navigator, 'language', { get: () => 'ja' })`);
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    for (const [name, { of, path, size, runs, parts }] of Object.entries(PAGES)) {
      const [width, height] = size;
      await page.setViewport({ width, height });
      const port = of === 'hub' ? ward.hub.httpPort : ward.shimin.httpPort;
      await page.goto(`http://127.0.0.1:${port}${path.replace('CODE', first?.code ?? '')}`);
      if (path === '/board') {
        await page.waitForSelector('.large-call');
        does({ type: 'call-next', counter: 2 });
      }
      await page.waitForSelector(runs, { timeout: 20_000 }).catch(async (error: Error) => {
        throw new Error(`${name}: ${faults.join()} ${await page.evaluate('document.body.innerHTML')}`, {
          cause: error,
        });
      });
      expect(await page.evaluate(misfitsIn(parts)), name).toEqual([]);
      expect(await page.evaluate(CRAMPED), name).toEqual([]);
      expect(await page.evaluate(`document.querySelectorAll('.unless-it-runs').length`), name).toBe(0);
    }
    expect(faults).toEqual([]);
  }, 90_000);

  it('opens the pages of people who sign in, and of a screen that is not known yet', async () => {
    const signedIn = await openKnownWard();
    const lead = await signedIn.open({ dashboard }, BEHIND_PROXY);
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    const opens = async (path: string, runs: string, [width, height]: readonly [number, number]) => {
      await page.setViewport({ width, height });
      await page.goto(`http://127.0.0.1:${lead.httpPort}${path}`);
      await page.waitForSelector(runs, { timeout: 20_000 });
      expect(await page.evaluate(misfitsIn('.act, .field, .field input, .pair-keys button, .person')), path).toEqual(
        [],
      );
      expect(await page.evaluate(CRAMPED), path).toEqual([]);
    };
    await opens('/sign-in', '[data-testid=by-name]', [390, 844]);
    const first = JSON.stringify({ code: signedIn.codes[0], name: '佐藤', pin: PIN });
    await page.evaluate(
      `fetch('/api/v1/sign-in/first', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '${first}' })`,
    );
    await opens('/people', '[data-testid=person]', [1280, 900]);
    await opens('/staff#1', '[data-testid=who-name]', [1280, 900]);
    await page.setExtraHTTPHeaders({ 'x-forwarded-for': '192.0.2.7' });
    await page.evaluate(
      `fetch('/api/v1/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })`,
    );
    await opens('/kiosk', '[data-testid=pair-screen]', [1080, 1920]);
    expect(faults).toEqual([]);
  }, 90_000);
});
