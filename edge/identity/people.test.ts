import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTestMember } from '../testing/open-units.ts';
import { BEHIND_PROXY, elsewhere, enrolled, firstSupervisor, here, openWard, PIN } from '../testing/open-ward.ts';
import { FirstCode, peopleFolder } from './people/first-code.ts';

/** A ward with a supervisor signed in at another machine. */
async function setup() {
  const ward = await openWard();
  const lead = await ward.open({}, BEHIND_PROXY);
  const supervisor = await firstSupervisor(elsewhere(lead), ward.codes[0]);
  return { ...ward, lead, supervisor };
}

describe('nobody who signed in', () => {
  it('takes and cancels a number at the unit’s own screen, and elsewhere does nothing but sign in', async () => {
    const { lead } = await setup();
    const own = here(lead);
    const stranger = elsewhere(lead);
    expect(await own.me()).toMatchObject({
      role: 'kiosk',
      may: ['issue', 'cancel'],
      views: ['kiosk', 'board'],
      signIn: true,
    });
    expect(await stranger.me()).toMatchObject({ role: null, may: [], views: [], until: null });
    const issued = await own.ask('/commands', { type: 'issue', service: 'shomei' });
    const [{ ticket }] = issued.body.events as [{ ticket: string }];
    const asked = [
      await own.ask('/commands', { type: 'issue', service: 'shomei', by: 'staff' }),
      await own.ask('/commands', { type: 'cancel', ticket: 'A001' }),
      await own.ask('/commands', { type: 'call-next', counter: 1 }),
      await own.ask('/section'),
      await own.ask('/people'),
      await stranger.ask('/section?view=board'),
      await stranger.ask('/stream?view=kiosk'),
      await stranger.ask(`/tickets/${ticket}`),
      await stranger.ask('/commands', { type: 'cancel', ticket }),
    ];
    expect(asked.map(({ status, body }) => [status, body.code])).toEqual([
      ...Array(3).fill([403, 'not-allowed']),
      ...Array(6).fill([401, 'sign-in-needed']),
    ]);
    expect((await own.ask('/commands', { type: 'cancel', ticket })).status).toBe(200);
    expect((await own.ask('/section?view=kiosk')).status).toBe(200);
  });

  it('types a PIN nowhere where it can be read on its way', async () => {
    const { lead } = await setup();
    const plain = elsewhere(lead);
    plain.headers['x-forwarded-proto'] = 'http';
    expect(await plain.ask('/sign-in', { name: '佐藤', pin: PIN })).toMatchObject({
      status: 403,
      body: { code: 'not-secure' },
    });
  });
});

describe('whoever is removed or enrolled anew while their PIN is looked at', () => {
  it.each([
    ['the right one', PIN, '/people/remove', { name: '鈴木' }],
    ['a wrong one', '999000', '/people/remove', { name: '鈴木' }],
    ['the right one', PIN, '/people', { name: '鈴木', role: 'staff' }],
  ])('by %s (%s, %s) is in no more', async (_, pin, path, body) => {
    const { lead, supervisor } = await setup();
    const suzuki = await enrolled(supervisor, elsewhere(lead), { name: '鈴木' });
    const trying = Array.from({ length: 4 }, () => elsewhere(lead, '192.0.2.9')).map(async (visitor) => {
      const answer = await visitor.ask('/sign-in', { name: '鈴木', pin });
      return [answer.status, (await visitor.me()).role];
    });
    expect((await supervisor.ask(path, body)).status).toBeLessThan(300);
    await Promise.all(trying);
    const again = elsewhere(lead, '192.0.2.10');
    expect((await again.ask('/sign-in', { name: '鈴木', pin: PIN })).status).toBe(401);
    expect((await suzuki.me()).role).toBe(null);
    const { body: people } = await supervisor.ask('/people');
    expect(people).toHaveLength(path === '/people' ? 2 : 1);
  });
});

