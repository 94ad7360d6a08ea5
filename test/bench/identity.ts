import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';
import { clientIdOf, type Identity } from '../../protocol/identity/identity.ts';
import type { Credentials } from '../../protocol/identity/peer.ts';
import { openTestCity } from '../../protocol/identity/testing/city.ts';
import { putIdentity } from '../../protocol/identity/testing/identity-folder.ts';
import { encode } from '../../protocol/wire/topics.ts';
import type { Bus } from '../../protocol/wire/transport/bus.ts';
import { connectBus } from '../../protocol/wire/transport/mqtt-bus.ts';
import type { Bench } from './bench.ts';
import { type Measurement, median, pairedRatio, percentile } from './figures.ts';
import { instant } from './instant.ts';
import { type Running, startOwn } from './processes.ts';

const UNITS = 500;
/** What each unit has to tell when it is back. */
const EVENTS = 20;
const ROUNDS = 5;
/** What both together may take more than what they are made of. */
const TIMES = 1.3;

interface Unit {
  readonly identity: Identity;
  readonly credentials: Credentials;
}

/**
 * A power cut's end: 500 units come back to their broker at once, each with 20 messages, known by their certificates and, by turns,
 * unknown. The broker is a process of its own; all units are this one, so half of what is measured is their half of the work.
 */
export async function measureIdentity(bench: Bench): Promise<Measurement> {
  const city = await openTestCity();
  const units: Unit[] = [];
  for (let i = 0; i < UNITS; i += 1) {
    const identity: Identity = { role: 'lead', city: 'kyoto', office: 'ukyo', section: `s${i}`, unit: `u${i}` };
    units.push({ identity, credentials: await city.machine(identity) });
  }
  const open = bench.opened(await startOwn('broker'), (one) => one.stop());
  const hub = bench.folder('hub-identity');
  await putIdentity(city, { role: 'hub', unit: 'hub' }, hub);
  const knowing = bench.opened(await startOwn('broker', { FOLDER: hub }), (one) => one.stop());
  const bare = bench.opened(await startOwn('bare-tls', { FOLDER: hub }), (one) => one.stop());
  const times = { known: [] as number[], unknown: [] as number[], bare: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.unknown.push(await comeBack(units, open, false));
    times.bare.push(await shakeHands(units, bare));
    times.known.push(await comeBack(units, knowing, true));
    bench.tell(`round ${round + 1} of ${ROUNDS}`);
  }
  const parts = times.unknown.map((unknown, round) => unknown + (times.bare[round] ?? Number.NaN));
  const of = (name: string, key: keyof typeof times) => ({
    name,
    value: median(times[key]),
    p99: percentile(times[key], 0.99),
    unit: 'ms' as const,
  });
  return {
    name: `Identity: ${UNITS} units come back at once, with ${EVENTS} messages each (${ROUNDS} rounds)`,
    figures: [
      of('unknown, in clear text', 'unknown'),
      of('bare: as many handshakes of Node’s TLS, no message', 'bare'),
      {
        ...of('known by their certificates, over TLS', 'known'),
        ratio: pairedRatio(times.known, parts),
        limit: { kind: 'most', times: TIMES, value: median(parts), of: 'unknown + bare' },
      },
    ],
  };
}

/** From the first connection that is asked for to the last message that the broker heard, milliseconds. */
async function comeBack(units: readonly Unit[], broker: Running, secure: boolean): Promise<number> {
  const told = () => broker.ask<{ port: number; heard: number }>({});
  const { port, heard: before } = await told();
  const began = instant();
  const buses: Bus[] = units.map(({ identity, credentials }) => {
    const messages = Array.from({ length: EVENTS }, (_, i) =>
      encode('waiting', identity as never, { observedAt: i, services: [], counters: [] }),
    );
    const bus: Bus = connectBus(
      {
        url: `mqtt${secure ? 's' : ''}://127.0.0.1:${port}`,
        clientId: clientIdOf(identity),
        subscriptions: [],
        logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
        ...(secure ? { secure: { credentials, expects: ({ role }) => role === 'hub' } } : {}),
      },
      {
        onPacket: () => undefined,
        onConnected: () => {
          for (const message of messages) bus.publish(message);
        },
      },
    );
    return bus;
  });
  while ((await told()).heard - before < units.length * EVENTS) await delay(2);
  const took = instant() - began;
  await Promise.all(buses.map((bus) => bus.close()));
  return took;
}

/** As many connections as units, at once, milliseconds: each end shows its certificate and looks at the other's as OpenSSL does. */
async function shakeHands(units: readonly Unit[], server: Running): Promise<number> {
  const told = () => server.ask<{ port: number; heard: number }>({});
  const { port, heard: before } = await told();
  const began = instant();
  const sockets = units.map(({ credentials: { certificate, key, authorities } }) => {
    const ca = authorities.map((each) => each.toString());
    const shown = { cert: certificate(), key: key(), ca, minVersion: 'TLSv1.3' as const };
    return connect({ host: '127.0.0.1', port, ...shown, checkServerIdentity: () => undefined }).on(
      'error',
      () => undefined,
    );
  });
  while ((await told()).heard - before < units.length) await delay(2);
  const took = instant() - began;
  for (const socket of sockets) socket.destroy();
  return took;
}
