import { z } from 'zod';
import { Event } from '../queue/events.ts';
import { type Channel, type ChannelName, channels } from './topics.ts';

/** What each level of a topic names. */
const LEVELS: Readonly<Record<string, string>> = {
  city: 'A city, as in kyoto.',
  office: 'A ward office or branch, as in ukyo.',
  section: 'A section of an office, as in shimin.',
  unit: 'A unit: one Raspberry Pi at a counter.',
};

const ROOT = 'matazu/v1/';

/**
 * The contract as an AsyncAPI 3.0 document, made from the same table and schemas that the programs run on. `input` schemas:
 * what a sender may write; unknown fields are ignored.
 */
function asyncApi(): object {
  const names = Object.keys(channels) as ChannelName[];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Matazu',
      version: '1.0.0',
      description:
        'What the counters of a city tell, and what the hub makes of it. JSON in UTF-8 over MQTT 3.1.1, QoS 1, clean sessions (the brokers inside refuse persistent ones with CONNACK code 2, and filters outside `matazu/`); times are integer milliseconds since 1970. Unknown fields are ignored; unknown event types are stored and skipped; where a word may be of a later version, the schema has `x-later-versions`: it is read and never written.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      names.map((name) => [
        name,
        {
          address: channels[name].topic,
          description: channels[name].summary,
          parameters: Object.fromEntries(
            [...channels[name].topic.slice(ROOT.length).matchAll(/\{(\w+)\}/g)].map(([, level = '']) => [
              level,
              { description: LEVELS[level] },
            ]),
          ),
          messages: { [name]: { $ref: `#/components/messages/${name}` } },
        },
      ]),
    ),
    operations: Object.fromEntries(
      names.map((name) => [
        `publish-${name}`,
        {
          action: 'send',
          summary: `From ${channels[name].from.join(', ')} to ${partiesOf(channels[name])}.`,
          channel: { $ref: `#/channels/${name}` },
          bindings: { mqtt: { qos: 1, retain: channels[name].retain, bindingVersion: '0.2.0' } },
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(names.map((name) => [name, { name, payload: jsonSchema(channels[name].message) }])),
      // What the items of `events` are, as far as this version knows.
      schemas: { Event: jsonSchema(Event) },
    },
  };
}

const jsonSchema = (schema: z.ZodType): object =>
  z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });

const partiesOf = ({ to }: Channel): string => (to === 'anyone' ? to : to.join(', '));

/** The document as it stands in the repository. */
export const asyncApiText = (): string => `${JSON.stringify(asyncApi(), null, 2)}\n`;
