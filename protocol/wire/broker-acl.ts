import { clientIdOf, type Identity } from '../identity/identity.ts';
import { grantsOf } from './rights.ts';

/** Brokers elsewhere whose lists of rights can be written. */
export type BrokerKind = 'mosquitto' | 'emqx';

/**
 * What each machine may do, for a broker that is not Matazu's and takes the common name of a certificate for its user and its
 * client id: the table of rights, and nothing for anybody else. Pure.
 */
export function aclOf(broker: BrokerKind, identities: readonly Identity[]): string {
  const machines = [...new Map(identities.map((each) => [clientIdOf(each), each]))]
    .filter(([, { role }]) => role !== 'broker')
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return broker === 'mosquitto' ? machines.map(mosquitto).join('\n') : `${machines.map(emqx).join('')}{deny, all}.\n`;
}

type Machine = readonly [id: string, identity: Identity];

function mosquitto([id, identity]: Machine): string {
  const { publish, subscribe } = grantsOf(identity);
  const lines = [
    `user ${id}`,
    ...publish.map((filter) => `topic write ${filter}`),
    ...subscribe.map((filter) => `topic read ${filter}`),
  ];
  return `${lines.join('\n')}\n`;
}

function emqx([id, identity]: Machine): string {
  const { publish, subscribe } = grantsOf(identity);
  const rule = (action: string, filters: readonly string[]): string =>
    filters.length === 0
      ? ''
      : `{allow, {username, "${id}"}, ${action}, [${filters.map((filter) => `"${filter}"`).join(', ')}]}.\n`;
  return `${rule('publish', publish)}${rule('subscribe', subscribe)}`;
}
