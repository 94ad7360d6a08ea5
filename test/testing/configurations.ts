import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { hoursAround } from './day.ts';
import type { Stage } from './stage.ts';

const NAMES: Readonly<Record<string, { ja: string; en: string }>> = {
  shomei: { ja: '住民票・証明書', en: 'Certificates' },
  ido: { ja: '住所の異動', en: 'Moving in or out' },
};
const SERVICES = [
  { id: 'shomei', letter: 'A', name: NAMES.shomei, expectedMinutes: 5 },
  { id: 'ido', letter: 'B', name: NAMES.ido, expectedMinutes: 14 },
];
const BUTTONS = { 1: 'call-next', 2: 'recall', 3: 'absent', 4: 'hold', 5: 'finish', 6: 'pause-counter' };

const tcp = (port: number) => ({ tcp: `127.0.0.1:${port}` });
export const printer = (port: number, settings: object = {}) => ({
  id: 'printer',
  kind: 'printer',
  driver: 'escpos',
  link: tcp(port),
  ...settings,
});
export const panel = (counter: number, port: number) => ({
  id: `panel-${counter}`,
  kind: 'button-panel',
  driver: 'serial',
  link: tcp(port),
  counter,
  buttons: BUTTONS,
});
export const sign = (counter: number, port: number) => ({
  id: `sign-${counter}`,
  kind: 'sign',
  driver: 'serial',
  link: tcp(port),
  counter,
});

export const cardReader = (counter: number, pcsc: string) => ({
  id: `reader-${counter}`,
  kind: 'card-reader',
  driver: 'pcsc',
  link: { pcsc },
  counter,
});

/** Writes a configuration and returns its file. */
export function write(stage: Stage, name: string, configuration: object): string {
  const file = stage.path(`${name}.yaml`);
  writeFileSync(file, stringify(configuration));
  return file;
}

export interface LeadSettings {
  readonly office: string;
  readonly section: string;
  readonly httpPort: number;
  readonly lanPort?: number;
  /** The port of the hub's broker, or of the outside one; by TLS where the lead has an identity. */
  readonly hubPort?: number;
  readonly counters?: number;
  readonly duties?: readonly object[];
  readonly kiosk?: object;
  readonly devices?: readonly object[];
  readonly identity?: object | undefined;
}

/** A lead with two services, A and B, whose counters serve both. Its data folder is `<stage>/<unit>`. */
export function writeLead(stage: Stage, settings: LeadSettings): { readonly file: string; readonly data: string } {
  const {
    office,
    section,
    httpPort,
    lanPort,
    hubPort,
    counters = 3,
    duties = [],
    devices = [],
    kiosk = {},
    identity,
  } = settings;
  const unit = `${office.replace(/^.*\//, '')}-${section}-1`;
  const { opens, closes, turnsAt } = hoursAround();
  const data = stage.path(unit);
  const file = write(stage, unit, {
    unit,
    office,
    section: { id: section, name: { ja: '市民窓口課', en: "Citizens' counter" } },
    role: 'lead',
    data,
    http: { port: httpPort },
    identity,
    ...(lanPort === undefined ? {} : { lan: { port: lanPort } }),
    ...(hubPort === undefined
      ? {}
      : { hub: { url: `mqtt${identity === undefined ? '' : 's'}://127.0.0.1:${hubPort}` } }),
    hours: { opens, closes, timezone: 'Asia/Tokyo' },
    dayTurnsAt: turnsAt,
    services: SERVICES,
    counters: Array.from({ length: counters }, (_, i) => ({ id: i + 1, services: ['shomei', 'ido'] })),
    duties,
    kiosk,
    devices,
  });
  return { file, data };
}

export interface MemberSettings {
  readonly office: string;
  readonly section: string;
  readonly counter: number;
  readonly lanPort: number;
  /** Where it serves its pages; any free port where it is left out. */
  readonly httpPort?: number;
  /** The port of its lead's pages. */
  readonly leadPort?: number;
  /** The folder of its staff cards. */
  readonly data?: string;
  readonly identity?: object;
  readonly devices: readonly object[];
}

export function writeMember(stage: Stage, settings: MemberSettings): string {
  const { office, section, counter, lanPort, httpPort = 0, leadPort, data, devices, identity } = settings;
  const unit = `${office.replace(/^.*\//, '')}-${section}-${counter}`;
  return write(stage, unit, {
    unit,
    office,
    section: { id: section, name: { ja: '市民窓口課', en: "Citizens' counter" } },
    role: 'member',
    lead: {
      url: `mqtt://127.0.0.1:${lanPort}`,
      ...(leadPort === undefined ? {} : { pages: `http://127.0.0.1:${leadPort}` }),
    },
    http: { port: httpPort },
    identity,
    ...(data === undefined ? {} : { data }),
    devices,
  });
}

export interface HubSettings {
  /** Of its file and its data folder, where a stage has several. */
  readonly name?: string;
  readonly httpPort: number;
  /** Its own broker's port, or the outside broker's. */
  readonly mqtt: { readonly port: number; readonly open?: boolean } | { readonly url: string };
  readonly identity?: object | undefined;
  readonly offices?: readonly object[];
}

/** A hub that names no offices unless told to. Its data folder is `<stage>/<name>`, where no name is given `<stage>/hub`. */
export function writeHub(stage: Stage, settings: HubSettings): { readonly file: string; readonly data: string } {
  const { name = 'hub', httpPort, mqtt, offices = [], identity } = settings;
  const data = stage.path(name);
  return { file: write(stage, name, { data, http: { port: httpPort }, mqtt, offices, identity }), data };
}
