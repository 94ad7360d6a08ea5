import { expect, it } from 'vitest';
import { HUB, type Identity, UnitRole } from '../identity/identity.ts';
import { aclOf } from './broker-acl.ts';
import { grantsOf, mayPublish, maySubscribe } from './rights.ts';
import { type ChannelName, channels, filterOf } from './topics.ts';

const SECTION = { city: 'kyoto', office: 'ukyo', section: 'shimin' };
const units = UnitRole.options.map((role): Identity => ({ ...SECTION, role, unit: `ukyo-shimin-${role}` }));
const machines = [HUB, ...units];
const topics = (Object.keys(channels) as ChannelName[]).flatMap((name) =>
  ['shimin', 'hoken'].map((section) => filterOf(name, { ...SECTION, section, unit: 'ukyo-shimin-lead' })),
);

it('another broker is told of each machine what the table of rights says, and nothing of anybody else', () => {
  const blocks = aclOf('mosquitto', machines).trim().split('\n\n');
  expect(blocks).toHaveLength(machines.length);
  for (const machine of machines) {
    const id = 'section' in machine ? `kyoto.ukyo.shimin.${machine.unit}` : machine.unit;
    const [user, ...lines] = blocks.find((block) => block.startsWith(`user ${id}\n`))?.split('\n') ?? [];
    expect(user).toBe(`user ${id}`);
    const told = (verb: string) => lines.flatMap((line) => line.split(`topic ${verb} `)[1] ?? []);
    const [mine, printed] = [grantsOf(machine), { publish: told('write'), subscribe: told('read') }];
    expect(printed.publish.length + printed.subscribe.length).toBe(lines.length);
    for (const topic of topics) {
      expect([topic, mayPublish(printed, topic)]).toEqual([topic, mayPublish(mine, topic)]);
      expect([topic, maySubscribe(printed, topic)]).toEqual([topic, maySubscribe(mine, topic)]);
    }
  }
});

it('a machine is listed once, as what it is now, and a broker itself asks nothing', () => {
  const unit = { ...SECTION, unit: 'ukyo-shimin-1' };
  const now = aclOf('emqx', [
    { ...unit, role: 'member' },
    { role: 'broker', unit: 'broker' },
    { ...unit, role: 'lead' },
  ]);
  expect(now).toBe(aclOf('emqx', [{ ...unit, role: 'lead' }]));
  expect(now.split('\n')).toEqual([
    expect.stringMatching(/^\{allow, \{username, "kyoto\.ukyo\.shimin\.ukyo-shimin-1"\}, publish, \["matazu\/v1\//),
    expect.stringMatching(/^\{allow, \{username, "kyoto\.ukyo\.shimin\.ukyo-shimin-1"\}, subscribe, \["matazu\/v1\//),
    '{deny, all}.',
    '',
  ]);
});
