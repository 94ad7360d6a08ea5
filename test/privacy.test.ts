import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeHub, writeLead } from './testing/configurations.ts';
import { leadView, officeView, post } from './testing/http.ts';
import { isNowhere } from './testing/invariants.ts';
import { freePort } from './testing/ports.ts';
import { role } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';
import { listen } from './testing/wire.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

it('a name that is planted wherever somebody might put one is in no file, no log line, no topic and no answer', async () => {
  const planted = ['山田太郎', 'Yamada-Taro-1964'];
  const person = { name: planted[0], residentName: planted[1] };
  const [hubPort, mqtt, port, lan] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const { file: hubFile, data: hubData } = writeHub(stage, { httpPort: hubPort, mqtt: { port: mqtt } });
  const hub = role(stage, 'hub', hubFile);
  await hub.start();
  const { file, data } = writeLead(stage, {
    office: 'kyoto/ukyo',
    section: 'shimin',
    httpPort: port,
    lanPort: lan,
    hubPort: mqtt,
  });
  const lead = role(stage, 'lead', file);
  await lead.start();
  const speaker = await listen(stage, mqtt);
  const member = await listen(stage, lan);
  // Who listens began before anything was planted; what the speaker itself says is no leak of ours.
  const said: string[] = [];

  const answers = [
    await post(port, { type: 'issue', service: 'shomei', ...person }),
    await post(port, { type: 'call-next', counter: 1, ...person }),
    await post(port, { type: 'issue', service: planted[0], ...person }),
  ];
  const at = Date.now();
  const events = [
    { type: 'day-opened', at, day: '2026-11-24', ...person },
    {
      type: 'ticket-issued',
      at,
      ticket: 't1',
      number: 'A001',
      service: 'shomei',
      code: 'code-of-t1',
      by: 'web',
      ...person,
    },
  ];
  const asked = { type: 'issue', service: 'shomei', ...person };
  for (const [topic, message] of [
    ['hoken/events', { unit: 'other', epoch: 1, first: 1, events, ...person }],
    ['nenkin/waiting', { observedAt: at, services: [{ service: 'nenkin', waiting: 3, ...person }], ...person }],
    ['nenkin/units/other', { state: 'online', at, version: '1', ...person }],
    ['shimin/commands', { id: 'c1', expiresAt: at + 60_000, command: asked, ...person }],
  ] as const) {
    said.push(JSON.stringify(message));
    await speaker.publish(`matazu/v1/kyoto/ukyo/${topic}`, message);
    // A section takes commands from its own network alone.
    if (topic === 'shimin/commands') await member.publish(`matazu/v1/kyoto/ukyo/${topic}`, message);
  }
  const office = await until('all of it was taken', async () => {
    const view = await officeView(hubPort, 'kyoto/ukyo');
    return view.sections.length === 3 && view.waiting === 5 && view;
  });
  const view = await leadView(port);
  const heard = [...speaker.seen, ...member.seen]
    .map(({ payload }) => payload)
    .filter((payload) => !said.includes(payload));
  expect(heard.length).toBeGreaterThan(5);
  await lead.kill();
  await hub.kill();
  const texts = [...heard, ...hub.said(), ...lead.said(), JSON.stringify(office), JSON.stringify(view)];
  // An unknown service is named back to whoever asked for it, and to nobody else.
  texts.push(...answers.slice(0, 2).map((answer) => JSON.stringify(answer)));
  expect(isNowhere(planted, { texts, folders: [data, hubData] })).toEqual([]);
}, 60_000);
