import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { aboutOf } from '../edge/about.ts';
import type { EdgeConfiguration } from '../edge/configuration.ts';
import { type SectionFacts, toldFacts } from '../hub/core/facts.ts';
import { sectionFacts } from '../hub/section-facts.ts';
import { asReplayed, type ReplayLine, startReplay } from '../hub/sections/replay.ts';
import { SectionPath } from '../protocol/ground/identifiers.ts';
import { NotUtf8, textOf } from '../protocol/ground/text.ts';
import { Event, isKnownEventType, StoredEvent } from '../protocol/queue/events.ts';
import { WaitingMessage } from '../protocol/queue/waiting.ts';
import { type AnyConfiguration, loadAnyConfiguration } from './whose-configuration.ts';

const OfEvent = z.object({ section: SectionPath, event: StoredEvent });
const OfWaiting = z.object({ section: SectionPath, waiting: WaitingMessage });

/** How often the progress is shown on a terminal, lines. */
const PROGRESS_LINES = 10_000;
/** So many faults are told one by one; a file of something else has one in each line. */
const FAULTS_TOLD = 20;
const EX_DATAERR = 65;

/** The input of a replay as a whole cannot be read. The message names it and says what to give instead. */
class InputFault extends Error {
  override readonly name = 'InputFault';
}

/**
 * `matazu replay`: JSON lines in, estimates out. Lines that can't be read are told on standard error and passed over; then the
 * status is 65. @throws InputFault, ConfigurationFault
 */
export async function replay(file: string, { config }: { config?: string }): Promise<void> {
  const take = startReplay(config === undefined ? [] : factsOf(await loadAnyConfiguration(config)));
  // A byte a character: each line is decoded by itself, so that what is not UTF-8 is found and named.
  const input = (file === '-' ? process.stdin : await openFile(file)).setEncoding('latin1');
  const strangers = new Map<string, number>();
  let number = 0;
  let taken = 0;
  let faults = 0;
  for await (const raw of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (process.stderr.isTTY && number % PROGRESS_LINES === 0) process.stderr.write(`\r${number} lines`);
    if (number === 1 && raw.startsWith('\x1f'))
      throw new InputFault(`${file} is compressed; give it unpacked: gunzip -c FILE | matazu replay -`);
    const text = decoded(raw, file).trim();
    if (text === '') continue;
    const line = readLine(text);
    if (typeof line === 'string') {
      faults += 1;
      if (faults <= FAULTS_TOLD) process.stderr.write(`${file} line ${number}: ${line}\n`);
      continue;
    }
    taken += 1;
    if ('event' in line && !isKnownEventType(line.event.type))
      strangers.set(line.event.type, (strangers.get(line.event.type) ?? 0) + 1);
    for (const estimate of take(line)) {
      if (!process.stdout.write(`${JSON.stringify(estimate)}\n`)) await once(process.stdout, 'drain');
    }
  }
  if (process.stderr.isTTY && number >= PROGRESS_LINES) process.stderr.write(`\r${number} lines\n`);
  if (faults > FAULTS_TOLD) process.stderr.write(`${file}: ${faults - FAULTS_TOLD} more lines cannot be read\n`);
  for (const [type, count] of strangers)
    process.stderr.write(`${file}: ${count} × "${type}" passed over: this version knows no such event\n`);
  if (taken + faults === 0) process.stderr.write(`${file} holds no line; matazu log --config FILE writes a lead's\n`);
  if (faults > 0) process.exitCode = EX_DATAERR;
}

/** What a configuration says of sections, by path: a lead's of its own, a hub's of those that have no lead. */
function factsOf({ of, configuration }: AnyConfiguration): [path: string, facts: SectionFacts][] {
  if (of === 'unit') return ledBy(configuration);
  if (of === 'hub') return configuration.offices.flatMap(sectionFacts);
  return configuration.units.flatMap(ledBy);
}

function ledBy(unit: EdgeConfiguration): [path: string, facts: SectionFacts][] {
  if (unit.role !== 'lead') return [];
  const { id } = unit.section;
  return [[`${unit.office}/${id}`, toldFacts(id, aboutOf(unit, 0))]];
}

async function openFile(file: string): Promise<Readable> {
  const remedy = 'give a file that matazu log wrote, or - for standard input';
  const opened = await open(file).catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT';
    throw new InputFault(
      `${file} ${missing ? 'does not exist' : `cannot be read (${error.code ?? error})`}; ${remedy}`,
    );
  });
  if ((await opened.stat()).isDirectory()) {
    await opened.close();
    throw new InputFault(`${file} is a folder; ${remedy}`);
  }
  return opened.createReadStream();
}

/** @throws InputFault where the line is not UTF-8 */
function decoded(raw: string, file: string): string {
  try {
    return textOf(Buffer.from(raw, 'latin1'));
  } catch (error) {
    throw error instanceof NotUtf8 ? new InputFault(`${file}: ${error.message}`) : error;
  }
}

/** What a line says, or why it says nothing. An event of a type that nobody knows yet is none that can't be read. */
function readLine(text: string): ReplayLine | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'not JSON; each line is one object {section, event} or {section, waiting}';
  }
  if (typeof json !== 'object' || json === null || !('event' in json || 'waiting' in json))
    return 'neither {section, event} nor {section, waiting}; matazu log writes such lines';
  if ('waiting' in json) {
    const read = OfWaiting.safeParse(json);
    return read.data ?? faultsOf(read.error);
  }
  const read = OfEvent.safeParse(json);
  if (!read.success) return faultsOf(read.error);
  const { event } = read.data;
  const known = isKnownEventType(event.type) ? Event.safeParse(asReplayed(event)) : null;
  return known?.success === false ? `${event.type}: ${faultsOf(known.error)}` : read.data;
}

const faultsOf = (error: z.ZodError | undefined): string =>
  (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
