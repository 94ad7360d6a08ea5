import { afterEach, describe, expect, it } from 'vitest';
import { Opened } from '../../testing/test-hub.ts';
import { day, eventually, logOf, MINUTE, openWardWithLead, seen, TEN, views } from '../../testing/test-ward.ts';

const opened = new Opened();
afterEach(() => opened.close());

describe('over HTTP', () => {
  it('a resident finds their ticket by its code', async () => {
    const { hub, lead } = await openWardWithLead(opened);
    await lead.deliver(logOf(...day(6, 1)));
    await seen(hub, { services: [{ waiting: 3 }, { waiting: 2 }] });
    const ticket = async (n: number) => (await hub.get(`/api/v1/tickets/code--00000${n}`)).json();
    expect(await ticket(4)).toMatchObject({
      number: 'A004',
      sectionName: { ja: '市民窓口課' },
      state: 'waiting',
      // One for its own service and one for the other: the counter calls for both.
      ahead: 2,
      counter: null,
      freshness: 'live',
      estimate: { medianMinutes: expect.any(Number) },
    });
    expect(await ticket(1)).toMatchObject({ number: 'A001', state: 'done', ahead: null, estimate: null, counter: 1 });
  });

  it("yesterday's code is nobody's", async () => {
    const { hub, lead } = await openWardWithLead(opened);
    const next = { type: 'day-opened', at: TEN, day: '2026-11-25' };
    await lead.deliver(logOf(...day(2, 0), next));
    await seen(hub, { services: [{ waiting: 0 }, { waiting: 0 }] });
    expect((await hub.get('/api/v1/tickets/code--000001')).status).toBe(404);
  });

  it.each([
    ['/api/v1/tickets/nothing-of-the-kind', 404, 'unknown-ticket'],
    ['/api/v1/congestion/kyoto/nowhere', 404, 'unknown-office'],
    ['/api/v1/stream?office=kyoto/nowhere', 404, 'unknown-office'],
    ['/api/v1/stream?office=kyoto', 400, 'malformed'],
    ['/api/v1/stream', 400, 'malformed'],
    ['/api/v1/congestion/Kyoto/ukyo', 400, 'malformed'],
    ['/api/v1/forecast/kyoto/ukyo/nowhere', 404, 'unknown-section'],
    ['/api/v1/forecast/kyoto/nowhere/shimin', 404, 'unknown-section'],
    ['/api/v1/forecast/kyoto/ukyo/Shimin', 400, 'malformed'],
    ['/api/v1/accuracy/kyoto/ukyo/nowhere', 404, 'unknown-section'],
    ['/api/v1/accuracy/kyoto/ukyo/nowhere/2026-11-24', 404, 'unknown-section'],
    ['/api/v1/accuracy/kyoto/ukyo/shimin/2026-11-24', 404, 'unknown-day'],
    ['/api/v1/accuracy/kyoto/ukyo/shimin/yesterday', 400, 'malformed'],
    ['/open-data/forecast.csv?office=kyoto/nowhere', 404, 'unknown-office'],
    ['/open-data/forecast.json', 400, 'malformed'],
    ['/api/v1/nothing', 404, 'not-found'],
  ])('%s is a problem document of status %i', async (path, status, code) => {
    const { hub } = await openWardWithLead(opened);
    const response = await hub.get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ type: 'about:blank', status, code, detail: expect.any(String) });
  });

  it('an office is one document, the same as in the list and over MQTT', async () => {
    const { hub, lead } = await openWardWithLead(opened);
    await lead.deliver(logOf(...day(3, 1)));
    await seen(hub, { services: [{ waiting: 1 }, { waiting: 1 }] });
    await eventually(async () => {
      const one = await (await hub.get('/api/v1/congestion/kyoto/ukyo')).json();
      expect(await hub.offices()).toContainEqual(one);
      expect(views(lead)).toContainEqual(one);
    });
  });

  it('a stream gives the view at once and each newer one', async () => {
    const { hub, lead } = await openWardWithLead(opened);
    await lead.deliver(logOf(...day(3, 0)));
    const response = await hub.get('/api/v1/stream?office=kyoto/ukyo');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    opened.add({ close: () => reader.cancel().catch(() => undefined) });
    let text = '';
    const until = async (wanted: string): Promise<void> => {
      while (!text.includes(wanted)) text += new TextDecoder().decode((await reader.read()).value);
    };
    await until('event: congestion\ndata: {"city":"kyoto","office":"ukyo"');
    await lead.deliver(logOf(...day(3, 0), { type: 'ticket-called', at: TEN, ticket: 't-2', counter: 1 }));
    await until('"calls":[{"number":"A002"');
  });

  it('its own description names every address, and each answers as described', async () => {
    const { hub } = await openWardWithLead(opened);
    const api = (await (await hub.get('/api/v1/openapi.json')).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(api.paths).sort()).toEqual([
      '/api/v1/accuracy/{city}/{office}/{section}',
      '/api/v1/accuracy/{city}/{office}/{section}/{day}',
      '/api/v1/congestion',
      '/api/v1/congestion/{city}/{office}',
      '/api/v1/forecast/{city}/{office}/{section}',
      '/api/v1/stream',
      '/api/v1/tickets/{code}',
      '/healthz',
      '/open-data/accuracy.csv',
      '/open-data/accuracy.json',
      '/open-data/congestion.csv',
      '/open-data/congestion.json',
      '/open-data/forecast.csv',
      '/open-data/forecast.json',
    ]);
    expect(await (await hub.get('/healthz')).json()).toEqual({ status: 'ok' });
    const figures = await (await hub.get('/metrics')).text();
    expect(figures).toContain('matazu_sections{freshness="lost"} 1');
    expect(figures).toContain('# TYPE matazu_stream_dropped counter\nmatazu_stream_dropped 0');
  });

  it('open data is a table with a row a service; what is not known is empty, and words stay in their cell', async () => {
    const { hub, lead, at } = await openWardWithLead(opened);
    await lead.deliver(logOf(...day(3, 0)));
    await seen(hub, { services: [{ waiting: 2 }, { waiting: 1 }] });
    const csv = async () => await (await hub.get('/open-data/congestion.csv')).arrayBuffer();
    const lines = async () => new TextDecoder('utf-8', { ignoreBOM: true }).decode(await csv()).split('\r\n');
    const [header, first, second, end] = await lines();
    expect(header).toBe(
      '\ufeffcity,office,office_name_ja,section,section_name_ja,service,service_name_ja,level,waiting,low_minutes,median_minutes,high_minutes,freshness,source,reception,observed_at',
    );
    expect(first).toMatch(
      /^kyoto,ukyo,右京区役所,shimin,市民窓口課,shomei,"住民票, ""証明""",\w+,2,[\d.]+,[\d.]+,[\d.]+,live,tickets,open,2026-11-24T10:00:00\+09:00$/,
    );
    expect(second).toContain(',ido,異動,');
    expect(end).toBe('');
    at(TEN + 6 * MINUTE);
    await seen(hub, { freshness: 'lost' });
    await eventually(async () =>
      expect((await lines())[2]).toBe(
        'kyoto,ukyo,右京区役所,shimin,市民窓口課,ido,異動,unknown,,,,,lost,tickets,open,2026-11-24T10:00:00+09:00',
      ),
    );
    const json = (await (await hub.get('/open-data/congestion.json')).json()) as { rows: object[] };
    expect(json.rows).toHaveLength(2);
    expect(json.rows[1]).toMatchObject({ service: 'ido', waiting: null, median_minutes: null });
  });
});
