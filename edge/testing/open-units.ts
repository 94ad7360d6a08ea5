import { onTestFinished } from 'vitest';
import type { SimulatedDevice } from '../../hardware/simulation/plug.ts';
import { TcpOutlet } from '../../hardware/simulation/tcp-outlet.ts';
import { aFolder } from '../../hardware/testing/folder.ts';
import { systemTimers } from '../../hardware/timers.ts';
import { EdgeConfiguration } from '../configuration.ts';
import { type Lead, type LeadOptions, openLead } from '../lead.ts';
import { type Member, openMember } from '../member.ts';

/** What a unit is given beside its configuration; what a test leaves out is a machine without anything to say. */
export type Surroundings = Partial<Omit<LeadOptions, 'configuration'>>;

const usual = {
  logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  timers: systemTimers,
  random: () => 0.5,
  version: 'test',
  clock: { now: Date.now, trusted: () => true, speed: 1 },
};
const section = { office: 'kyoto/ukyo', section: { id: 'shimin', name: '市民窓口課' } };

/** Puts a simulated device on a TCP port of this machine until the test has finished: the `link` of its entry. */
export async function plugIn(device: SimulatedDevice): Promise<{ readonly tcp: string }> {
  const outlet = new TcpOutlet(device);
  const { host, port } = await outlet.open();
  onTestFinished(() => outlet.close());
  return { tcp: `${host}:${port}` };
}

/**
 * Opens the lead of `kyoto/ukyo/shimin` until the test has finished: a section of one service and two counters, with a broker for
 * members and pages, each on a port of its own. `keys` are added to its configuration, or replace what is there.
 */
export async function openTestLead(keys: object, surroundings: Surroundings = {}): Promise<Lead> {
  const configuration = EdgeConfiguration.parse({
    ...section,
    role: 'lead',
    unit: 'lead',
    data: await aFolder(),
    http: { port: 0 },
    lan: { port: 0 },
    hours: { opens: '08:30', closes: '17:00' },
    services: [{ id: 'shomei', letter: 'A', name: '住民票・証明書' }],
    counters: [1, 2].map((id) => ({ id, services: ['shomei'] })),
    ...keys,
  });
  if (configuration.role !== 'lead') throw new Error('not a lead');
  const lead = await openLead({ ...usual, ...surroundings, configuration });
  onTestFinished(() => lead.close());
  return lead;
}

/** Opens a member of this lead until the test has finished, with pages on a port of its own. */
export async function openTestMember(lead: Lead, keys: object, surroundings: Surroundings = {}): Promise<Member> {
  const configuration = EdgeConfiguration.parse({
    ...section,
    role: 'member',
    unit: 'member',
    lead: { url: `mqtt://127.0.0.1:${lead.lanPort}` },
    http: { port: 0 },
    ...keys,
  });
  if (configuration.role !== 'member') throw new Error('not a member');
  const member = await openMember({ ...usual, ...surroundings, configuration });
  onTestFinished(() => member.close());
  return member;
}
