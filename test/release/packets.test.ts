import { describe, expect, it } from 'vitest';
import { readEvent } from '../../protocol/queue/events.ts';
import { decode, isFault } from '../../protocol/wire/topics.ts';
import { contractOf, readerOf, readOn, recordedOf } from './recorded.ts';

const packets = recordedOf('0.1.0');
const contract = contractOf('0.1.0');

describe('what 0.1.0 sent', () => {
  it('is read today, each packet of every channel', () => {
    const reads = packets.map(({ topic, payload }) => decode(topic, JSON.stringify(payload)));
    expect(reads.filter(isFault)).toEqual([]);
    const channels = new Set(reads.flatMap((read) => (isFault(read) ? [] : [read.channel])));
    expect([...channels].sort()).toEqual(Object.keys(contract.channels).sort());
  });

  it('has events of all its types but one, and each is folded today', () => {
    const events = readOn(packets, 'events').flatMap((message) => message.events);
    expect(events.filter((event) => readEvent(event) === undefined)).toEqual([]);
    const types = contract.components.schemas.Event.oneOf?.map(({ properties }) => properties?.type?.const);
    // Numbers are raised only where a log was lost.
    expect(types?.filter((type) => events.every((event) => event.type !== type))).toEqual(['numbers-raised']);
  });

  it('was read by 0.1.0 itself, which would have dropped a refusal with a code of today', () => {
    const reads = readerOf('0.1.0');
    expect(packets.flatMap(({ topic, payload }) => reads(topic, JSON.stringify(payload)))).toEqual([]);
    const topic = 'matazu/v1/kyoto/ukyo/shimin/replies';
    const refused = { code: 'of-today', message: { ja: '', en: '' } };
    expect(reads(topic, JSON.stringify({ id: '1', refused }))).not.toEqual([]);
  });
});

describe('a word of a later version', () => {
  it.each([
    ['by', { by: 'of-later' }, { by: 'staff' }],
    ['priority', { priority: 'of-later' }, { priority: 'none' }],
    ['needs', { needs: ['sight', 'of-later'] }, { needs: ['sight'] }],
  ])('in %s loses no ticket', (_, said, read) => {
    const issued = readOn(packets, 'events')
      .flatMap((message) => message.events)
      .find(({ type }) => type === 'ticket-issued');
    expect(readEvent({ ...issued, ...said })).toMatchObject({ type: 'ticket-issued', number: 'A001', ...read });
  });
});
