import { expect, it } from 'vitest';
import { People } from '../../protocol/wire/people.ts';
import { openCityWard } from './testing/city-ward.ts';

it('lets in whom the city knows, as what its claims say, and goes on without it for as long as they are signed in', async () => {
  const { city, go, come, visitor, pages } = await openCityWard();
  const somebody = visitor();
  expect((await somebody.me()).methods.oidc).toBe(true);
  city.person = { sub: 's-0815', name: '山田', groups: ['other', 'shimin'] };
  const there = await go(somebody);
  const answer = await come(somebody, there);
  expect([answer.status, answer.headers.get('location')]).toEqual([302, `${pages}/staff`]);
  expect(there.start.headers.get('location')).toContain('code_challenge_method=S256');
  expect(await somebody.me()).toMatchObject({ role: 'staff', name: '山田' });
  const boss = visitor();
  city.person = { sub: 's-0001', name: '課長', groups: ['shimin-kacho'] };
  await come(boss, await go(boss));
  expect((await boss.me()).role).toBe('supervisor');
  await city.close();
  expect((await somebody.ask('/commands', { type: 'open-counter', counter: 1 })).status).toBe(200);
  expect((await boss.ask('/people', { name: '田中', role: 'staff' })).status).toBe(200);
});

it('ends for whom a supervisor signs out, as the list has them or by name, in every browser, and what they watched with it', async () => {
  const { city, go, come, visitor } = await openCityWard();
  const comes = async (sub: string, name: string, group = 'shimin') => {
    const somebody = visitor();
    city.person = { sub, name, groups: [group] };
    await come(somebody, await go(somebody));
    return somebody;
  };
  const boss = await comes('s-0001', '課長', 'shimin-kacho');
  const [desk, other] = [await comes('s-0815', '山田'), await comes('s-0815', '山田')];
  const roles = () => Promise.all([desk, other, boss].map(async (each) => (await each.me()).role));
  const people = async () => People.parse((await boss.ask('/people')).body);
  const listed = async () =>
    (await people()).map(({ role, methods, sessions, self }) => [role, methods.oidc, sessions, self]);
  expect((await listed()).sort()).toEqual([
    ['staff', true, 2, false],
    ['supervisor', true, 1, true],
  ]);
  const stream = await desk.fetch('/stream');
  const person = (await people()).find(({ role }) => role === 'staff')?.person;
  expect((await boss.ask('/people/sign-out', { person })).status).toBe(204);
  expect(await stream.text()).toContain('event: section');
  // At the unit itself, where nobody signed in takes numbers.
  expect(await roles()).toEqual(['kiosk', 'kiosk', 'supervisor']);
  expect(await listed()).toEqual([['supervisor', true, 1, true]]);
  expect((await boss.ask('/people/sign-out', { person })).body.code).toBe('unknown-person');

  const again = await comes('s-0815', '山田');
  expect((await again.ask('/people/sign-out', { name: '課長' })).body.code).toBe('not-allowed');
  expect((await boss.ask('/people/sign-out', { name: ' 山田' })).status).toBe(204);
  expect((await again.me()).role).toBe('kiosk');
});

it('lets in nobody of another section, nobody who comes back in another browser, and nobody twice by one answer', async () => {
  const { city, go, come, visitor } = await openCityWard();
  city.person = { sub: 's-0002', name: '鈴木', groups: ['hoken'] };
  const other = visitor();
  const refused = await come(other, await go(other));
  expect([refused.status, await refused.json()]).toEqual([
    403,
    expect.objectContaining({ code: 'not-of-this-section' }),
  ]);
  expect((await other.me()).role).toBe('kiosk');
  city.person = { sub: 's-0815', name: '山田', groups: ['shimin'] };
  const there = await go(other);
  for (const [state, status] of [
    ['', 401],
    ['matazu-oidc=of-somebody-else', 401],
    [there.state, 302],
    [there.state, 401],
  ] as const)
    expect((await come(other, { ...there, state })).status).toBe(status);
});

it('says so where the city’s sign-in is away, and people sign in by their PIN', async () => {
  const { city, visitor, codes } = await openCityWard();
  await city.close();
  const somebody = visitor();
  expect((await somebody.ask('/oidc/start')).body).toMatchObject({
    status: 503,
    code: 'oidc-away',
    detail: expect.stringContaining('暗証番号'),
  });
  expect((await somebody.ask('/sign-in/first', { code: codes[0], name: '佐藤', pin: '482170' })).status).toBe(200);
});

it('begins no way there and waits for no card without end for an address where nobody is known yet', async () => {
  const { visitor } = await openCityWard();
  const stranger = visitor();
  const statuses = async (times: number, ask: () => Promise<{ readonly status: number }>) => {
    const all: number[] = [];
    for (let i = 0; i < times; i += 1) all.push((await ask()).status);
    return all;
  };
  const cards = await statuses(6, () => stranger.ask('/sign-in/card', { counter: 1 }));
  expect(cards).toEqual([204, 204, 204, 204, 204, 429]);
  const ways = await statuses(21, () => stranger.fetch('/oidc/start'));
  expect([ways.filter((status) => status === 302).length, ways.at(-1)]).toEqual([20, 429]);
});
