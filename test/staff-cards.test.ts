import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { StorageCard } from '../hardware/card-reader/simulator/storage-card.ts';
import { VPCD_PORT } from '../hardware/simulation/vpcd-outlet.ts';
import { openPcscd, type Pcscd, pcscdMissing } from '../hardware/testing/pcscd.ts';
import { openVirtualReader, type VirtualReader } from '../hardware/testing/virtual-reader.ts';
import { cardReader, writeLead, writeMember } from './testing/configurations.ts';
import { leadView } from './testing/http.ts';
import { isNowhere } from './testing/invariants.ts';
import { freePort } from './testing/ports.ts';
import { matazu, role, start, typed } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { readLog } from './testing/stores.ts';
import { until } from './testing/until.ts';
import { listen } from './testing/wire.ts';

vi.setConfig({ testTimeout: 240_000 });
const STAFF = '0114b34d12345678';
const STRANGER = '04a1b2c3d4e580';
const OFFICE = 'kyoto/ukyo';
const staff = () => new StorageCard('felica', STAFF);
const stranger = () => new StorageCard('type-a', STRANGER);

if (pcscdMissing !== null) process.stderr.write(`${pcscdMissing}\n`);
describe.skipIf(pcscdMissing !== null)('a staff card', () => {
  let pcscd: Pcscd;
  let stage: Stage;
  beforeAll(async () => {
    pcscd = await openPcscd();
  }, 600_000);
  afterAll(() => pcscd?.close());
  beforeEach(async () => {
    stage = await openStage();
  });
  afterEach(() => stage.close());

  const tap = async (at: VirtualReader, card: StorageCard): Promise<void> => {
    await at.insert(card);
    await until('the card was asked', () => card.heard.length > 0);
  };
  const enrol = async (at: VirtualReader, file: string, ...what: string[]) => {
    const program = start(stage, process.execPath, [matazu, 'enrol', '--config', file, ...what]);
    await program.says('職員カードをかざしてください');
    await tap(at, staff());
    await program.ended();
    await at.remove();
    return program;
  };

  const forget = async (file: string, duty: string) => {
    const { status, lines } = await typed(stage, 'enrol', '--config', file, '--forget', duty);
    return [status, lines.join('\n')];
  };

  it('opens its counter in its duty at the lead and at a member, closes it again, and is in nothing that anybody reads', async () => {
    const [port, lanPort] = [await freePort(), await freePort()];
    const duties = [
      { id: 'certificates', services: ['shomei'] },
      { id: 'moving', services: ['ido'], counters: [3] },
    ];
    const section = { office: OFFICE, section: 'shimin' };
    const { file, data } = writeLead(stage, {
      ...section,
      httpPort: port,
      lanPort,
      duties,
      devices: [cardReader(1, '00 00')],
    });
    const memberData = stage.path('member-data');
    const memberFile = writeMember(stage, {
      ...section,
      counter: 2,
      lanPort,
      data: memberData,
      devices: [cardReader(2, '00 01')],
    });
    const [first, second] = [openVirtualReader(), openVirtualReader(VPCD_PORT + 1)];
    stage.keep(first, (it) => it.close());
    stage.keep(second, (it) => it.close());
    const enrolled = await enrol(first, file, 'reader-1', 'certificates');
    expect(enrolled.lines.join('\n')).toContain('登録しました');
    await enrol(second, memberFile, 'reader-2', 'certificates');

    const lead = role(stage, 'lead', file);
    await lead.start();
    const wire = await listen(stage, lanPort);
    const member = role(stage, 'member', memberFile);
    await member.start();
    const counter = async (id: number) => (await leadView(port)).counters.find((each) => each.counter === id);
    const detailOf = async (id: string) =>
      (await leadView(port)).units.flatMap(({ devices }) => devices).find((device) => device.id === id)?.detail ?? '';

    await tap(first, staff());
    await until('counter 1 is open', async () => (await counter(1))?.state === 'open');
    expect(await counter(1)).toMatchObject({ duty: 'certificates', services: ['shomei'] });
    await first.remove();

    await tap(first, stranger());
    await until('staff read that it is not enrolled', async () =>
      (await detailOf('reader-1')).includes('登録されていません'),
    );
    expect((await counter(1))?.state).toBe('open');
    await first.remove();

    await tap(first, staff());
    await until('counter 1 is closed', async () => (await counter(1))?.state === 'closed');
    await first.remove();

    await tap(second, staff());
    await until('counter 2 is open', async () => (await counter(2))?.state === 'open');
    expect(await counter(2)).toMatchObject({ duty: 'certificates', services: ['shomei'] });
    await second.remove();

    const kept = () => [data, memberData].flatMap((folder) => readdirSync(join(folder, 'staff-cards')));
    const before = kept();
    // One of that duty was lost: the running lead knows none of it any more, and the member its own still.
    expect(await forget(file, 'moving')).toEqual([1, expect.stringContaining('登録されていません')]);
    expect(await forget(file, 'certificates')).toEqual([0, expect.stringContaining('1枚の登録を消しました')]);
    await tap(first, staff());
    await until('staff read that the lost card is not enrolled', async () =>
      (await detailOf('reader-1')).includes('登録されていません'),
    );
    expect((await counter(1))?.state).toBe('closed');
    await first.remove();
    await tap(second, stranger());
    await second.remove();
    await tap(second, staff());
    await until('counter 2 is closed', async () => (await counter(2))?.state === 'closed');
    await second.remove();

    // Where the member asked for a duty that its lead doesn't have there, staff read why.
    await enrol(second, memberFile, 'reader-2', 'moving');
    await tap(second, stranger());
    await second.remove();
    await tap(second, staff());
    await until('staff read that it is not for here', async () =>
      /窓口2では開けません/.test(await detailOf('reader-2')),
    );

    const view = await leadView(port);
    const hashes = [...new Set([...before, ...kept()])];
    await member.kill();
    await lead.kill();
    const planted = [STAFF, STAFF.toUpperCase(), STRANGER, STRANGER.toUpperCase()];
    for (const id of [STAFF, STRANGER]) planted.push(Buffer.from(id, 'hex').toString('base64'));
    planted.push(...hashes.filter((name) => !name.startsWith('key')).map((name) => name.slice(8)));
    expect(planted.length).toBeGreaterThan(7);
    const texts = [...wire.seen.map(({ payload }) => payload), ...lead.said(), ...member.said(), JSON.stringify(view)];
    expect(isNowhere(planted, { texts, folders: [data, memberData] })).toEqual([]);
    expect(JSON.stringify(readLog(data))).toContain('"duty":"certificates"');
  });

  it('that is not put on the reader is not enrolled, and a duty or reader that is not configured is named', async () => {
    const { file } = writeLead(stage, {
      office: OFFICE,
      section: 'shimin',
      httpPort: await freePort(),
      duties: [{ id: 'certificates', services: ['shomei'] }],
      devices: [cardReader(1, '00 00')],
    });
    for (const [what, words, status = 78] of [
      [['reader-1', 'cooking'], 'there is no duty cooking; it has: certificates'],
      [['panel', 'certificates'], 'there is no card reader panel; it has: reader-1'],
      [['reader-1'], 'matazu enrol READER DUTY, or matazu enrol --forget DUTY', 1],
      [['reader-1', 'certificates', '--forget', 'certificates'], 'matazu enrol READER DUTY, or', 1],
    ] as const) {
      const ended = await typed(stage, 'enrol', '--config', file, ...what);
      expect(ended.status).toBe(status);
      expect(ended.lines.join('\n')).toContain(words);
    }
  });
});
