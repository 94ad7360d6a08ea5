import type { Closable } from '../../protocol/ground/environment.ts';
import type { Condition } from '../device.ts';
import type { Finding } from '../finding.ts';
import type { Led } from './button-panel.ts';
import type { ContactEdge } from './contacts.ts';

/** How a panel's contacts and lamps are reached: over a serial line, or on a machine's own pins. */
export interface PanelPort extends Closable {
  /** Resolves at once; what cannot be reached is a condition, and is tried again. */
  open(): void;
  condition(): Condition;
  /** As a device owes it (device.ts). */
  findings(): Promise<readonly Finding[]>;
  /** How all of the panel's lamps should be now; it sends what differs, and everything to a panel that came back. */
  setLeds(leds: ReadonlyMap<number, Led>): void;
}

/** Who hears a port. */
export interface PanelListener {
  /** The panel is there from now on; these buttons are held already. Null: this port can't tell. */
  began(held: readonly number[] | null): void;
  /** It is gone: what was under way is over. */
  ended(): void;
  /** As the contact gave it, bounces and all. */
  edge(edge: ContactEdge): void;
  /** `condition` may have changed. */
  changed(): void;
}
