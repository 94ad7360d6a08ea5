import type { Condition, DeviceEnvironment } from '../device.ts';
import type { Finding } from '../finding.ts';
import { gpioFinding, gpioWords } from '../links/gpio/gpio-fault.ts';
import type { GpioConnection, GpioEdge, GpioLines, Signal } from '../links/gpio/gpio-lines.ts';
import { Keeper, type Session } from '../links/keeper.ts';
import type { Led } from './button-panel.ts';
import type { PanelListener, PanelPort } from './panel-port.ts';

/** The pins of one button and its lamp, BCM numbers. */
export interface ButtonPins {
  readonly button: number;
  readonly led?: number | undefined;
}

export interface GpioPanelPortOptions {
  readonly device: string;
  readonly pins: ReadonlyMap<number, ButtonPins>;
  readonly lines: GpioLines;
  readonly environment: DeviceEnvironment;
  readonly listener: PanelListener;
}

const SIGNALS: Readonly<Record<Led, Signal>> = {
  on: 'on',
  off: 'off',
  blink: { halfPeriodMs: 800 },
  fast: { halfPeriodMs: 250 },
};

/** Buttons and lamps at a machine's own pins. */
export class GpioPanelPort implements PanelPort {
  readonly #options: GpioPanelPortOptions;
  readonly #keeper: Keeper<GpioEdge, GpioConnection>;
  readonly #buttons: ReadonlyMap<number, number>;
  #leds: ReadonlyMap<number, Led> = new Map();
  #connection: { readonly lines: GpioConnection; readonly told: Map<number, Led> } | null = null;
  #down: Condition = { state: 'unknown', detail: null };

  constructor(options: GpioPanelPortOptions) {
    this.#options = options;
    const { lines, environment, device, listener, pins } = options;
    this.#buttons = new Map([...pins].map(([button, pin]) => [pin.button, button]));
    this.#keeper = new Keeper({
      link: lines,
      environment,
      device,
      begin: (connection) => this.#begin(connection),
      onDown: (fault) => {
        this.#down = { state: 'offline', detail: gpioWords(fault) };
        listener.changed();
      },
    });
  }

  open(): void {
    this.#keeper.open();
  }

  close(): Promise<void> {
    return this.#keeper.close();
  }

  setLeds(leds: ReadonlyMap<number, Led>): void {
    this.#leds = leds;
    this.#tell();
  }

  condition(): Condition {
    return this.#connection === null ? this.#down : { state: 'ok', detail: null };
  }

  async findings(): Promise<readonly Finding[]> {
    const { fault } = this.#keeper;
    return fault === null ? (this.#connection?.lines.findings ?? []) : [gpioFinding(fault)];
  }

  #begin(lines: GpioConnection): Session<GpioEdge> {
    const { listener } = this.#options;
    this.#connection = { lines, told: new Map() };
    this.#tell();
    listener.began([...lines.active].flatMap((line) => this.#buttons.get(line) ?? []));
    return {
      data: ({ line, active, atMs }) => {
        const button = this.#buttons.get(line);
        if (button !== undefined) listener.edge({ type: active ? 'press' : 'release', button, atMs });
      },
      ended: () => {
        this.#connection = null;
        listener.ended();
      },
    };
  }

  #tell(): void {
    if (this.#connection === null) return;
    const { lines, told } = this.#connection;
    for (const [button, led] of this.#leds) {
      const line = this.#options.pins.get(button)?.led;
      if (line === undefined || told.get(button) === led) continue;
      told.set(button, led);
      lines.drive(line, SIGNALS[led]);
    }
  }
}
