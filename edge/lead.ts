import type { DeviceEnvironment } from '../hardware/device.ts';
import type { Closable } from '../protocol/ground/environment.ts';
import { officeAddress } from '../protocol/ground/identifiers.ts';
import { asksWho } from '../protocol/ground/listeners.ts';
import { openWhole, type Parts } from '../protocol/ground/parts.ts';
import type { Command } from '../protocol/queue/commands.ts';
import type { LeadView } from '../protocol/wire/lead-view.ts';
import { aboutOf } from './about.ts';
import { type LeadConfiguration, queueRules } from './configuration.ts';
import { ANYBODY } from './core/rights.ts';
import { leadView } from './core/view.ts';
import { openDay } from './day/open-day.ts';
import { openIdentity } from './identity/open-identity.ts';
import { openPeople } from './identity/open-people.ts';
import { anybody } from './pages/anybody.ts';
import { openPages } from './pages/open-pages.ts';
import { nothingKnown } from './queue/around.ts';
import type { Clock } from './queue/clock.ts';
import type { Reply } from './queue/section.ts';
import { type Moment, openUnit } from './queue/unit.ts';
import { signboardOf } from './signboard.ts';
import { awaitHubWord } from './to-hub/hub-word.ts';

export interface LeadOptions extends DeviceEnvironment {
  readonly configuration: LeadConfiguration;
  readonly clock: Clock;
  readonly version: string;
  /** The folder of the built pages; without it the API is served alone. */
  readonly dashboard?: string;
  readonly hubPassword?: string;
  /** This lead's own at the city's sign-in. */
  readonly oidcSecret?: string;
}

export interface Lead extends Closable {
  /** The ports that it listens on; they differ from the configured where that is 0. */
  readonly httpPort: number;
  readonly httpsPort: number | undefined;
  readonly lanPort: number | undefined;
  view(): LeadView;
  /** Whether only a new start may help: its log refuses what it writes, and not for want of room. */
  wedged(): boolean;
  /** Does a command that a supervisor asks for. */
  handle(command: Command, id?: string): Reply;
}

/**
 * Opens a section's lead: its log first, so that nothing is promised before it can be remembered, then its pages, its devices,
 * its broker and its way to the hub. Every step works without the ones after it, and loads what it needs when its turn comes.
 *
 * @throws LogFault where the log is damaged; the listeners' errors; HardwareFault where a device's package is missing
 */
export const openLead = (options: LeadOptions): Promise<Lead> => openWhole((parts) => open(options, parts));

async function open(options: LeadOptions, parts: Parts<Moment>): Promise<Omit<Lead, 'close'>> {
  const { configuration, clock, logger, version } = options;
  const { hours, dayTurnsAt, hub, devices } = configuration;
  const address = { ...officeAddress(configuration.office), section: configuration.section.id };
  const rules = queueRules(configuration);
  const signboard = signboardOf(configuration, address);
  const about = () => aboutOf(configuration, clock.now());
  const unit = openUnit({ ...options, ...configuration, address, about, parts, rules, timezone: hours.timezone });
  const { section } = unit;
  const around = nothingKnown({ devices, hub: hub !== undefined });
  const identity = await openIdentity(around, { ...options, parts });
  const visitors = identity && (await openPeople(unit, around, { ...options, ...configuration, machines: identity }));
  const view = (): LeadView =>
    leadView(section.state, rules, signboard, {
      observedAt: clock.now(),
      clockTrusted: clock.trusted(),
      hub: around.hub(),
      units: [
        { unit: unit.unit, state: 'online', devices: [...around.devices(), ...around.machine()] },
        ...around.members(),
      ],
      estimates: around.estimates(),
      accuracy: around.accuracy(),
      prints: devices.some(({ kind }) => kind === 'printer'),
      papers: section.papers,
      printing: around.printing(),
      refusals: around.refusals(),
    });

  const word = awaitHubWord(hub !== undefined);
  const pages = await openPages(unit, {
    ...configuration,
    identity,
    dashboard: options.dashboard,
    version,
    visitors: visitors ?? anybody,
    view,
    came: (id) => section.came(id),
    async handle(command, by, id) {
      if (command.type === 'issue') await word.heard;
      return section.handle(command, by, id);
    },
  });
  let relight = (): void => undefined;
  openDay(unit, { hours, dayTurnsAt, onTick: () => relight() });

  // From here on the order in which parts are opened is the order in which they hear of what happens: signs, paper, members, hub.
  const { openCounters } = await import('./counter/open-counters.ts');
  const counters = await openCounters(unit, around, {
    ...options,
    devices,
    counters: configuration.counters.map(({ id }) => id),
    data: configuration.data,
    membersAsk: identity === undefined ? ANYBODY : 'unit',
  });
  relight = counters.relight;
  const { openPaper } = await import('./paper/open-paper.ts');
  openPaper(unit, around, {
    printers: counters.printers,
    signboard,
    officeName: configuration.officeName,
    credits: rules.credits,
  });
  let lanPort: number | undefined;
  if (configuration.lan !== undefined) {
    const { openLan } = await import('./lan/open-lan.ts');
    lanPort = await openLan(unit, around, {
      ...configuration.lan,
      members: configuration.members,
      identity: asksWho(configuration.lan) ? identity : undefined,
      onCommand: counters.answer,
    });
  }
  if (hub !== undefined) {
    const { openToHub } = await import('./to-hub/open-to-hub.ts');
    openToHub(unit, around, { ...hub, identity, password: options.hubPassword, version, word, onNews: pages.changed });
  }
  parts.changed();
  logger.info(
    { unit: unit.unit, as: identity?.identity, ...pages.ports, lan: lanPort, day: section.state.day },
    'the section is open',
  );
  return {
    httpPort: pages.ports.http,
    httpsPort: pages.ports.https,
    lanPort,
    view,
    wedged: () => section.wedged,
    handle: (command, id) => section.handle(command, { role: 'supervisor' }, id),
  };
}
