import { LATER } from '../../protocol/ground/open-enum.ts';
import { type Schema, schemaBreaches } from './schema-breaches.ts';

/** An AsyncAPI document of the wire, as far as it is compared. */
export interface Contract {
  readonly channels: Readonly<Record<string, { readonly address: string }>>;
  readonly operations: Readonly<
    Record<string, { readonly bindings: { readonly mqtt: { readonly qos: number; readonly retain: boolean } } }>
  >;
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly payload: Schema }>>;
    readonly schemas: { readonly Event: Schema };
  };
}

/**
 * Why units and hubs of two versions could not speak with each other, in words; empty where they can. Either may be the one that
 * reads: an office is brought up to date unit by unit. Channels, fields that may be left off, events and commands may be added.
 */
export function contractBreaches(earlier: Contract, later: Contract): string[] {
  return [
    ...Object.keys(earlier.channels).flatMap((name) => channelBreaches(name, earlier, later)),
    ...bothWays('events, each', earlier.components.schemas.Event, later.components.schemas.Event),
  ];
}

function channelBreaches(name: string, earlier: Contract, later: Contract): string[] {
  const before = partsOf(name, earlier);
  const now = partsOf(name, later);
  if (now === undefined || before === undefined) return [`${name}: the channel is gone`];
  const moved = (['topic', 'qos', 'retain'] as const)
    .filter((part) => before[part] !== now[part])
    .map((part) => `${name}: ${part} was ${String(before[part])} and is ${String(now[part])}`);
  return [...moved, ...bothWays(name, before.payload, now.payload)];
}

function partsOf(name: string, { channels, operations, components }: Contract) {
  const mqtt = operations[`publish-${name}`]?.bindings.mqtt;
  const payload = components.messages[name]?.payload;
  const topic = channels[name]?.address;
  if (mqtt === undefined || payload === undefined || topic === undefined) return undefined;
  return { topic, qos: mqtt.qos, retain: mqtt.retain, payload };
}

const bothWays = (name: string, earlier: Schema, later: Schema): string[] => [
  ...schemaBreaches({ reader: later, writer: earlier, newTypes: false }).map(
    (breach) => `${name}: a later version reads an earlier one: ${breach}`,
  ),
  ...schemaBreaches({ reader: earlier, writer: later, newTypes: true }).map(
    (breach) => `${name}: an earlier version reads a later one: ${breach}`,
  ),
];

/** Where a schema takes this version's words alone, so that a later version's message would be dropped; by path. Pure. */
export function closedWords(schema: Schema, path = '(all)'): string[] {
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches?.some((branch) => branch[LATER] === true)) return [];
  return [
    ...(schema.enum === undefined ? [] : [path]),
    ...(branches ?? []).flatMap((branch) => closedWords(branch, path)),
    ...Object.entries(schema.properties ?? {}).flatMap(([field, of]) => closedWords(of, `${path}.${field}`)),
    ...(schema.items === undefined ? [] : closedWords(schema.items, `${path}[]`)),
  ];
}
