import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { aFolder } from '../../../hardware/testing/folder.ts';
import { type AuditEntry, DONE } from '../audit/audit.ts';
import { AuditFile } from '../audit/audit-file.ts';
import { filesIn } from '../audit/kept-files.ts';
import { readAudit } from '../audit/read-audit.ts';
import { type HeardHead, verify } from '../audit/verify.ts';

export const NOON = Date.parse('2026-11-24T12:00+09:00');

/** An audit in a folder of this test's own, as a lead writes it and as an inspector reads it. */
export async function setupAudit() {
  const folder = await aFolder();
  const logged: string[] = [];
  const log = (_: object, message: string): void => {
    logged.push(message);
  };
  let now = NOON;
  let trusted = true;
  let changes = 0;
  const open = (): AuditFile => {
    const file = new AuditFile({
      folder,
      clock: { now: () => now, trusted: () => trusted, speed: 1 },
      logger: { info: log, warn: log, error: log },
      changed: () => {
        changes += 1;
      },
    });
    onTestFinished(() => file.close());
    return file;
  };
  const heard: HeardHead[] = [];
  /** Writes so many rows in one life of a lead, whose hub hears of the end of each. */
  const live = async (count: number, entry: Partial<AuditEntry> = {}): Promise<void> => {
    const file = open();
    for (let i = 0; i < count; i++) {
      file.record(entryOf(now, entry));
      await file.written();
      if (file.head !== null) heard.push({ ...file.head, at: now });
    }
    await file.close();
  };
  const newest = async (): Promise<string> => join(folder, (await filesIn(folder)).at(-1) ?? '');
  return {
    folder,
    open,
    live,
    heard,
    logged,
    newest,
    changes: () => changes,
    text: async () => readFile(await newest(), 'utf8'),
    put: async (text: string | Uint8Array) => writeFile(await newest(), text),
    faults: async (heads: readonly HeardHead[] = []) =>
      (await verify(readAudit(folder), heads, { told: (at) => new Date(at).toISOString(), now })).faults,
    rows: async () => {
      const rows = [];
      for await (const { read } of readAudit(folder)) if (typeof read !== 'string') rows.push(read);
      return rows;
    },
    pass: (ms: number) => {
      now += ms;
    },
    distrust: () => {
      trusted = false;
    },
  };
}

export const entryOf = (at: number, entry: Partial<AuditEntry> = {}): AuditEntry => ({
  at,
  actor: { role: 'staff', person: 'p1' },
  action: 'call-next',
  object: 'counter 1, ticket A001',
  result: DONE,
  ...entry,
});
