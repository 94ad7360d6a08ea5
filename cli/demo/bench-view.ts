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

const PAPERS_SHOWN = 5;

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

function deviceView(device: BenchDevice, sectionName: LocalText): BenchDeviceView {
  const { id, kind, section, simulator } = device;
  const [fault = null] = simulator.faults();
  const shared = { id, kind, section, faults: simulator.possibleFaults, fault, label: label(device, sectionName) };
  switch (device.kind) {
    case 'printer': {
      const newest = device.simulator.paper().slice(-PAPERS_SHOWN).reverse();
      return { ...shared, paper: newest.map(({ svg }) => ({ svg })) };
    }
    case 'button-panel':
    case 'level-panel': {
      const { leds } = device.simulator;
      const buttons = [...device.buttons].map(([button, action]) => ({
        button,
        action,
        led: leds.get(button) ?? 'off',
      }));
      return { ...shared, buttons };
    }
    case 'speaker': {
      const said = device.simulator.heard().map(({ text, count, sounds }) => ({
        text,
        sounds: sounds.map((_, part) => `/api/bench/devices/${id}/sounds/${count}/${part}`),
      }));
      return { ...shared, said: said.reverse() };
    }
    case 'scanner':
      return shared;
    case 'sign':
      return { ...shared, shows: device.simulator.text().trim() || null };
    default:
      return device satisfies never;
  }
}

function label(device: BenchDevice, section: LocalText): LocalText {
  switch (device.kind) {
    case 'printer':
      return { ja: `${section.ja} 番号札プリンター`, en: `${section.en}, ticket printer` };
    case 'button-panel':
      return { ja: `窓口${device.counter} ボタン`, en: `Counter ${device.counter}, buttons` };
    case 'level-panel':
      return { ja: `${section.ja} 混み具合ボタン`, en: `${section.en}, level buttons` };
    case 'scanner':
      return { ja: `窓口${device.counter} 読み取り機`, en: `Counter ${device.counter}, scanner` };
    case 'speaker':
      return { ja: `${section.ja} スピーカー`, en: `${section.en}, speaker` };
    case 'sign':
      return { ja: `窓口${device.counter} 番号表示`, en: `Counter ${device.counter}, number sign` };
    default:
      return device satisfies never;
  }
}
