import type { Closable } from '../../ground/environment.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Packet } from '../topics.ts';

/**
 * A way for packets to travel: a broker inside this process, or a connection to one elsewhere. Its obligations:
 *
 * - `publish` hands the packet over at QoS 1 and returns at once. While there is no connection the packet is dropped, not
 *   queued: whoever publishes tells the present state again at `onConnected`, and the log is sent from what the other side
 *   acknowledged. Nothing stale is ever sent after a reconnection.
 * - `onPacket` is called once a delivery, in the order of delivery, and must not throw. It is never called for what this bus
 *   published itself, except on an outside broker, which returns what matches a subscription.
 * - `onConnected` is called after the subscriptions stand: at once for a broker inside, after each (re)connection for one elsewhere.
 * - `onDisconnected` is called when a connection is lost, and for each attempt that fails.
 * - `backlogBytes` is what was published and not yet taken by the network; a sender that streams waits while it is high.
 */
export interface Bus extends Closable {
  readonly connected: boolean;
  readonly backlogBytes: number;
  publish(packet: Packet): void;
}

export interface Delivery {
  /** The broker had kept it; it may be old. */
  readonly retained: boolean;
  /** The address on the network of whoever said it, where the broker is inside. */
  readonly from?: string | undefined;
  /** Who said it, where the broker is inside and asks. */
  readonly by?: Identity | undefined;
}

export interface BusHandlers {
  onPacket(topic: string, payload: Uint8Array, delivery: Delivery): void;
  onConnected(): void;
  onDisconnected?(): void;
}
