import { type Identity, isUnit, type UnitIdentity } from '../identity/identity.ts';
import { type Channel, type ChannelName, channels, filterOf } from './topics.ts';

/** Filters of what a machine may publish, a last will too, and of what it may subscribe to. */
export interface Grants {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/**
 * What a machine may do at a broker: the table of the topics, read for one identity. A unit may do it for its own section alone,
 * or as itself; a hub for all. Pure.
 */
export function grantsOf(identity: Identity): Grants {
  const names = Object.keys(channels) as ChannelName[];
  const all = names.map((name) => ({ name, channel: channels[name] as Channel }));
  return {
    publish: all.filter(({ channel }) => channel.from.some((who) => isOne(identity, who))).map(own(identity)),
    subscribe: all.flatMap(({ name, channel }) => {
      if (identity.role === 'broker') return [];
      if (channel.to === 'anyone') return [filterOf(name)];
      return channel.to.some((who) => isOne(identity, who)) ? [own(identity)({ name })] : [];
    }),
  };
}

export const mayPublish = ({ publish }: Grants, topic: string): boolean =>
  publish.some((grant) => covers(grant, topic));

/** Whether it may have everything that a filter asks for. */
export const maySubscribe = ({ subscribe }: Grants, filter: string): boolean =>
  subscribe.some((grant) => covers(grant, filter));

/** Whoever the table calls a unit is any unit of a section. */
const isOne = (identity: Identity, who: Channel['from'][number]): boolean =>
  who === 'unit' ? isUnit(identity) : identity.role === who;

const own =
  (identity: Identity) =>
  ({ name }: { readonly name: ChannelName }): string =>
    filterOf(name, isUnit(identity) ? placeOf(identity) : {});

const placeOf = ({ city, office, section, unit }: UnitIdentity) => ({ city, office, section, unit });

/** Whether every topic of a filter is one of the grant, which has no `#`. */
function covers(grant: string, filter: string): boolean {
  const granted = grant.split('/');
  const asked = filter.split('/');
  return (
    granted.length === asked.length &&
    granted.every((level, i) => (level === '+' ? asked[i] !== '#' && asked[i] !== '' : level === asked[i]))
  );
}
