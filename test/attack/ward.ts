import mqtt, { type MqttClient } from 'mqtt';
import { EdgeConfiguration } from '../../edge/configuration.ts';
import { type Lead, openLead } from '../../edge/lead.ts';
import { systemTimers } from '../../hardware/timers.ts';
import { HubConfiguration } from '../../hub/configuration.ts';
import { type Hub, openHub } from '../../hub/hub.ts';
import { HUB_PACE } from '../../hub/pace.ts';
import type { SectionView } from '../../protocol/congestion/views.ts';
import { clientIdOf } from '../../protocol/identity/identity.ts';
import { hoursAround } from '../testing/day.ts';
import { officeView } from '../testing/http.ts';
import { type KnownCity, LEAD, machineIn } from '../testing/identities.ts';
import type { Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';

/** The ward that docs/security.md's attacks are made on, in this process and on real sockets: a hub and the leads of two sections, open all day. */

export const UKYO = 'kyoto/ukyo';
/** The sections' topics. */
export const S = `matazu/v1/${UKYO}/shimin`;
export const H = `matazu/v1/${UKYO}/hoken`;
/** The largest epoch that JSON can carry. */
export const E = Number.MAX_SAFE_INTEGER;

export interface Logged {
  readonly who: 'hub' | 'shimin' | 'hoken';
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

export interface AttackedWard {
  readonly hub: Hub & { readonly mqttPort: number };
  readonly shimin: Lead & { readonly lanPort: number };
  readonly hoken: Lead;
  /** All that the three have logged. */
  readonly logged: readonly Logged[];
  /** A section as the hub publishes it over HTTP; undefined where it doesn't. */
  section(id: string): Promise<SectionView | undefined>;
  /** How many wait in a section as the hub publishes it, all services together. */
  waiting(id: string): Promise<number | undefined>;
  /** Starts the hub again where it was, once it was closed alone. */
  hubAgain(): Promise<void>;
  /** Ends hub and leads and starts them again on what they kept, each on its port; `between`: what is done while all are down. */
  restart(between?: () => void): Promise<void>;
}

export interface WardSettings {
  /** Keys of the hub's configuration beside those of the ward; also in place of them. */
  readonly hub?: object;
  /** The same of the lead of shimin. */
  readonly lead?: object;
  /** The folder of the built pages; without it the API is served alone. */
  readonly dashboard?: string;
  /** Where they are known by: then each asks who is there, and the three show who they are. */
  readonly city?: KnownCity;
  /** The instant that the three take for now, milliseconds since 1970. */
  readonly now?: () => number;
}

export async function openWard(stage: Stage, settings: WardSettings = {}): Promise<AttackedWard> {
  const { now = Date.now, dashboard } = settings;
  const logged: Logged[] = [];
  const loggerOf = (who: Logged['who']) => {
    const log =
      (level: Logged['level']) =>
      (fields: object, message: string): void =>
        void logged.push({ who, level, fields, message });
    return { info: log('info'), warn: log('warn'), error: log('error') };
  };
  const shared = { version: 'test', ...(dashboard === undefined ? {} : { dashboard }) };
  const clock = { now, trusted: () => true, speed: 1 };
  const known = settings.city === undefined ? undefined : await identitiesOf(settings.city);
  const startHub = async (ports: { http: number; mqtt: number }) => {
    const asks = known === undefined ? {} : { identity: known.hub, mqtt: { port: ports.mqtt, open: false } };
    const configuration = HubConfiguration.parse(hubOf(stage.path('hub'), ports, { ...asks, ...settings.hub }));
    const options = { ...shared, configuration, now, logger: loggerOf('hub') };
    const hub = stage.keep(
      await openHub({ ...options, pace: { ...HUB_PACE, publishEveryMs: 25, lookEveryMs: 25, retryAfterMs: 25 } }),
      (it) => it.close(),
    );
    return { ...hub, mqttPort: given(hub.mqttPort) };
  };
  const startLead = async (who: 'shimin' | 'hoken', ports: { http: number; lan: number; hub: number }) => {
    const asks =
      known === undefined
        ? {}
        : {
            identity: known[who],
            lan: { port: ports.lan, open: false },
            hub: { url: `mqtts://127.0.0.1:${ports.hub}` },
          };
    const own = { ...asks, ...(who === 'shimin' ? settings.lead : {}) };
    const configuration = EdgeConfiguration.parse(leadOf(who, stage.path(who), ports, own));
    if (configuration.role !== 'lead') throw new Error('not a lead');
    const devices = { timers: systemTimers, random: () => 0.5 };
    const lead = await openLead({ ...shared, ...devices, configuration, clock, logger: loggerOf(who) });
    stage.keep(lead, (it) => it.close());
    return { ...lead, lanPort: given(lead.lanPort) };
  };
  const start = async (ports = { http: 0, mqtt: 0, shimin: { http: 0, lan: 0 }, hoken: { http: 0, lan: 0 } }) => {
    const hub = await startHub(ports);
    const shimin = await startLead('shimin', { ...ports.shimin, hub: hub.mqttPort });
    const hoken = await startLead('hoken', { ...ports.hoken, hub: hub.mqttPort });
    return { hub, shimin, hoken };
  };
  let open = await start();
  const portsOf = ({ httpPort: http, lanPort: lan }: typeof open.shimin) => ({ http, lan });
  const section = async (id: string): Promise<SectionView | undefined> =>
    (await officeView(open.hub.httpPort, UKYO)).sections.find((each) => each.section === id);
  const ward: AttackedWard = {
    get hub() {
      return open.hub;
    },
    get shimin() {
      return open.shimin;
    },
    get hoken() {
      return open.hoken;
    },
    logged,
    section,
    async waiting(id) {
      return (await section(id))?.services.reduce((sum, each) => sum + (each.waiting ?? Number.NaN), 0);
    },
    async hubAgain() {
      open = { ...open, hub: await startHub({ http: open.hub.httpPort, mqtt: open.hub.mqttPort }) };
    },
    async restart(between = () => undefined) {
      const { hub, shimin, hoken } = open;
      for (const each of [shimin, hoken, hub]) await each.close();
      between();
      const ports = { http: hub.httpPort, mqtt: hub.mqttPort, shimin: portsOf(shimin), hoken: portsOf(hoken) };
      open = await start(ports);
    },
  };
  await until('both sections are live', async () => (await live(ward, 'shimin')) && (await live(ward, 'hoken')));
  return ward;
}

export const live = async (ward: AttackedWard, id: string): Promise<boolean> =>
  (await ward.section(id))?.freshness === 'live';

/** Issues a ticket at a section's lead as its staff do. @throws where it is refused */
export function issue(lead: Lead, service: string): string {
  const reply = lead.handle({ type: 'issue', service, by: 'staff' });
  if ('refused' in reply) throw new Error(reply.refused.code);
  return reply.events.flatMap((event) => ('number' in event ? [event.number] : []))[0] ?? '';
}

/** Somebody at a broker whom nobody asked in. */
export interface Stranger {
  readonly client: MqttClient;
  /** Publishes at QoS 1; resolves with the broker's own acknowledgement. */
  publish(topic: string, message: object | string | Buffer, retain?: boolean): Promise<void>;
}

export async function stranger(stage: Stage, port: number, options: mqtt.IClientOptions = {}): Promise<Stranger> {
  const { protocol = 'mqtt', ...rest } = options;
  const url = `${protocol}://127.0.0.1:${port}`;
  const client = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...rest }, false);
  client.on('error', () => undefined);
  stage.keep(client, (it) => it.endAsync(true));
  return {
    client,
    async publish(topic, message, retain = false) {
      const payload = typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message);
      await client.publishAsync(topic, payload, { qos: 1, retain });
    },
  };
}

