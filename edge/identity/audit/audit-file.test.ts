import { spawnSync } from 'node:child_process';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { entryOf, NOON, setupAudit } from '../testing/audit.ts';

const MONTH_MS = 31 * 86_400_000;

it('keeps nobody waiting, writes rows in the order in which they came, and says where it ends when they are on the disk', async () => {
  const { open, rows, folder } = await setupAudit();
  const audit = open();
  for (let i = 1; i <= 100; i++) audit.record(entryOf(NOON, { object: `ticket ${i}` }));
  expect([audit.head, await readdir(folder)]).toEqual([null, []]);
  await Promise.all([audit.written(), audit.written()]);
  audit.record(entryOf(NOON, { object: 'ticket 101' }));
  expect(audit.head?.seq).toBe(100);
  await audit.close();
  expect((await rows()).map(({ object }) => object)).toEqual(Array.from({ length: 101 }, (_, i) => `ticket ${i + 1}`));
});

it('is for its owner alone', async () => {
  const { live, newest } = await setupAudit();
  await live(1);
  expect((await stat(await newest())).mode & 0o777).toBe(0o600);
});

it('stops nobody where its disk takes nothing, says so, and takes down what was done meanwhile when it does again', async () => {
  const { folder, open, rows, faults, changes, logged } = await setupAudit();
  const audit = open();
  audit.record(entryOf(NOON, { object: 'first' }));
  await audit.written();
  await rename(folder, `${folder}-away`);
  await writeFile(folder, 'in its place');
  audit.record(entryOf(NOON, { object: 'second' }));
  await audit.written();
  audit.record(entryOf(NOON, { object: 'third' }));
  await audit.written();
  expect([audit.failing, audit.head?.seq, changes()]).toEqual([true, 1, 1]);
  await rm(folder);
  await rename(`${folder}-away`, folder);
  await audit.written();
  expect([audit.failing, audit.head?.seq, changes()]).toEqual([false, 3, 2]);
  expect((await rows()).map(({ object }) => object)).toEqual(['first', 'second', 'third']);
  expect(await faults()).toEqual([]);
  expect(logged.filter((message) => message.startsWith('the audit'))).toEqual([
    expect.stringContaining('cannot be written'),
    'the audit is written again',
  ]);
});

it('has no half a row of a disk that was full, and has what was done meanwhile', async () => {
  const { open, rows, faults, newest } = await setupAudit();
  const audit = open();
  audit.record(entryOf(NOON, { object: 'first' }));
  await audit.written();
  const { size } = await stat(await newest());
  // The system writes as much of a row as there is room for, then none: as on a disk.
  const roomFor = (bytes: string) =>
    expect(spawnSync('prlimit', ['--pid', `${process.pid}`, `--fsize=${bytes}:unlimited`]).status).toBe(0);
  onTestFinished(() => roomFor('unlimited'));
  roomFor(`${size + 50}`);
  audit.record(entryOf(NOON, { object: 'second' }));
  await audit.written();
  roomFor('unlimited');
  expect([audit.failing, (await stat(await newest())).size]).toEqual([true, size]);
  await audit.close();
  expect([audit.failing, (await rows()).map(({ object }) => object)]).toEqual([false, ['first', 'second']]);
  expect(await faults()).toEqual([]);
});

it('counts what one who is refused without end asks, and writes all that others do', async () => {
  const { open, rows, folder } = await setupAudit();
  const audit = open();
  const stranger = entryOf(NOON, { actor: { role: 'board', device: 'lobby' }, result: 'not-allowed' });
  for (let i = 0; i < 5_000; i++) audit.record(stranger);
  audit.record(entryOf(NOON, { result: 'nobody-waiting' }));
  await audit.close();
  const written = await rows();
  expect(written.filter(({ actor }) => actor.device === 'lobby')).toHaveLength(201);
  expect(written.at(-2)).toMatchObject({ actor: { role: 'staff' }, result: 'nobody-waiting' });
  expect(written.at(-1)).toMatchObject({ actor: stranger.actor, object: '4800 more', result: 'not-allowed' });
  expect(await readdir(folder)).toHaveLength(1);
});

it('begins a file a month, and forgets those of thirteen months ago, unless the clock is not to be believed', async () => {
  const { live, folder, pass, distrust } = await setupAudit();
  const begin = async (): Promise<string | undefined> => (await readdir(folder)).sort()[0];
  for (let month = 0; month < 13; month++) {
    await live(1);
    pass(MONTH_MS);
  }
  expect(await readdir(folder)).toHaveLength(13);
  await live(1);
  expect(await begin()).toBe('0000000002.jsonl');
  distrust();
  pass(20 * MONTH_MS);
  await live(1);
  expect(await begin()).toBe('0000000002.jsonl');
});

it('tells when somebody takes its file away or writes it while it runs, and goes on', async () => {
  const { open, newest, faults, logged } = await setupAudit();
  const audit = open();
  audit.record(entryOf(NOON));
  await audit.written();
  await rm(await newest());
  audit.record(entryOf(NOON));
  await audit.written();
  expect(logged).toEqual([expect.stringContaining('somebody else wrote the audit')]);
  expect(await faults()).toEqual([expect.stringContaining('rows before row 2 are missing')]);
});
