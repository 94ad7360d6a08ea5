import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decode, isFault } from '../protocol/wire/topics.ts';
import { writeHub } from './testing/configurations.ts';
import { escposText } from './testing/escpos-text.ts';
import { leadView, officeView, post } from './testing/http.ts';
import { freePort } from './testing/ports.ts';
import { role, start, startMatazu } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';
import { listenOnceUp } from './testing/wire.ts';

const SOCAT = ['/usr/bin/socat'].find((file) => existsSync(file));
const MOSQUITTO = ['/usr/bin/mosquitto_sub'].find((file) => existsSync(file));
if (SOCAT === undefined)
  process.stderr.write('socat is missing (apt-get install socat): the example is not tested on a pseudo-terminal\n');
if (MOSQUITTO === undefined)
  process.stderr.write(
    'mosquitto_sub is missing (apt-get install mosquitto-clients): the example is not tested with it\n',
  );

/** The design's own example; only ports and paths are another machine's. */
const EXAMPLE = (ports: { http: number; lan: number; hub: number; printer: number; panel: string }): string => `
unit: ukyo-shimin-1
office: kyoto/ukyo
section: { id: shimin, name: { ja: 市民窓口課, en: Citizens' counter } }
role: lead
data: ./data/ukyo-shimin-1
http: { port: ${ports.http} }
lan: { port: ${ports.lan} }
hub: { url: "mqtt://127.0.0.1:${ports.hub}" }
hours: { opens: "08:30", closes: "17:00", timezone: Asia/Tokyo }
services:
  - { id: shomei, letter: A, name: { ja: 住民票・証明書, en: Certificates }, expectedMinutes: 5 }
  - { id: ido, letter: B, name: { ja: 住所の異動, en: Moving in or out }, expectedMinutes: 14 }
counters:
  - { id: 1, services: [shomei, ido] }
devices:
  - { id: printer, kind: printer, driver: escpos, link: { tcp: "127.0.0.1:${ports.printer}" } }
  - { id: panel-1, kind: button-panel, driver: serial, link: { serial: ${ports.panel} }, counter: 1,
      buttons: { 1: call-next, 2: recall, 3: absent, 4: hold, 5: finish, 6: pause-counter } }
`;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** A port that swallows every byte and answers none. */
async function openSink(): Promise<{ readonly port: number; bytes(): Uint8Array }> {
  const chunks: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    stage.keep(socket, (it) => it.destroy());
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  stage.keep(server, (it) => it.close());
  return { port, bytes: () => Buffer.concat(chunks) };
}

describe.skipIf(SOCAT === undefined)("the design's example configuration", () => {
  it('prints a ticket that another program can read, and calls it when the panel says press 1', async () => {
    const sink = await openSink();
    const [http, lan, hub] = [await freePort(), await freePort(), await freePort()];
    const [panel, finger] = [stage.path('panel'), stage.path('finger')];
    start(stage, SOCAT ?? 'socat', [`pty,raw,echo=0,link=${panel}`, `pty,raw,echo=0,link=${finger}`]);
    await until('the pseudo-terminal is there', () => existsSync(panel) && existsSync(finger));
    const file = stage.path('example.yaml');
    writeFileSync(file, EXAMPLE({ http, lan, hub, printer: sink.port, panel }));
    const lead = role(stage, 'lead', file);
    await lead.start();

    const answer = await post(http, { type: 'issue', service: 'shomei' });
    expect(answer).toMatchObject({ outcome: 'done', events: [{ type: 'ticket-issued', number: 'A001', by: 'kiosk' }] });
    const paper = await until('the ticket came out', () => {
      const read = escposText(sink.bytes());
      return read.cuts > 0 && read;
    });
    const text = paper.lines.join('\n');
    for (const words of ['A001', '市民窓口課', '住民票・証明書', '待ち人数', 'Certificates'])
      expect(text).toContain(words);
    await until(
      'the print is said to be sent, no more',
      async () => (await leadView(http)).tickets[0]?.print === 'sent',
    );

    writeFileSync(finger, 'press 1\n');
    const view = await until('it is called', async () => {
      const now = await leadView(http);
      return now.counters[0]?.ticket === 'A001' && now;
    });
    expect(view.calls).toMatchObject([{ number: 'A001', counter: 1 }]);
    expect(view.hub.state).toBe('offline');
  });
});

