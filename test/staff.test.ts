import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openTestLead } from '../edge/testing/open-units.ts';
import type { Command } from '../protocol/queue/commands.ts';
import { dashboard, describeInBrowser } from './testing/browser.ts';

const COMMANDS = '**/api/v1/commands';
const OUTCOMES = '**/api/v1/commands/*';
const MINUTE_MS = 60_000;

describeInBrowser('the staff’s page', (browser) => {
  /** A lead of two counters and three who wait, and a console that serves counter 1. `pass` moves the lead's clock. */
  async function setup() {
    let passed = 0;
    const now = () => Date.parse('2026-11-24T10:00+09:00') + passed + Math.round(performance.now());
    const services = [
      { id: 'shomei', letter: 'A', name: '住民票・証明書' },
      { id: 'ido', letter: 'B', name: '住所の異動' },
    ];
    const counters = [1, 2].map((id) => ({ id, services: ['shomei', 'ido'] }));
    const lead = await openTestLead(
      { services, counters },
      { clock: { now, trusted: () => true, speed: 1 }, dashboard },
    );
    for (let i = 0; i < 3; i++) lead.handle({ type: 'issue', service: 'shomei', by: 'staff' });
    const page = await browser.open(`http://127.0.0.1:${lead.httpPort}/staff#1`);
    const at = (counter: number) => lead.view().counters.find((each) => each.counter === counter)?.ticket ?? null;
    const states = () => Object.fromEntries(lead.view().tickets.map(({ number, state }) => [number, state]));
    const press = (name: string) => page.getByTestId('counter-panel').getByTestId(name).click();
    const serves = (number: string) => shows(page, 'serving-number', number);
    /** NEXT, and the page shows who came to counter 1. */
    const call = async (number: string) => {
      await press('call-next');
      await serves(number);
    };
    const pass = (ms: number) => {
      passed += ms;
    };
    return { lead, page, at, states, press, serves, call, pass };
  }

  it('acts on whom it drew: what was pressed for somebody else is refused and names who is there', async () => {
    const { lead, page, at, states, press, call } = await setup();
    await call('A001');
    // The panel of the same counter is quicker than the console: between the eye and the key somebody else was called.
    await page.route(
      COMMANDS,
      async (route) => {
        lead.handle({ type: 'call-next', counter: 1, force: true });
        await route.continue();
      },
      { times: 1 },
    );
    await press('hold');
    await expect.poll(() => page.getByTestId('refusal').getAttribute('data-code')).toBe('visit-changed');
    expect(await page.getByTestId('refusal').textContent()).toContain('A002');
    expect(at(1)).toBe('A002');
    expect(states()).toMatchObject({ A001: 'done', A002: 'called' });
    // The same of a number in the list that another counter called meanwhile.
    await page.route(
      COMMANDS,
      async (route) => {
        lead.handle({ type: 'call', counter: 2, ticket: 'A003' });
        await route.continue();
      },
      { times: 1 },
    );
    await page.locator('[data-testid=waiting-ticket][data-number=A003]').getByTestId('cancel').click();
    await page.getByTestId('confirm-yes').click();
    await expect.poll(() => page.getByTestId('refusal').getAttribute('data-code')).toBe('ticket-at-counter');
    expect(at(2)).toBe('A003');
  });

  it('NEXT pressed twice ends nobody’s visit: the second press shows the ways in which a call goes on', async () => {
    const { lead, page, states, press, call, serves, pass } = await setup();
    await call('A001');
    await expect.poll(() => page.getByTestId('serving').getAttribute('data-call')).toBe('calling');
    await press('call-next');
    await expect.poll(() => page.getByTestId('refusal').getAttribute('data-code')).toBe('just-called');
    expect(states()).toMatchObject({ A001: 'called', A002: 'waiting' });
    await page.getByTestId('way-arrived').click();
    await expect.poll(() => page.getByTestId('serving').getAttribute('data-call')).toBe('serving');
    await call('A002');
    await press('call-next');
    await page.getByTestId('way-requeue').click();
    await expect.poll(() => states()).toMatchObject({ A001: 'done', A002: 'waiting' });
    await call('A002');
    await press('call-next');
    await page.getByTestId('way-call-next').click();
    await serves('A003');
    // Of a visit that is over by other hands there are no ways to go on any more.
    await press('call-next');
    await page.getByTestId('way-absent').waitFor();
    lead.handle({ type: 'hold', counter: 1 });
    await expect.poll(() => page.getByTestId('refusal').count()).toBe(0);
    const held = lead.view().tickets.find(({ number }) => number === 'A003');
    lead.handle({ type: 'call', counter: 1, ticket: held?.ticket ?? '' });
    await serves('A003');
    pass(MINUTE_MS);
    await press('finish');
    await expect.poll(() => states()).toMatchObject({ A002: 'done', A003: 'done' });
  });

  it('puts back what ended by mistake: at once by its note, all day from the list of whom is over', async () => {
    const { lead, page, at, states, press, call, pass } = await setup();
    await call('A001');
    await press('finish');
    await page.getByTestId('undo').click();
    await expect.poll(() => at(1)).toBe('A001');
    await press('absent');
    await expect.poll(() => states()).toMatchObject({ A001: 'absent' });
    pass(3 * 60 * MINUTE_MS);
    await page.getByTestId('absent').getByTestId('restore').click();
    await expect.poll(() => at(1)).toBe('A001');
    await page.getByLabel('別の業務へ引き継ぐ').waitFor();
    await press('transfer');
    await expect.poll(() => lead.view().tickets[0]?.state).toBe('waiting');
    await page.locator('[data-testid=waiting-ticket][data-number=A001]').getByTestId('restore').click();
    await expect.poll(() => at(1)).toBe('A001');
    await press('finish');
    await page.getByTestId('ended').locator('summary').click();
    await page.getByTestId('ended').getByTestId('restore').click();
    await expect.poll(() => at(1)).toBe('A001');
    await page.locator('[data-testid=waiting-ticket][data-number=A003]').getByTestId('cancel').click();
    await page.getByRole('button', { name: 'もどる' }).click();
    expect(states()).toMatchObject({ A003: 'waiting' });
    await page.locator('[data-testid=waiting-ticket][data-number=A003]').getByTestId('cancel').click();
    await page.getByTestId('confirm-yes').click();
    await expect.poll(() => states()).toMatchObject({ A003: 'cancelled' });
    await page.getByTestId('ended').getByTestId('restore').click();
    await expect.poll(() => states()).toMatchObject({ A003: 'waiting' });
  });

  it('does what is pressed before the answer of the press before has come, each once and in turn', async () => {
    const { page, press, call } = await setup();
    const sent: Command['type'][] = [];
    let answersCome = false;
    await page.route(COMMANDS, async (route) => {
      sent.push(route.request().postDataJSON().type);
      const response = await route.fetch();
      // The stream tells what was done before the answer does.
      await expect.poll(() => answersCome).toBe(true);
      await route.fulfill({ response });
    });
    await call('A001');
    await press('arrived');
    await press('arrived');
    answersCome = true;
    await expect.poll(() => page.getByTestId('serving').getAttribute('data-call')).toBe('serving');
    expect(sent).toEqual(['call-next', 'arrived']);
  });

  it('names the press that got no answer, asks the lead by its key what became of it, and lets the doubt go', async () => {
    const { page, at, press, call } = await setup();
    // Done, and the answer is lost.
    await page.route(COMMANDS, async (route) => {
      await route.fetch();
      await route.abort();
    });
    await press('call-next');
    await expect.poll(() => page.getByTestId('told').textContent()).toContain('1番窓口の「次を呼ぶ」は届いていました');
    expect(at(1)).toBe('A001');
    await page.unroute(COMMANDS);
    // Never arrived.
    await page.route(COMMANDS, (route) => route.abort());
    await press('recall');
    await expect.poll(() => page.getByTestId('told').textContent()).toContain('「再呼出」は行われていません');
    // Nobody answers at all.
    await page.route(OUTCOMES, (route) => route.abort());
    const top = () => page.getByTestId('call-next').evaluate((it) => it.getBoundingClientRect().top);
    const before = await top();
    await page.clock.install();
    await press('finish');
    await expect.poll(() => page.getByTestId('doubt').textContent()).toContain('1番窓口の「終了」が届いたかどうか');
    expect(await top()).toBe(before);
    await page.clock.runFor(10_500);
    await expect.poll(() => page.getByTestId('doubt').count()).toBe(0);
    await page.unroute(COMMANDS);
    await page.unroute(OUTCOMES);
    await page.clock.runFor(1_500);
    await expect.poll(() => page.getByTestId('told').textContent()).toContain('「終了」は行われていません');
    expect(at(1)).toBe('A001');
    await press('finish');
    await expect.poll(() => at(1)).toBe(null);
    await call('A002');
  });

  it('stays at the counter of whom it serves, whatever tab is pressed and wherever "back" leads', async () => {
    const { lead, page, at, press, call } = await setup();
    const tab = (counter: number) => page.getByTestId('choose-counter').nth(counter - 1);
    const chosen = () => page.locator('[data-testid=choose-counter][aria-pressed=true]').getAttribute('data-counter');
    await tab(2).click();
    await expect.poll(chosen).toBe('2');
    await call('A001');
    // Not now: Playwright waits for what can be pressed.
    await tab(1).click({ force: true });
    await expect.poll(() => page.getByTestId('counter-kept').textContent()).toContain('A001');
    await page.goBack();
    await expect.poll(chosen).toBe('2');
    expect(page.url()).toContain('#2');
    lead.handle({ type: 'call-next', counter: 1 });
    await press('finish');
    await expect.poll(() => at(2)).toBe(null);
    await tab(1).click();
    await expect.poll(chosen).toBe('1');
    await shows(page, 'serving-number', 'A002');
  });

  it('says why a visit is held and a counter paused', async () => {
    const { lead, page, press, call } = await setup();
    await call('A001');
    await page.getByTestId('hold-reason').selectOption('resident-writes');
    await press('hold');
    await expect.poll(() => page.getByTestId('held').getByTestId('held-reason').textContent()).toContain('ご記入中');
    await page.getByTestId('pause-reason').selectOption('lunch');
    await page.getByTestId('pause-until').selectOption('60');
    await press('pause-counter');
    await expect.poll(() => page.getByTestId('counter-state').textContent()).toMatch(/昼休み・11:0\dまで/);
    expect(lead.view().counters[0]?.pause).toMatchObject({ reason: 'lunch' });
  });

  it('is worked with a keyboard alone: no key starts over, and keys of one letter can be moved and switched off', async () => {
    const { lead, page, at, states, pass } = await setup();
    const focus = () => page.evaluate<string>('document.activeElement?.tagName ?? "BODY"');
    const key = async (name: string, done: () => unknown) => {
      await page.keyboard.press(name);
      await expect.poll(done).toBeTruthy();
      await expect.poll(focus).not.toBe('BODY');
    };
    /** What a key acts on is what the page shows. */
    const drawn = (call: string) => expect.poll(() => page.getByTestId('serving').getAttribute('data-call')).toBe(call);
    const nobody = () => expect.poll(() => page.getByTestId('serving').count()).toBe(0);
    await page.getByTestId('call-next').focus();
    await key('n', () => at(1) === 'A001');
    await drawn('calling');
    await key('v', () => lead.view().calls[0]?.state === 'serving');
    await drawn('serving');
    await key('t', async () => (await focus()) === 'SELECT');
    await page.keyboard.press('Tab');
    await key('Enter', () => at(1) === null);
    await nobody();
    await key('n', () => at(1) !== null);
    await drawn('calling');
    pass(MINUTE_MS);
    await page.getByTestId('finish').focus();
    await key('Enter', () => at(1) === null);
    await page.getByTestId('undo').waitFor();
    await key('z', () => at(1) !== null);
    await drawn('calling');
    const cancel = page.getByTestId('waiting-ticket').first().getByTestId('cancel');
    await cancel.focus();
    await page.keyboard.press('Enter');
    // What is not drawn yet takes no focus.
    await page.getByTestId('confirm-yes').waitFor();
    await page.getByTestId('confirm-yes').focus();
    await key('Enter', () => Object.values(states()).includes('cancelled'));
    // Asked of somebody who leaves the list meanwhile: what had the focus before the question isn't there to have it back.
    await expect.poll(() => page.getByTestId('waiting-ticket').count()).toBe(1);
    await page.getByTestId('waiting-ticket').getByTestId('cancel').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm-yes').waitFor();
    const [asked] = lead.view().tickets.filter(({ state }) => state === 'waiting');
    lead.handle({ type: 'cancel', ticket: asked?.ticket ?? '' });
    await expect.poll(() => page.getByTestId('waiting-ticket').count()).toBe(0);
    await key('Escape', async () => !(await page.getByTestId('confirm-yes').isVisible()));

    await page.getByTestId('shortcut-settings').locator('summary').click();
    await page.getByTestId('key-finish').fill('N');
    await expect
      .poll(() => page.getByTestId('shortcut-settings').textContent())
      .toContain('N は「次を呼ぶ」のキーです');
    await page.getByTestId('key-finish').fill('x');
    await page.getByTestId('finish').focus();
    await key('x', () => at(1) === null);
    await page.getByTestId('shortcuts-on').uncheck();
    await page.getByTestId('call-next').focus();
    const counts: Command['type'][] = [];
    await page.route(COMMANDS, async (route) => {
      counts.push(route.request().postDataJSON().type);
      await route.continue();
    });
    for (const letter of 'nvrahftpzx') await page.keyboard.press(letter);
    await page.keyboard.press('Enter');
    await expect.poll(() => counts).toEqual(['call-next']);
    await page.reload();
    await page.getByTestId('shortcut-settings').locator('summary').click();
    expect(await page.getByTestId('shortcuts-on').isChecked()).toBe(false);
  });
});

const shows = (page: Page, name: string, text: string) =>
  expect.poll(() => page.getByTestId(name).allTextContents()).toEqual([text]);
