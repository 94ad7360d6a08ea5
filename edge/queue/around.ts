import type { Accuracy, Estimate } from '../../protocol/congestion/views.ts';
import type { DeviceView } from '../../protocol/ground/devices.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { AuditHead } from '../../protocol/queue/log-messages.ts';
import type { LeadView } from '../../protocol/wire/lead-view.ts';

/**
 * What the rooms of a lead know beside its queue, for its pages, its paper and its word to the hub. Each is as if there were no
 * such room until that room is open and puts its own answer here.
 */
export interface Around {
  devices: () => DeviceView[];
  /** What the unit itself has to say beside them, as of devices. */
  machine: () => DeviceView[];
  /** The other units of the section. */
  members: () => LeadView['units'];
  hub: () => LeadView['hub'];
  /** Up to where what was done is written down; null where nothing is. */
  audit: () => AuditHead | null;
  /** The hub's estimates by service, as far as they are fresh. */
  estimates: () => ReadonlyMap<string, Estimate>;
  /** How right they were, as the hub said last. */
  accuracy: () => Accuracy | null;
  /** The tickets whose print is under way. */
  printing: () => ReadonlySet<string>;
  /** What a device at a counter asked for and was refused a moment ago, by counter. */
  refusals: () => ReadonlyMap<number, { readonly message: LocalText; readonly at: number }>;
}

export interface AroundOptions {
  readonly devices: readonly { readonly id: string; readonly kind: string }[];
  /** Whether the section is configured to have a hub. */
  readonly hub: boolean;
}

/** Until a room is open, nothing is known of what it will tell. */
export function nothingKnown({ devices, hub }: AroundOptions): Around {
  return {
    devices: () => devices.map(({ id, kind }) => ({ id, kind, state: 'unknown', detail: null })),
    machine: () => [],
    members: () => [],
    hub: () => ({ state: hub ? 'offline' : 'none', pending: 0 }),
    audit: () => null,
    estimates: () => new Map(),
    accuracy: () => null,
    printing: () => new Set(),
    refusals: () => new Map(),
  };
}
