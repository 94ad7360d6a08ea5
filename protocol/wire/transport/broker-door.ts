import type { AedesOptions, AuthenticateError } from 'aedes';
import { clientIdOf } from '../../identity/identity.ts';
import { mayPublish, maySubscribe } from '../rights.ts';
import { channels, matchTopic, type Party } from '../topics.ts';
import type { Connection } from './broker-connection.ts';
import type { BrokerConnections } from './broker-connections.ts';
import type { Retained } from './retained.ts';
import type { Warn } from './warnings.ts';

export interface DoorOptions {
  /** Who the clients are; everybody where it is left out. */
  readonly clients: readonly Party[] | undefined;
  readonly connections: BrokerConnections;
  readonly retained: Retained;
  readonly warn: Warn;
  /** The owner of the broker hears what a client says, before any subscriber. */
  readonly onPacket: (topic: string, payload: Uint8Array, teller: Connection | undefined) => void;
}

/** A topic that nobody can subscribe to: what its sender may not say goes there, and is acknowledged as MQTT 3.1.1 has it (3.3.5-2). */
const NOWHERE = '$refused';
/** MQTT 3.1.1, 3.2.2.3: the code that a CONNECT without a clean session gets where no session is kept for its identifier. */
const IDENTIFIER_REJECTED = 2;

/** What a client may do here. What no client of Matazu needs is refused and told: without it no client makes this process grow. */
export function doorOf(
  options: DoorOptions,
): Required<Pick<AedesOptions, 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'>> {
  const { clients, connections, retained, warn, onPacket } = options;
  const maySay = (topic: string): boolean => {
    const match = matchTopic(topic);
    if (match === undefined || clients === undefined) return true;
    const from: readonly Party[] = channels[match.channel].from;
    return from.some((party) => clients.includes(party));
  };
  return {
    authenticate(client, _username, _password, done) {
      const peer = connections.of(client)?.peer;
      if (peer !== undefined && client.id !== clientIdOf(peer.identity)) {
        const told = `an MQTT client has an id that is not its certificate's, and was refused; connect as ${clientIdOf(peer.identity)}`;
        warn({ client: client.id }, told);
        return done(Object.assign(new Error(told), { returnCode: IDENTIFIER_REJECTED }) as AuthenticateError, false);
      }
      if (client.clean) {
        connections.accepted(client);
        return done(null, true);
      }
      const told = 'an MQTT client asked for a persistent session and was refused; connect with a clean session';
      warn({ client: client.id }, told);
      const refusal = Object.assign(new Error(told), { returnCode: IDENTIFIER_REJECTED });
      done(refusal as AuthenticateError, false);
    },
    authorizePublish(client, packet, done) {
      const connection = client === null ? undefined : connections.of(client);
      connection?.progressed();
      if (packet.topic.startsWith('$SYS/')) return done(new Error('$SYS topics are reserved'));
      if (packet.qos === 2) {
        // Only a last will has no id: it can't be refused any more, and is as good at QoS 1.
        if (packet.messageId === undefined) packet.qos = 1;
        else {
          warn({ client: client?.id }, 'an MQTT client published at QoS 2 and was dropped; publish at QoS 1');
          return done(new Error('QoS 2 is not served'));
        }
      }
      const grants = connection?.grants;
      if (!maySay(packet.topic) || (grants !== undefined && !mayPublish(grants, packet.topic))) {
        warn({ client: client?.id, topic: packet.topic }, 'what an MQTT client may not say was not passed on');
        Object.assign(packet, { topic: NOWHERE, retain: false });
        return done(null);
      }
      // A copy: what was read in one piece with it is not kept for its sake.
      const payload = Buffer.from(packet.payload);
      packet.payload = payload;
      onPacket(packet.topic, payload, connection);
      if (packet.retain) packet.retain = retained.keepOfClient(packet.topic, payload);
      done(null);
    },
    authorizeSubscribe(client, subscription, done) {
      const filter = subscription.topic;
      const connection = connections.of(client);
      const isGranted = connection?.grants === undefined || maySubscribe(connection.grants, filter);
      if (isGranted && connection?.maySubscribe(filter) === true) return done(null, subscription);
      warn({ client: client.id, filter }, 'an MQTT client was refused a filter outside matazu/, or beyond thirty-two');
      done(null, null);
    },
    authorizeForward(client, packet) {
      if (connections.of(client)?.mayGive(packet.payload.length) !== false) {
        // aedes reads what it kept when somebody subscribes and delivers it later; what is newer by then must not be followed by it.
        const kept = packet.retain ? retained.get(packet.topic) : undefined;
        return kept === undefined ? packet : Object.assign(packet, { payload: kept });
      }
      warn({ client: client.id }, 'a subscriber stopped reading and was dropped');
      client.conn.destroy();
      return null;
    },
  };
}
