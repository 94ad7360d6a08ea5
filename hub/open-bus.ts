import type { Logger } from '../protocol/ground/environment.ts';
import { asksWho } from '../protocol/ground/listeners.ts';
import type { Parts } from '../protocol/ground/parts.ts';
import type { IdentityFolder } from '../protocol/identity/folder.ts';
import { filterOf } from '../protocol/wire/topics.ts';
import { openBroker } from '../protocol/wire/transport/broker.ts';
import type { Bus, BusHandlers } from '../protocol/wire/transport/bus.ts';
import { connectBus } from '../protocol/wire/transport/mqtt-bus.ts';
import { standingAt } from '../protocol/wire/transport/standing.ts';
import type { HubConfiguration } from './configuration.ts';

export interface BusOptions {
  readonly mqtt: HubConfiguration['mqtt'];
  /** Who the hub is, where it can show that. */
  readonly identity: IdentityFolder | undefined;
  /** Of the broker elsewhere, where it asks for one. */
  readonly password: string | undefined;
  readonly logger: Logger;
  /** Whether the broker inside remembers what a client says on a topic. */
  readonly keeps: (topic: string) => boolean;
}

/** What the hub hears by and tells by: the broker inside, or a connection to another. `port` is that of the broker inside. */
export interface HubBus {
  readonly bus: Bus;
  readonly port: number | undefined;
}

/** @throws the broker's errors */
export async function openBus(parts: Parts, options: BusOptions, handlers: BusHandlers): Promise<HubBus> {
  const { mqtt, identity, password, logger, keeps } = options;
  if (!('url' in mqtt)) {
    const credentials = identity !== undefined && asksWho(mqtt) ? { credentials: identity } : {};
    const broker = parts.add(
      await openBroker({ ...mqtt, ...credentials, logger, keeps, clients: ['lead', 'unit', 'member'] }, handlers),
    );
    return { bus: broker, port: broker.port };
  }
  const { url, username } = mqtt;
  const connection = {
    url,
    ...standingAt(url, { machine: identity, expects: ({ role }) => role === 'broker', name: 'matazu-hub' }),
    subscriptions: [filterOf('about'), filterOf('events'), filterOf('waiting'), filterOf('unit')],
    logger,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
  return { bus: parts.add(connectBus(connection, handlers)), port: undefined };
}
