import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Event, isKnownEventType, readEvent } from '../queue/events.ts';
import { asyncApiText } from './asyncapi.ts';
import { type ChannelName, channels, decode, encode, filterOf, isFault, matchTopic, topicOf } from './topics.ts';

const level = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/);
const address = fc.record({ city: level, office: level, section: level, unit: level });
const channel = fc.constantFrom(...(Object.keys(channels) as ChannelName[]));
const shimin = { city: 'kyoto', office: 'ukyo', section: 'shimin' };

describe('topics', () => {
  it('are read back as the channel and the address that they were made of, whatever the names', () =>
    fc.assert(
      fc.property(channel, address, (name, at) => {
        const match = matchTopic(topicOf(name, at));
        expect(match?.channel).toBe(name);
        expect(at).toMatchObject(match?.address ?? { nothing: true });
      }),
    ));

  it('that nobody named are no channel', () => {
    for (const topic of [
      '',
      'matazu/v1',
      'matazu/v2/kyoto/ukyo/congestion',
      'matazu/v1/Kyoto/ukyo/shimin/events',
      'matazu/v1/kyoto/ukyo/shimin/others',
    ]) {
      expect(matchTopic(topic)).toBeUndefined();
    }
  });

  it('are subscribed to with a plus for each level that is not given', () => {
    expect(filterOf('events')).toBe('matazu/v1/+/+/+/events');
    expect(filterOf('events', { city: 'kyoto', section: 'shimin' })).toBe('matazu/v1/kyoto/+/shimin/events');
  });
});

describe('messages', () => {
  it('come back as they were sent', () => {
    const message = {
      observedAt: 1,
      services: [{ service: 'shomei', waiting: 3, lastCalled: 'A012' }],
      counters: [{ counter: 1, state: 'open' as const, ticket: 'A012' }],
    };
    const { topic, payload } = encode('waiting', shimin, message);
    expect(decode(topic, payload)).toEqual({ channel: 'waiting', address: shimin, message });
  });

  it('of an existing ticket machine may be short, with plain numbers', () => {
    const payload = '{"observedAt":1,"services":[{"service":"nenkin","waiting":4,"lastCalled":17}],"vendor":"x"}';
    expect(decode('matazu/v1/kyoto/ukyo/nenkin/waiting', payload)).toMatchObject({
      message: { observedAt: 1, services: [{ service: 'nenkin', waiting: 4, lastCalled: '17' }], counters: [] },
    });
  });

  it('that cannot be used name each fault and never throw', () =>
    fc.assert(
      fc.property(channel, address, fc.oneof(fc.string(), fc.json(), fc.uint8Array()), (name, at, payload) => {
        const read = decode(topicOf(name, at), payload);
        if (isFault(read)) expect(read.faults.length).toBeGreaterThan(0);
      }),
    ));

  it('with a wrong field are refused by the field’s path', () => {
    expect(
      decode(topicOf('waiting', shimin), '{"observedAt":"now","services":[{"service":"a","waiting":-1}]}'),
    ).toEqual({
      topic: 'matazu/v1/kyoto/ukyo/shimin/waiting',
      faults: [expect.stringContaining('observedAt: '), expect.stringContaining('services.0.waiting: ')],
    });
  });
});

describe('events', () => {
  it('of a type that this version does not know pass the wire, and are not read', () => {
    const read = decode(
      topicOf('events', shimin),
      JSON.stringify({ unit: 'u', epoch: 1, first: 1, events: [{ type: 'ticket-levitated', at: 5, height: 3 }] }),
    );
    expect(read).toMatchObject({ message: { events: [{ type: 'ticket-levitated', height: 3 }] } });
    expect(readEvent({ type: 'ticket-levitated', at: 5 })).toBeUndefined();
    expect(isKnownEventType('ticket-levitated')).toBe(false);
  });

  it('lose what they should not carry: a name put into one is gone', () => {
    const event = { type: 'ticket-called', at: 1, ticket: 't', counter: 1, residentName: '山田太郎' };
    expect(readEvent(event)).toEqual({ type: 'ticket-called', at: 1, ticket: 't', counter: 1 });
  });

  it('are all of the design’s types', () => {
    const design =
      'day-opened reception-closed ticket-issued ticket-called ticket-recalled ticket-absent ticket-held ticket-requeued ticket-transferred service-finished ticket-cancelled counter-opened counter-paused counter-closed level-declared ticket-printed print-failed';
    const known = Event.options.map((option) => option.shape.type.value);
    expect(known).toEqual(expect.arrayContaining(design.split(' ')));
  });
});

describe('the AsyncAPI document', () => {
  it('is what the schemas say today; if not, `npm run docs` writes it', () => {
    expect(readFileSync(new URL('./asyncapi.json', import.meta.url), 'utf8')).toBe(asyncApiText());
  });
});
