import type { Logger } from '../../protocol/ground/environment.ts';
import type { SectionAddress } from '../../protocol/ground/identifiers.ts';
import type { IdentityFolder } from '../../protocol/identity/folder.ts';
import { isServer } from '../../protocol/identity/identity.ts';
import { type Packet, topicOf } from '../../protocol/wire/topics.ts';
import type { Bus, BusHandlers } from '../../protocol/wire/transport/bus.ts';
import { connectBus } from '../../protocol/wire/transport/mqtt-bus.ts';
import { standingAt } from '../../protocol/wire/transport/standing.ts';

/** Where a lead's hub is heard, and as whom it stands there. */
export interface HubBroker {
  readonly url: string;
  /** Who this unit is, where it can show that. */
  readonly identity: IdentityFolder | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

export interface HubBrokerOptions {
  readonly broker: HubBroker;
  readonly address: SectionAddress;
  readonly unit: string;
  readonly will: () => Packet;
  readonly logger: Logger;
}

/** Connects to where the hub is heard, and goes on trying. */
export function connectToHub({ broker, address, unit, will, logger }: HubBrokerOptions, handlers: BusHandlers): Bus {
  const { url, identity, username, password } = broker;
  const name = `matazu-${address.city}-${address.office}-${unit}`;
  const subscriptions = [topicOf('acked', address), topicOf('commands', address), topicOf('office', address)];
  return connectBus(
    {
      url,
      ...standingAt(url, { machine: identity, expects: isServer, name }),
      subscriptions: identity === undefined ? subscriptions : [...subscriptions, topicOf('revoked', address)],
      will,
      logger,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    },
    handlers,
  );
}