describe('the first supervisor', () => {
  it('signs in by the code that the log tells, once, and there is none once there is a supervisor', async () => {
    const ward = await openWard();
    const lead = await ward.open();
    const [code] = ward.codes;
    expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    expect(await here(lead).ask('/sign-in/first', { code: 'AAAAA-AAAAA', name: '佐藤', pin: PIN })).toMatchObject({
      status: 401,
      body: { code: 'wrong-code' },
    });
    expect(await here(lead).ask('/sign-in/first', { code, name: '佐藤', pin: '123456' })).toMatchObject({
      status: 400,
      body: { code: 'weak-pin' },
    });
    const visitor = here(lead);
    const typed = `${code?.toLowerCase().replace('-', ' ').replaceAll('0', 'o')}`;
    expect(
      await visitor.ask('/sign-in/first', { code: typed, name: ' 佐藤　花子', pin: '４８２１７０' }),
    ).toMatchObject({ status: 200, body: { role: 'supervisor', name: '佐藤　花子' } });
    expect((await here(lead).ask('/sign-in/first', { code, name: '鈴木', pin: PIN })).body.code).toBe('wrong-code');
    await lead.close();
    const again = await ward.open();
    expect(ward.codes).toHaveLength(1);
    expect((await here(again).ask('/sign-in', { name: '佐藤 花子', pin: PIN })).status).toBe(200);
  });
});

it('makes a supervisor by a code that is made beside a running lead, also where the others have left', async () => {
  const { data, lead } = await setup();
  const code = new FirstCode(peopleFolder(data)).make();
  const visitor = elsewhere(lead);
  expect((await visitor.ask('/sign-in/first', { code, name: '高橋', pin: '739164' })).body.role).toBe('supervisor');
  expect((await elsewhere(lead).ask('/sign-in/first', { code, name: '鈴木', pin: PIN })).status).toBe(401);
});

