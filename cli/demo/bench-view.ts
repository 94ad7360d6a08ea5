import { kindOf } from '../../hardware/open-device.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { OpenLead } from './demo-units.ts';
import type { BenchDevice } from './simulated-devices.ts';

/** `GET /api/bench`, and `event: bench` of its stream: everything there is to see and to touch at the simulated devices. */
export interface BenchView {
  /** Milliseconds since 1970, of the ward's clock. */
  readonly wardTime: number;
  readonly speed: number;
  readonly links: readonly BenchLink[];
  readonly devices: readonly BenchDeviceView[];
  readonly sections: readonly BenchSection[];
}
export interface BenchLink {
  readonly label: LocalText;
  readonly url: string;
}
export interface BenchSection {
  /** `city/office/section` */
  readonly path: string;
  readonly services: readonly { readonly service: string; readonly name: LocalText }[];
  /** The address of its lead's pages. */
  readonly lead: string;
}
export interface BenchDeviceView {
  readonly id: string;
  readonly kind: BenchDevice['kind'];
  readonly label: LocalText;
  readonly section: string;
  /** All that can be broken at it. */
  readonly faults: readonly string[];
  readonly fault: string | null;
  /** Newest first. */
  readonly paper?: readonly { readonly svg: string }[];
  readonly buttons?: readonly {
    readonly button: number;
    readonly action: string;
    readonly led: 'on' | 'off' | 'blink';
  }[];
  readonly shows?: string | null;
  /** What it said last, newest first: the words, and the addresses of their sounds, one after another. */
  readonly said?: readonly { readonly text: string; readonly sounds: readonly string[] }[];
}

export interface BenchViewOptions extends Pick<BenchView, 'wardTime' | 'speed' | 'links'> {
  readonly devices: readonly BenchDevice[];
  /** By `city/office/section`. */
  readonly leads: ReadonlyMap<string, Pick<OpenLead, 'configuration' | 'client'>>;
}

export function benchView({ devices, leads, ...shown }: BenchViewOptions): BenchView {
  const nameOf = (path: string): LocalText => leads.get(path)?.configuration.section.name ?? { ja: path, en: path };
  return {
    ...shown,
    devices: devices.map((device) => deviceView(device, nameOf(device.section))),
    sections: [...leads].map(([path, { configuration, client }]) => ({
      path,
      services: configuration.services.map(({ id, name }) => ({ service: id, name })),
      lead: client.url,
    })),
  };
}

function deviceView(device: BenchDevice, section: LocalText): BenchDeviceView {
  const { id, kind, simulation } = device;
  const { simulator } = simulation;
  const { paper, buttons, shows, said } = simulation.look();
  const [fault = null] = simulator.faults();
  return {
    id,
    kind,
    section: device.section,
    faults: simulator.possibleFaults,
    fault,
    label: label(device, section),
    ...(paper && { paper: paper.map(({ svg }) => ({ svg })) }),
    ...(buttons && { buttons }),
    ...(shows === undefined ? {} : { shows }),
    ...(said && {
      said: said.map(({ text, count, sounds }) => ({
        text,
        sounds: sounds.map((_, part) => `/api/bench/devices/${id}/sounds/${count}/${part}`),
      })),
    }),
  };
}

/** What stands at a counter is called by its counter, the rest by its section. */
function label(device: BenchDevice, section: LocalText): LocalText {
  const { name } = kindOf(device);
  return device.counter === null
    ? { ja: `${section.ja} ${name.ja}`, en: `${section.en}, ${name.en}` }
    : { ja: `窓口${device.counter} ${name.ja}`, en: `Counter ${device.counter}, ${name.en}` };
}
