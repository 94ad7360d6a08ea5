import { setTimeout as delay } from 'node:timers/promises';
import type { DeviceEnvironment } from '../hardware/device.ts';
import type { DeviceView } from '../protocol/ground/devices.ts';
import type { Closable } from '../protocol/ground/environment.ts';
import { officeAddress, sectionPath } from '../protocol/ground/identifiers.ts';
import type { CommandMessage } from '../protocol/queue/command-messages.ts';
import type { Command } from '../protocol/queue/commands.ts';
import { summarize } from '../protocol/queue/summary.ts';
import type { WaitingMessage } from '../protocol/queue/waiting.ts';
import type { LeadView } from '../protocol/wire/lead-view.ts';
import { type LeadConfiguration, queueRules } from './configuration.ts';
import { announcementsOf } from './core/announcements.ts';
import { levelLampsFor, standing } from './core/declared.ts';
import { refuse } from './core/refusals.ts';
import { toldServices } from './core/rules.ts';
import { leadView, type Signboard } from './core/view.ts';
import type { CounterDevices } from './counter/counter-devices.ts';
import { openStaffCardsOf } from './counter/staff-cards-of.ts';
import { keepDeclarations } from './day/declarations.ts';
import { keepDay } from './day/schedule.ts';
import type { Lan } from './lan/lan.ts';
import { openPages, type Pages } from './pages/pages.ts';
import type { Printing } from './paper/printing.ts';
import { ticketPaper } from './paper/ticket-paper.ts';
import type { Clock } from './queue/clock.ts';
import type { LogRun } from './queue/event-log.ts';
import { type Reply, Section } from './queue/section.ts';
import { openSqliteLog } from './queue/sqlite-log.ts';
import { hubEstimates } from './to-hub/estimates.ts';
import { numbersFloor } from './to-hub/numbers-floor.ts';
import type { Uplink } from './to-hub/uplink.ts';

export interface LeadOptions extends DeviceEnvironment {
  readonly configuration: LeadConfiguration;
  readonly clock: Clock;
  readonly version: string;
  /** The folder of the built pages; without it the API is served alone. */
  readonly dashboard?: string;
  readonly hubPassword?: string;
}

export interface Lead extends Closable {
  /** The ports that it listens on; they differ from the configured where that is 0. */
  readonly httpPort: number;
  readonly lanPort: number | undefined;
  view(): LeadView;
  /** Whether only a new start may help: its log refuses what it writes, and not for want of room. */
  wedged(): boolean;
  handle(command: Command, id?: string): Reply;
}

/** How long after its start a unit's first tickets wait for the hub's word on the numbers of the day, milliseconds. */
const HUB_WORD_MS = 1_500;

/**
 * Opens a section's lead: its log first, so that nothing is promised before it can be remembered, then its pages, its devices,
 * its broker and its way to the hub. Every step works without the ones after it, and loads what it needs when its turn comes.
 *
 * @throws LogFault where the log is damaged; the listeners' errors; HardwareFault where a device's package is missing
 */
