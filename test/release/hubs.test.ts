import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encode } from '../../protocol/wire/topics.ts';
import { officeView } from '../testing/http.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { listen } from '../testing/wire.ts';
import { openTestBroker } from './broker.ts';
import { countsOf, last, lastSeen, type Recorded, readerOf, readOn, recordedOf } from './recorded.ts';
import { today } from './today.ts';
import { SHIMIN } from './ward.ts';

const packets = recordedOf('0.1.0').filter(({ broker }) => broker === 'hub');
const reads = readerOf('0.1.0');
const seen = lastSeen('0.1.0');

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

describe('a lead of 0.1.0 at a hub of today', () => {
  it('is counted as it was by its own, acknowledged, and told in words that it reads', async () => {
    const roles = today(stage, seen.observedAt);
    const hub = await roles.hub(stage.path('hub'));
    const wire = await listen(stage, hub.mqttPort);
    const lead = await mqtt.connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, {
      protocolVersion: 4,
      reconnectPeriod: 0,
    });
    stage.keep(lead, (it) => it.endAsync(true));
    const isOfTheLead = (topic: string): boolean => /\/(events|waiting|units\/[^/]+)$/.test(topic);
    // Nobody sends today what waited a day ago: a clock that counts so is told to be wrong.
    const isPast = (packet: Recorded): boolean =>
      readOn([packet], 'waiting').some(({ observedAt }) => seen.observedAt - observedAt > 60_000);
    for (const packet of packets) {
      const { topic, payload, retain } = packet;
      if (isOfTheLead(topic) && !isPast(packet) && !JSON.stringify(payload).includes('"offline"'))
        await lead.publishAsync(topic, JSON.stringify(payload), { qos: 1, retain });
    }

    const { epoch, first, events } = last(readOn(packets, 'events'));
    const end = { epoch, seq: first + events.length - 1 };
    await until('all of its log is acknowledged', () =>
      wire.seen.some(
        ({ read }) => read?.channel === 'acked' && read.message.epoch === end.epoch && read.message.seq === end.seq,
      ),
    );
    await until('it is counted', async () => {
      expect(countsOf(await officeView(hub.httpPort, 'kyoto/ukyo'))).toEqual(countsOf(seen));
      return true;
    });
    await until('the city is told', () => wire.seen.some(({ read }) => read?.channel === 'city'));
    expect(wire.seen.flatMap(({ topic, payload }) => reads(topic, payload))).toEqual([]);
    expect(roles.complaints).toEqual([]);
  });
});

describe('a lead of today at a hub of 0.1.0', () => {
  it('sends what that reads, from where it stands, and takes its word for it', async () => {
    const roles = today(stage, seen.observedAt);
    const hub = await openTestBroker(stage);
    const lead = await roles.lead(stage.path('lead'), { hub: hub.port });
    await until('it announces itself', () => hub.heardOn('unit').length > 0);

    // That hub knows nothing of it yet.
    const nothing = readOn(packets, 'acked').find(({ seq }) => seq === 0);
    if (nothing === undefined) throw new Error('no first acknowledgement was recorded');
    hub.publish(encode('acked', SHIMIN, nothing));
    for (const service of ['shomei', 'ido', 'shomei']) lead.handle({ type: 'issue', service, by: 'kiosk' });
    lead.handle({ type: 'call-next', counter: 1 });
    const sent = () => hub.heardOn('events');
    await until('its log is sent', () =>
      sent().some(({ events }) => events.some(({ type }) => type === 'ticket-called')),
    );
    const { epoch, first, events } = last(sent());
    expect(lead.view().hub).toMatchObject({ state: 'connected', pending: first + events.length - 1 });

    hub.publish(encode('acked', SHIMIN, { epoch, seq: first + events.length - 1 }));
    await until('nothing is left to be sent', () => lead.view().hub.pending === 0);
    for (const packet of packets) if (packet.topic.endsWith('/ukyo/congestion')) hub.repeat(packet);
    const estimate = seen.sections[0]?.services[0]?.estimate;
    await until('it shows the estimate of that hub', () => {
      expect(lead.view().services[0]?.estimate).toEqual(estimate);
      return true;
    });
    expect(hub.heardOn('waiting')).not.toEqual([]);
    expect(hub.heard.flatMap(({ topic, payload }) => reads(topic, payload))).toEqual([]);
    expect(roles.complaints).toEqual([]);
  });
});