describe('a session', () => {
  it('is a cookie that no script, no other site and no page in clear text has, under a new id with each sign-in', async () => {
    const { lead, supervisor } = await setup();
    await enrolled(supervisor, elsewhere(lead), { name: '田中' });
    const visitor = elsewhere(lead);
    visitor.cookie = '__Host-matazu=chosen-by-a-stranger';
    const first = await visitor.ask('/sign-in', { name: '田中', pin: PIN });
    expect(first.setCookie).toMatch(/^__Host-matazu=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    const held = visitor.cookie;
    await visitor.ask('/sign-in', { name: '田中', pin: PIN });
    expect(visitor.cookie).not.toBe(held);
    visitor.cookie = held;
    expect((await visitor.me()).role).toBeNull();
    const own = here(lead);
    expect((await own.ask('/sign-in', { name: '田中', pin: PIN })).setCookie).toMatch(
      /^matazu=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  it('outlives a start of the lead, where nothing of who it is or of its cookie is on the disk', async () => {
    const { data, lead, open, supervisor } = await setup();
    const before = await supervisor.me();
    expect(before).toMatchObject({ role: 'supervisor', name: '佐藤' });
    await lead.close();
    const again = await open({}, BEHIND_PROXY);
    const same = elsewhere(again);
    same.cookie = supervisor.cookie;
    expect(await same.me()).toMatchObject({ role: 'supervisor', name: null });
    const folder = join(data, 'people');
    const kept = readdirSync(folder).map((name) => `${name} ${readFileSync(join(folder, name), 'latin1')}`);
    expect(kept.length).toBeGreaterThan(2);
    for (const secret of ['佐藤', PIN, supervisor.cookie.split('=')[1] ?? '', Buffer.from('佐藤').toString('latin1')])
      expect(kept.join('\n')).not.toContain(secret);
  });

  it('ends here or everywhere, and what it watched ends with it', async () => {
    const { lead, supervisor } = await setup();
    const [desk, other] = [elsewhere(lead), elsewhere(lead)];
    await enrolled(supervisor, desk, { name: '田中' });
    await other.ask('/sign-in', { name: '田中', pin: PIN });
    const stream = await other.fetch('/stream');
    expect(stream.status).toBe(200);
    await desk.ask('/sign-out', {});
    expect([(await desk.me()).role, (await other.me()).role]).toEqual([null, 'staff']);
    await desk.ask('/sign-in', { name: '田中', pin: PIN });
    const held = other.cookie;
    await desk.ask('/sign-out', { everywhere: true });
    expect(await stream.text()).toContain('event: section');
    other.cookie = held;
    expect([(await desk.me()).role, (await other.me()).role]).toEqual([null, null]);
    expect((await other.ask('/stream')).status).toBe(401);
  });
});

describe('a member of staff', () => {
  it('may do what a counter needs, and is told who may do the rest', async () => {
    const { lead, supervisor } = await setup();
    const staff = await enrolled(supervisor, elsewhere(lead), { name: '田中' });
    expect((await staff.ask('/commands', { type: 'open-counter', counter: 1 })).status).toBe(200);
    expect((await staff.ask('/section')).status).toBe(200);
    const refused = await staff.ask('/commands', { type: 'close-reception' });
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
      403,
      'not-allowed',
      expect.stringContaining('責任者'),
    ]);
    expect((await staff.ask('/people')).body.code).toBe('not-allowed');
    expect((await supervisor.ask('/commands', { type: 'close-reception' })).status).toBe(200);
  });

  it('commands the counters of their duty alone, until a supervisor gives them another', async () => {
    const ward = await openWard();
    const duties = [
      { id: 'certificates', services: ['shomei'] },
      { id: 'moving', services: ['shomei'], counters: [2] },
    ];
    const lead = await ward.open({}, { ...BEHIND_PROXY, duties });
    const supervisor = await firstSupervisor(elsewhere(lead), ward.codes[0]);
    expect((await supervisor.ask('/people/duties')).body).toEqual([
      { id: 'certificates', counters: null },
      { id: 'moving', counters: [2] },
    ]);
    const staff = await enrolled(supervisor, elsewhere(lead), { name: '田中', duty: 'moving' });
    const opens = async (counter: number) => {
      const { status, body } = await staff.ask('/commands', { type: 'open-counter', counter });
      return [status, body.code];
    };
    expect((await staff.me()).counters).toEqual([2]);
    expect([await opens(1), await opens(2)]).toEqual([
      [403, 'other-duty'],
      [200, undefined],
    ]);
    const unknown = await supervisor.ask('/people', { name: '田中', role: 'staff', duty: 'lunch' });
    expect([unknown.status, unknown.body.code]).toEqual([400, 'unknown-duty']);
    expect((await staff.ask('/people/duties')).status).toBe(403);
    const { body: people } = await supervisor.ask('/people');
    expect(JSON.stringify(people)).toContain('"duty":"moving"');
    await enrolled(supervisor, staff, { name: '田中', duty: 'certificates' });
    expect([(await staff.me()).counters, await opens(1)]).toEqual([null, [200, undefined]]);
    // Who opens and closes the day is at every counter.
    await enrolled(supervisor, staff, { name: '田中', role: 'supervisor', duty: 'moving' });
    expect((await staff.me()).counters).toBeNull();
  });

  it('changes their PIN by the one before, and is signed out elsewhere', async () => {
    const { lead, supervisor } = await setup();
    const [desk, other] = [elsewhere(lead), elsewhere(lead)];
    await enrolled(supervisor, desk, { name: '田中' });
    await other.ask('/sign-in', { name: '田中', pin: PIN });
    expect((await desk.ask('/pin', { old: '000000', pin: '739164' })).body.code).toBe('wrong-pin');
    expect((await desk.ask('/pin', { old: PIN, pin: '654321' })).body.code).toBe('weak-pin');
    expect((await desk.ask('/pin', { old: PIN, pin: '739164' })).status).toBe(204);
    expect([(await desk.me()).role, (await other.me()).role]).toEqual(['staff', null]);
    expect((await other.ask('/sign-in', { name: '田中', pin: '739164' })).status).toBe(200);
  });
});

describe('a browser at a member', () => {
  it('is signed in at the lead through it, and its stream ends with that', async () => {
    const { lead, supervisor } = await setup();
    await enrolled(supervisor, elsewhere(lead), { name: '田中' });
    const member = await openTestMember(lead, {
      lead: { url: 'mqtt://127.0.0.1:9', pages: `http://127.0.0.1:${lead.httpPort}` },
    });
    const desk = here({ httpPort: member.httpPort ?? 0 });
    expect((await desk.me()).role).toBeNull();
    expect((await desk.ask('/section')).status).toBe(401);
    const arrived = await desk.ask('/sign-in', { name: '田中', pin: PIN });
    expect(arrived.setCookie).toMatch(/^matazu=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await desk.ask('/commands', { type: 'open-counter', counter: 1 })).status).toBe(200);
    const stream = await desk.fetch('/stream');
    await supervisor.ask('/people/remove', { name: '田中' });
    expect(await stream.text()).toContain('event: section');
    expect((await desk.me()).role).toBeNull();
  });
});

const wrong = { name: '田中', pin: '902846' };

describe('five wrong PINs', () => {
  it('lock somebody also across a start, whatever they type then, and a supervisor unlocks them', async () => {
    const { lead, open, supervisor } = await setup();
    await enrolled(supervisor, elsewhere(lead), { name: '田中' });
    const stranger = elsewhere(lead, '192.0.2.66');
    const tried = [];
    for (let i = 0; i < 5; i++) tried.push((await stranger.ask('/sign-in', wrong)).body);
    expect(tried.map(({ code, triesLeft }) => [code, triesLeft])).toEqual([
      ['wrong-pin', 4],
      ['wrong-pin', 3],
      ['wrong-pin', 2],
      ['wrong-pin', 1],
      ['locked', undefined],
    ]);
    await lead.close();
    const again = await open({}, BEHIND_PROXY);
    const [desk, boss] = [elsewhere(again), elsewhere(again)];
    boss.cookie = supervisor.cookie;
    expect(await desk.ask('/sign-in', { name: '田中', pin: PIN })).toMatchObject({
      status: 429,
      body: { code: 'locked' },
    });
    expect(await boss.ask('/people/unlock', { name: '田中' })).toMatchObject({ status: 204 });
    expect((await desk.ask('/sign-in', { name: '田中', pin: PIN })).status).toBe(200);
  });

  it('say nothing of who is enrolled, and from one address lock four people and no ward', async () => {
    const { lead, supervisor } = await setup();
    const stranger = elsewhere(lead, '192.0.2.66');
    const told = [];
    for (let i = 0; i < 5; i++) told.push((await stranger.ask('/sign-in', { ...wrong, name: 'nobody' })).body.code);
    expect(told).toEqual(['wrong-pin', 'wrong-pin', 'wrong-pin', 'wrong-pin', 'locked']);
    for (let i = 5; i < 20; i++) await stranger.ask('/sign-in', { ...wrong, name: `somebody-${i % 5}` });
    expect((await stranger.ask('/sign-in', { name: '佐藤', pin: PIN })).body.code).toBe('locked');
    expect((await elsewhere(lead).ask('/sign-in', { name: '佐藤', pin: PIN })).status).toBe(200);
    expect((await supervisor.me()).role).toBe('supervisor');
  });

  it('write as much to the disk for a name that nobody has: how long an answer takes says nothing of who is enrolled', async () => {
    const { lead, data, supervisor } = await setup();
    await enrolled(supervisor, elsewhere(lead), wrong);
    const folder = join(data, 'people');
    const files = () => new Map(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).ino]));
    const writes = async (name: string): Promise<number> => {
      const before = files();
      expect((await elsewhere(lead).ask('/sign-in', { name, pin: '000000' })).body.code).toBe('wrong-pin');
      return [...files()].filter(([file, ino]) => before.get(file) !== ino).length;
    };
    expect([await writes(wrong.name), await writes('nobody')]).toEqual([1, 1]);
  });

  it('count one by one also where a hundred come at once', async () => {
    const { lead, supervisor } = await setup();
    await enrolled(supervisor, elsewhere(lead), { name: '田中' });
    const visitors = Array.from({ length: 100 }, (_, i) => elsewhere(lead, `192.0.2.${100 + i}`));
    const told = await Promise.all(visitors.map((visitor) => visitor.ask('/sign-in', wrong)));
    expect(told.filter(({ body }) => body.code === 'wrong-pin')).toHaveLength(4);
  });
});