export async function openLead(options: LeadOptions): Promise<Lead> {
  const closers: Closable[] = [];
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    // What promises is closed first, what remembers last.
    closing ??= closers.reduceRight((before, each) => before.then(() => each.close()), Promise.resolve());
    return closing;
  };
  try {
    return { ...(await open(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(options: LeadOptions, closers: Closable[]): Promise<Omit<Lead, 'close'>> {
  const { configuration, clock, logger, version } = options;
  const { unit, services, hours, hub } = configuration;
  const address = { ...officeAddress(configuration.office), section: configuration.section.id };
  const rules = queueRules(configuration);
  const opened = <T extends Closable>(part: T): T => {
    closers.push(part);
    return part;
  };

  const log = openSqliteLog(configuration.data, clock.now());
  opened({ close: async () => log.close() });
  const { dayTurnsAt } = configuration;
  const section = new Section({ log, rules, clock, dayTurnsAt, timezone: hours.timezone, logger });
  const handle = (command: Command, id?: string): Reply => section.handle(command, id);
  const onCommand = ({ id, expiresAt, command }: CommandMessage): Reply => {
    if (expiresAt >= clock.now()) return handle(command, id);
    // A member whose clock is wrong learns the time from it, and asks again.
    lan?.show(waiting());
    return { id, refused: refuse('expired') };
  };

  const pagesOf = hub?.pages?.replace(/\/$/, '') ?? null;
  const sign: Signboard = {
    ...address,
    name: configuration.section.name,
    unit,
    hours,
    services,
    ticketPage: pagesOf === null ? null : `${pagesOf}/t/`,
    accuracyPage: pagesOf === null ? null : `${pagesOf}/accuracy?section=${sectionPath(address)}`,
  };
  const estimates = hubEstimates(address, clock.now);
  const members = new Map<string, LeadView['units'][number]>();
  let pages: Pages | undefined;
  let devices: CounterDevices | undefined;
  let printing: Printing | undefined;
  let lan: Lan | undefined;
  let uplink: Uplink | undefined;
  const waiting = (): WaitingMessage => summarize(section.state, toldServices(section.state, rules), clock.now());
  /** Until their drivers are loaded, nothing is known of the devices. */
  const deviceViews = (): DeviceView[] =>
    devices?.views() ?? configuration.devices.map(({ id, kind }) => ({ id, kind, state: 'unknown', detail: null }));
  const view = (): LeadView =>
    leadView(section.state, rules, sign, {
      observedAt: clock.now(),
      clockTrusted: clock.trusted(),
      hub: {
        state: hub === undefined ? 'none' : uplink?.connected === true ? 'connected' : 'offline',
        pending: uplink?.pending ?? 0,
      },
      units: [{ unit, state: 'online', devices: deviceViews() }, ...members.values()],
      estimates: estimates.current(),
      accuracy: estimates.accuracy(),
      prints: configuration.devices.some(({ kind }) => kind === 'printer'),
      printing: printing?.underWay ?? new Set(),
    });
  /** Something beside the queue changed: a device, a member, the hub. */
  const changed = (): void => {
    pages?.changed();
    uplink?.changed();
  };
  const show = (run?: LogRun): void => {
    // The way to the hub's boards is the longest.
    uplink?.appended();
    const now = waiting();
    devices?.show(now);
    if (run !== undefined) lan?.committed(run);
    lan?.show(now);
    for (const call of run === undefined ? [] : announcementsOf(run, section.state)) {
      devices?.announce(call);
      lan?.announce(call);
    }
    changed();
    printing?.reconcile();
  };
  section.onCommitted(show);

  // Its log may be an older copy, or new: until the hub has said which numbers it knows, can't be reached, or has been waited for
  // long enough, no number is given out.
  let heard = (): void => undefined;
  const word =
    hub === undefined
      ? Promise.resolve()
      : Promise.race([
          new Promise<void>((resolve) => {
            heard = resolve;
          }),
          delay(HUB_WORD_MS, undefined, { ref: false }),
        ]);
  const handleInTurn = async (command: Command, id?: string): Promise<Reply> => {
    if (command.type === 'issue') await word;
    return handle(command, id);
  };
  const openUplink = async ({ url, username }: NonNullable<typeof hub>): Promise<void> => {
    const { startUplink } = await import('./to-hub/uplink.ts');
    const floor = numbersFloor(section);
    uplink = opened(
      startUplink({
        unit,
        address,
        broker: { url, username, password: options.hubPassword },
        log,
        logger,
        clock,
        unitMessage: (state) => ({ state, at: clock.now(), version, devices: deviceViews() }),
        waiting,
        onCommand,
        onOfficeView(office) {
          estimates.take(office);
          pages?.changed();
        },
        onAcked({ numbers }) {
          if (numbers !== undefined) floor.hear(numbers);
          heard();
        },
        onConnection(connected) {
          pages?.changed();
          if (!connected) heard();
        },
      }),
    );
  };
  const openDevices = async (): Promise<void> => {
    const [{ openCounterDevices }, { startPrinting }] = await Promise.all([
      import('./counter/counter-devices.ts'),
      import('./paper/printing.ts'),
    ]);
    const mine = opened(
      await openCounterDevices({
        ...options,
        devices: configuration.devices,
        counters: configuration.counters.map(({ id }) => id),
        staffCards: await openStaffCardsOf(configuration, clock),
        levelLamps: (levels) => levelLampsFor(levels, standing(section.state), clock.now()),
        onCommand(command, device) {
          const reply = handle(command);
          if (!('refused' in reply)) return;
          devices?.refused(device, reply.refused);
          logger.info({ device, command: command.type, refused: reply.refused.code }, 'a press changed nothing');
        },
        onDeviceChange: changed,
      }),
    );
    devices = mine;
    printing = opened(
      startPrinting({
        printers: mine.printers,
        state: () => section.state,
        handle,
        contentOf: ticketPaper({
          sign,
          officeName: configuration.officeName,
          credits: rules.credits,
          state: () => section.state,
          estimates: estimates.current,
        }),
        onChange: changed,
        logger,
      }),
    );
  };
  const openBroker = async (listener: NonNullable<LeadConfiguration['lan']>): Promise<void> => {
    const { openLan } = await import('./lan/lan.ts');
    lan = opened(
      await openLan({
        ...listener,
        address,
        unit,
        logger,
        onCommand,
        onUnit(member, { state, devices }) {
          if (member === unit) return;
          members.set(member, { unit: member, state, devices });
          changed();
        },
      }),
    );
  };

  const relight = (): void => devices?.relight();
  opened(keepDeclarations({ section, clock, elapsedMs: () => options.timers.elapsedMs(), onTick: relight }));
  opened(keepDay({ section, clock, hours, dayTurnsAt, logger }));
  const { dashboard } = options;
  pages = opened(
    await openPages({ ...configuration.http, dashboard, logger, now: clock.now, view, handle: handleInTurn }),
  );
  const httpPort = pages.port;
  // What is issued from here on is in the log; signs, lamps and prints follow from it as soon as their drivers are loaded.
  if (hub !== undefined) await openUplink(hub);
  await openDevices();
  if (configuration.lan !== undefined) await openBroker(configuration.lan);
  show();
  logger.info({ unit, http: httpPort, lan: lan?.port, day: section.state.day }, 'the section is open');
  return { httpPort, lanPort: lan?.port, view, handle, wedged: () => section.wedged };
}
