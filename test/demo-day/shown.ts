import type { Page } from 'playwright-core';

/** What a page says of a section's queue as the present. */
export interface Shown {
  readonly calls?: readonly {
    readonly number: string;
    readonly counter: number;
    readonly as: 'calling' | 'serving' | null;
  }[];
  /** How many wait, by service. */
  readonly waiting?: Readonly<Record<string, number>>;
  readonly numbers?: Readonly<Partial<Record<(typeof STATES)[number], readonly string[]>>>;
  /** The states of which the page shows every number that there is. */
  readonly all?: readonly (typeof STATES)[number][];
}

export const STATES = ['waiting', 'held', 'absent', 'called', 'done', 'cancelled'] as const;

/** Scripts, since tests know no DOM: each gives {@link Shown}, or null where the page says that it doesn't show the present. */
export const readings = {
  board: `(() => {
    if (document.querySelector('[data-testid=stale-banner], [data-testid=connecting]') || !document.querySelector('.board-main')) return null;
    const calls = (selector, as) => [...document.querySelectorAll(selector)].map((call) => ({
      number: call.querySelector('.number').textContent, counter: Number(call.querySelector('.figure').textContent), as }));
    const services = [...document.querySelectorAll('[data-testid=service]')].map((each) =>
      [each.dataset.service, each.querySelector('[data-testid=waiting]').dataset.waiting]);
    if (services.some(([, waiting]) => waiting === 'unknown') || document.querySelector('.board-section > .state:not([data-testid])')) return null;
    return {
      calls: [...calls('[data-testid=newest-call]', 'calling'), ...calls('[data-testid=earlier] > li', 'calling'), ...calls('[data-testid=serving] > li', 'serving')],
      waiting: Object.fromEntries(services.map(([service, waiting]) => [service, Number(waiting)])),
    };
  })()`,
  kiosk: `(() => {
    if (document.querySelector('[data-testid=stale-banner], [data-testid=connecting]')) return null;
    const services = [...document.querySelectorAll('[data-testid=kiosk-service]')];
    if (services.length === 0 || services.some((each) => each.dataset.service === undefined)) return null;
    return { waiting: Object.fromEntries(services.map((each) => [each.dataset.service, Number(each.querySelector('[data-testid=waiting]').dataset.waiting)])) };
  })()`,
  staff: `(() => {
    if (document.querySelector('[data-testid=stale-banner], [data-testid=connecting]') || !document.querySelector('.desk')) return null;
    const numbers = (selector) => [...document.querySelectorAll(selector)].map((each) => each.dataset.number);
    return {
      calls: [...document.querySelectorAll('[data-testid=choose-counter]')].flatMap((tab) => {
        const number = tab.querySelector('.counter-now').textContent;
        return /^[A-Z]\\d/.test(number) ? [{ number, counter: Number(tab.dataset.counter), as: null }] : [];
      }),
      waiting: Object.fromEntries([...document.querySelectorAll('[data-testid=queue-service]')].map((each) => [each.dataset.service, Number(each.querySelector('[data-testid=waiting]').dataset.waiting)])),
      numbers: { waiting: numbers('[data-testid=waiting-ticket]'), held: numbers('[data-testid=held] .ticket'), absent: numbers('[data-testid=absent] .ticket') },
      all: ['waiting', 'held', 'absent'],
    };
  })()`,
  public: `(() => {
    if (document.querySelector('[data-testid=stale-banner], [data-testid=connecting]')) return null;
    const section = document.querySelector('[data-testid=section][data-section=shimin]');
    if (section === null || section.dataset.freshness !== 'live') return null;
    const services = [...section.querySelectorAll('[data-testid=service]')].map((each) => [each.dataset.service, each.querySelector('[data-testid=waiting]')?.dataset.waiting]);
    if (services.length === 0 || services.some(([, waiting]) => waiting === undefined || waiting === 'unknown')) return null;
    return { waiting: Object.fromEntries(services.map(([service, waiting]) => [service, Number(waiting)])) };
  })()`,
  ticket: `(() => {
    const card = document.querySelector('[data-testid=ticket-state]');
    if (card === null || card.querySelector('.note') !== null || document.querySelector('[data-testid=stale-banner], [data-testid=connecting]')) return null;
    if (card.dataset.state === 'waiting' && card.innerText.includes('情報なし')) return null;
    const number = document.querySelector('[data-testid=ticket-number]').textContent;
    const call = card.querySelector('[data-testid=go-to-counter], [data-testid=serving]');
    const [counter] = call?.innerText.match(/\\d+/) ?? [];
    return {
      calls: counter === undefined ? [] : [{ number, counter: Number(counter), as: call.dataset.testid === 'serving' ? 'serving' : 'calling' }],
      numbers: { [card.dataset.state]: [number] },
    };
  })()`,
} as const;

/** What a page shows once it has done what it had heard. */
export function read(page: Page, reading: keyof typeof readings): Promise<Shown | null> {
  return page.evaluate<Shown | null>(
    `new Promise((done) => setTimeout(() => setTimeout(done))).then(() => ${readings[reading]})`,
  );
}
