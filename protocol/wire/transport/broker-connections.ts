import type { Socket } from 'node:net';
import type { Client } from 'aedes';
import { Connection } from './broker-connection.ts';
import type { Known } from './credentials.ts';
import { HeldBytes } from './held-bytes.ts';
import { networkOf } from './network-of.ts';
import type { Warn } from './warnings.ts';

/** A whole office may come from one address. */
const CONNECTIONS_AN_ADDRESS = 1_000;
/** Connections of an address that have not said who they are; the oldest goes for the next. */
const SILENT_AN_ADDRESS = 64;

interface Address {
  readonly all: Set<Connection>;
  /** Those of them that have not said who they are, oldest first. */
  readonly silent: Set<Connection>;
}

export interface BrokerConnectionsOptions {
  /** Gives a socket to the broker. */
  readonly handle: (socket: Socket) => Client;
  /** Bytes that all that is under way may take together. */
  readonly budgetBytes: number;
  readonly warn: Warn;
}

/** All connections of a broker, and what they may take together: of one address, and of the memory. */
export class BrokerConnections {
  static readonly MOST = 5_000;
  readonly #options: BrokerConnectionsOptions;
  readonly #held: HeldBytes<Connection>;
  readonly #byAddress = new Map<string, Address>();
  readonly #byClient = new WeakMap<Client, Connection>();

  constructor(options: BrokerConnectionsOptions) {
    this.#options = options;
    this.#held = new HeldBytes(options.budgetBytes);
  }

  of(client: Client): Connection | undefined {
    return this.#byClient.get(client);
  }

  take(socket: Socket, peer?: Known): void {
    const { handle, warn } = this.#options;
    const connection = new Connection(socket, peer);
    const name = networkOf(connection.address);
    const address: Address = this.#byAddress.get(name) ?? { all: new Set(), silent: new Set() };
    if (address.all.size >= CONNECTIONS_AN_ADDRESS) {
      warn({ address: name }, 'too many MQTT connections from one address; the new one was closed');
      socket.destroy();
      return;
    }
    this.#byAddress.set(name, address);
    const { all, silent } = address;
    // Whoever says nothing locks nobody out: the one that has been silent longest gives way.
    const [oldest] = silent;
    if (silent.size >= SILENT_AN_ADDRESS) {
      warn({ address: name }, 'too many MQTT connections from one address say nothing; the oldest was closed');
      oldest?.socket.destroy();
      silent.delete(oldest ?? connection);
    }
    all.add(connection);
    silent.add(connection);
    socket.once('close', () => {
      this.#held.set(connection, 0);
      silent.delete(connection);
      all.delete(connection);
      if (all.size === 0) this.#byAddress.delete(name);
    });
    socket.setNoDelay(true);
    this.#byClient.set(handle(socket), connection);
    socket.on('readable', () => this.#hear(connection, name));
  }

  /** A client's CONNECT is right: from now on, and before it can know that, it may send whole packets. */
  accepted(client: Client): void {
    const connection = this.of(client);
    if (connection === undefined) return;
    connection.accepted();
    this.#byAddress.get(networkOf(connection.address))?.silent.delete(connection);
  }

  /** Ends the connections of those who are believed no more. */
  dropWhere(isOver: (peer: Known) => boolean): void {
    for (const { all } of this.#byAddress.values())
      for (const { peer, socket } of all) if (peer !== undefined && isOver(peer)) socket.destroy();
  }

  #hear(connection: Connection, address: string): void {
    const { warn } = this.#options;
    if (connection.isTooLong) {
      warn({ address }, 'an MQTT client sent more than a packet may hold and was dropped');
      connection.socket.destroy();
      return;
    }
    this.#held.set(connection, connection.heldBytes);
    if (this.#held.isOver) this.#makeRoom();
  }

  /** More is under way than there is room for: whoever takes most is dropped, until it fits. */
  #makeRoom(): void {
    const { warn } = this.#options;
    const all = [...this.#byAddress.values()].flatMap((each) => [...each.all]);
    for (const each of all) this.#held.set(each, each.heldBytes);
    for (const each of all.sort((a, b) => b.heldBytes - a.heldBytes)) {
      if (!this.#held.isOver) return;
      warn({ address: each.address }, 'MQTT clients hold more than there is room for; the largest was dropped');
      each.socket.destroy();
      this.#held.set(each, 0);
    }
  }
}