describe('a hub beside it', () => {
  it.skipIf(MOSQUITTO === undefined)(
    'carries the designed messages to any MQTT client, and takes the counts of a section without tickets',
    async () => {
      const [http, lan, hubHttp, hubMqtt] = [await freePort(), await freePort(), await freePort(), await freePort()];
      const hub = role(stage, 'hub', writeHub(stage, { httpPort: hubHttp, mqtt: { port: hubMqtt } }).file);
      await hub.start();
      const heard = start(stage, 'mosquitto_sub', ['-p', String(hubMqtt), '-v', '-t', 'matazu/v1/#']);
      const file = stage.path('example.yaml');
      writeFileSync(
        file,
        EXAMPLE({ http, lan, hub: hubMqtt, printer: await freePort(), panel: stage.path('no-panel') }),
      );
      await role(stage, 'lead', file).start();
      await post(http, { type: 'issue', service: 'ido' });
      await post(http, { type: 'call-next', counter: 1 });
      const topics = [
        'shimin/events',
        'shimin/acked',
        'shimin/waiting',
        'shimin/units/ukyo-shimin-1',
        'ukyo/congestion',
        'kyoto/congestion',
      ];
      await until('each designed topic was heard', () =>
        topics.every((topic) => heard.lines.some((line) => line.includes(`${topic} `))),
      );
      for (const line of heard.lines) {
        const [topic = '', ...payload] = line.split(' ');
        const read = decode(topic, payload.join(' '));
        expect(isFault(read) ? read : undefined, line).toBeUndefined();
      }

      const counts = { observedAt: Date.now(), services: [{ service: 'nenkin', waiting: 7, lastCalled: 12 }] };
      execFileSync('mosquitto_pub', [
        '-p',
        String(hubMqtt),
        '-q',
        '1',
        '-t',
        'matazu/v1/kyoto/ukyo/nenkin/waiting',
        '-m',
        JSON.stringify(counts),
      ]);
      const section = await until('the counts are in the office’s view', async () =>
        (await officeView(hubHttp, 'kyoto/ukyo')).sections.find(({ section }) => section === 'nenkin'),
      );
      expect(section).toMatchObject({
        source: 'counts',
        freshness: 'live',
        services: [{ service: 'nenkin', waiting: 7, lastCalled: '12' }],
      });
    },
  );

  it('goes on when it is told nonsense, and says once what was wrong', async () => {
    const [hubHttp, hubMqtt] = [await freePort(), await freePort()];
    const hub = role(stage, 'hub', writeHub(stage, { httpPort: hubHttp, mqtt: { port: hubMqtt } }).file);
    await hub.start();
    const voice = await listenOnceUp(stage, hubMqtt);
    for (let i = 0; i < 5; i++) {
      await voice.publish('matazu/v1/kyoto/ukyo/shimin/waiting', '{"observedAt":"soon"}');
      await voice.publish('matazu/v1/kyoto/ukyo/shimin/events', 'not JSON at all');
      await voice.publish('matazu/v1/what/is/this', { a: 1 });
    }
    await voice.publish('matazu/v1/kyoto/ukyo/nenkin/waiting', {
      observedAt: Date.now(),
      services: [{ service: 'nenkin', waiting: 2 }],
    });
    await until('the sound one was taken', async () => (await officeView(hubHttp, 'kyoto/ukyo')).waiting === 2);
    const metrics = await (await fetch(`http://127.0.0.1:${hubHttp}/metrics`)).text();
    expect(metrics).toContain('matazu_ingest_faults_total 15');
    expect(hub.said().filter((line) => line.includes('could not be used'))).toHaveLength(3);
  });
});

describe('a wrong configuration', () => {
  it.each(['edge', 'check'] as const)('is refused by %s with every fault and its path, status 78', async (command) => {
    const file = stage.path('wrong.yaml');
    const wrong = EXAMPLE({ http: 0, lan: 0, hub: 1, printer: 1, panel: '/dev/x' })
      .replace('letter: B', 'letter: bb')
      .replace('"17:00"', '25')
      .replace('[shomei, ido]', '[shomei, nobody]')
      .replace('role: lead', 'role: lead\ncolour: red');
    writeFileSync(file, wrong);
    const program = startMatazu(stage, command, file);
    await program.ended();
    const said = program.lines.join('\n');
    for (const path of ['services[1].letter (line ', 'hours.closes (line ', 'colour (line '])
      expect(said).toContain(path);
    expect(program.status).toBe(78);
  });

  it('is refused by a hub too', async () => {
    const file = stage.path('wrong-hub.yaml');
    writeFileSync(file, 'data: 5\noffices:\n  - { path: Kyoto, name: 京都 }\n');
    const program = startMatazu(stage, 'hub', file);
    await program.ended();
    expect(program.lines.join('\n')).toMatch(/data \(line 1\)[\s\S]*offices\[0\]\.path \(line 3\)/);
    expect(program.status).toBe(78);
  });
});

describe('every listener', () => {
  it('is on loopback unless the configuration names another address', async () => {
    const ports = [await freePort(), await freePort(), await freePort(), await freePort()] as const;
    const hub = role(stage, 'hub', writeHub(stage, { httpPort: ports[0], mqtt: { port: ports[1] } }).file);
    await hub.start();
    const file = stage.path('example.yaml');
    writeFileSync(file, EXAMPLE({ http: ports[2], lan: ports[3], hub: ports[1], printer: 9, panel: '/dev/none' }));
    await role(stage, 'lead', file).start();
    const listening = ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap((table) => readFileSync(table, 'utf8').split('\n').slice(1))
      .flatMap((row) => {
        const [, local = '', , state] = row.trim().split(/\s+/);
        const [address = '', port = ''] = local.split(':');
        return state === '0A' && (ports as readonly number[]).includes(Number.parseInt(port, 16)) ? [address] : [];
      });
    // 127.0.0.1, as the kernel writes it.
    expect(listening).toEqual(['0100007F', '0100007F', '0100007F', '0100007F']);
  });
});
