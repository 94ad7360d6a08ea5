import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { HubConfiguration } from '../hub/configuration.ts';
import { startReplay } from '../hub/replay.ts';
import { StoredEvent } from '../protocol/events.ts';
import { SectionPath } from '../protocol/identifiers.ts';
import { WaitingMessage } from '../protocol/messages.ts';
import { loadConfiguration } from './load-configuration.ts';

const Line = z.union([
  z.object({ section: SectionPath, event: StoredEvent }),
  z.object({ section: SectionPath, waiting: WaitingMessage }),
]);

/** How often the progress is shown on a terminal, lines. */
const PROGRESS_LINES = 10_000;

/** `matazu replay`: JSON lines in, estimates out. Lines that can't be read are told on standard error and passed over; then the status is 65. */
export async function replay(file: string, { config }: { config?: string }): Promise<void> {
  const configuration = config === undefined ? undefined : await loadConfiguration(config, HubConfiguration);
  const take = startReplay(configuration?.offices ?? []);
  const input = file === '-' ? process.stdin : createReadStream(file);
  if (file !== '-') await once(input, 'open');
  let number = 0;
  let unread = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (process.stderr.isTTY && number % PROGRESS_LINES === 0) process.stderr.write(`\r${number} lines`);
    if (text.trim() === '') continue;
    const line = readLine(text);
    if (typeof line === 'string') {
      unread += 1;
      process.stderr.write(`${file} line ${number}: ${line}\n`);
      continue;
    }
    for (const estimate of take(line)) {
      if (!process.stdout.write(`${JSON.stringify(estimate)}\n`)) await once(process.stdout, 'drain');
    }
  }
  if (process.stderr.isTTY && number >= PROGRESS_LINES) process.stderr.write(`\r${number} lines\n`);
  // EX_DATAERR
  if (unread > 0) process.exitCode = 65;
}

function readLine(text: string): z.output<typeof Line> | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'not JSON; each line is one object {section, event} or {section, waiting}';
  }
  const line = Line.safeParse(json);
  return line.success
    ? line.data
    : `needs {section: "city/office/section"} with an event or a waiting: ${line.error.issues[0]?.message ?? ''}`;
}