describe('a supervisor', () => {
  it('lets in anew whoever forgot their PIN: what they knew before is worth nothing', async () => {
    const { lead, supervisor } = await setup();
    const staff = await enrolled(supervisor, elsewhere(lead), { name: '田中' });
    const { body } = await supervisor.ask('/people', { name: '田中', role: 'staff' });
    expect((await staff.me()).role).toBeNull();
    expect((await staff.ask('/sign-in', { name: '田中', pin: PIN })).status).toBe(401);
    expect((await staff.ask('/sign-in/first', { code: body.code, name: '鈴木', pin: '739164' })).body.code).toBe(
      'wrong-code',
    );
    expect((await staff.ask('/sign-in/first', { code: body.code, name: '田中', pin: '739164' })).status).toBe(200);
    expect((await supervisor.ask('/people')).body).toHaveLength(2);
  });

  it('lets nobody in any more who left, at once and wherever they are, and stays the last one themselves', async () => {
    const { lead, supervisor } = await setup();
    const staff = await enrolled(supervisor, elsewhere(lead), { name: '田中' });
    const stream = await staff.fetch('/stream');
    const people = (await supervisor.ask('/people')).body as unknown as {
      person: string;
      role: string;
      self: boolean;
    }[];
    expect(people.map(({ role, self }) => [role, self]).sort()).toEqual([
      ['staff', false],
      ['supervisor', true],
    ]);
    const person = people.find(({ role }) => role === 'staff')?.person;
    expect((await supervisor.ask('/people/remove', { person })).status).toBe(204);
    await stream.text();
    expect((await staff.me()).role).toBeNull();
    expect((await staff.ask('/sign-in', { name: '田中', pin: PIN })).body.code).toBe('wrong-pin');
    expect(await supervisor.ask('/people/remove', { name: '佐藤' })).toMatchObject({
      status: 409,
      body: { code: 'last-supervisor' },
    });
    expect(await supervisor.ask('/people', { name: '佐藤', role: 'staff' })).toMatchObject({ status: 409 });
    expect((await supervisor.ask('/people/remove', { name: '田中' })).body.code).toBe('unknown-person');
  });

  it('signs somebody out everywhere, who may sign in again', async () => {
    const { lead, supervisor } = await setup();
    const [desk, other] = [elsewhere(lead), elsewhere(lead)];
    await enrolled(supervisor, desk, { name: '田中' });
    await other.ask('/sign-in', { name: '田中', pin: PIN });
    expect((await supervisor.ask('/people/sign-out', { name: '田中' })).status).toBe(204);
    expect([(await desk.me()).role, (await other.me()).role]).toEqual([null, null]);
    expect((await other.ask('/sign-in', { name: '田中', pin: PIN })).status).toBe(200);
    expect((await other.ask('/people/sign-out', { name: '佐藤' })).status).toBe(403);
    expect((await supervisor.me()).role).toBe('supervisor');
  });

  it('makes browsers elsewhere kiosks and boards by a code, once, and ends that', async () => {
    const { lead, supervisor } = await setup();
    const { body } = await supervisor.ask('/pairing', { role: 'board' });
    const [board, thief] = [elsewhere(lead), elsewhere(lead)];
    const paired = await board.ask('/pair', { code: body.code });
    expect([paired.body.role, paired.body.views, paired.body.until]).toEqual(['board', ['board'], null]);
    expect(paired.setCookie).toContain('Max-Age=');
    expect((await thief.ask('/pair', { code: body.code })).body).toMatchObject({
      code: 'wrong-code',
      detail: expect.stringContaining('職員の画面で、新しいコードを作って'),
    });
    expect((await board.ask('/section?view=board')).status).toBe(200);
    const listening = await board.fetch('/stream?view=board');
    expect(listening.headers.get('set-cookie')).toBe(paired.setCookie);
    expect((await board.ask('/section')).status).toBe(401);
    expect((await board.ask('/commands', { type: 'issue', service: 'shomei' })).status).toBe(403);
    expect((await board.ask('/pairing', { role: 'kiosk' })).status).toBe(401);
    await supervisor.ask('/pairing/end', {});
    await listening.text();
    expect((await board.ask('/section?view=board')).status).toBe(401);
  });
});