async function identitiesOf(city: KnownCity) {
  const leadOf = (section: string) => city.bringIn({ ...LEAD, section, unit: `ukyo-${section}-1` });
  const [shimin, hoken] = [await leadOf('shimin'), await leadOf('hoken')];
  return { hub: { folder: city.folder }, shimin: { folder: shimin }, hoken: { folder: hoken } };
}

/** Somebody at a broker as whom a folder says that they are. `clientId`: in place of their own. */
export async function intruder(
  stage: Stage,
  port: number,
  { folder, ...options }: mqtt.IClientOptions & { readonly folder: string },
): Promise<Stranger> {
  const machine = machineIn(folder);
  const tls = {
    protocol: 'mqtts',
    rejectUnauthorized: false,
    cert: machine.certificate(),
    key: machine.key(),
  } as const;
  return stranger(stage, port, { ...tls, clientId: clientIdOf(machine.identity), ...options });
}

const hubOf = (data: string, ports: { http: number; mqtt: number }, own: object = {}) => ({
  data,
  http: { port: ports.http },
  mqtt: { port: ports.mqtt },
  offices: [{ path: UKYO, name: { ja: '右京区役所', en: 'Ukyo Ward Office' } }],
  ...own,
});

const SECTIONS = {
  shimin: {
    name: { ja: '市民窓口課', en: "Citizens' counter" },
    services: [
      { id: 'shomei', letter: 'A', name: { ja: '住民票・証明書', en: 'Certificates' } },
      { id: 'ido', letter: 'B', name: { ja: '住所の異動', en: 'Moving in or out' } },
    ],
    counters: [1, 2].map((id) => ({ id, services: ['shomei', 'ido'] })),
  },
  hoken: {
    name: { ja: '保険年金課', en: 'Insurance and pensions' },
    services: [{ id: 'kokuho', letter: 'C', name: { ja: '国民健康保険', en: 'Health insurance' } }],
    counters: [{ id: 1, services: ['kokuho'] }],
  },
};

function leadOf(
  id: keyof typeof SECTIONS,
  data: string,
  ports: { http: number; lan: number; hub: number },
  own: object = {},
) {
  const { name, services, counters } = SECTIONS[id];
  const { opens, closes, turnsAt } = hoursAround();
  return {
    unit: `ukyo-${id}-1`,
    office: UKYO,
    section: { id, name },
    role: 'lead',
    data,
    http: { port: ports.http },
    lan: { port: ports.lan },
    hub: { url: `mqtt://127.0.0.1:${ports.hub}` },
    hours: { opens, closes },
    dayTurnsAt: turnsAt,
    services,
    counters,
    ...own,
  };
}

function given(port: number | undefined): number {
  if (port === undefined) throw new Error('it listens nowhere');
  return port;
}
