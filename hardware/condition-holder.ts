import type { DeviceView } from '../protocol/ground/devices.ts';
import type { Condition } from './device.ts';
import type { Cancel } from './timers.ts';

/** The `view` and `onChange` of a driver: tells its listeners of each change, and only of changes. */
export class ConditionHolder {
  #view: DeviceView;
  readonly #listeners = new Set<(view: DeviceView) => void>();

  constructor(device: { readonly id: string; readonly kind: string }) {
    this.#view = { id: device.id, kind: device.kind, state: 'unknown', detail: null };
  }

  view(): DeviceView {
    return this.#view;
  }

  onChange(listener: (view: DeviceView) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set({ state, detail }: Condition): void {
    if (state === this.#view.state && detail === this.#view.detail) return;
    this.#view = { ...this.#view, state, detail };
    for (const listener of [...this.#listeners]) listener(this.#view);
  }
}
