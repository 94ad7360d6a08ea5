import { readFile } from 'node:fs/promises';
import { DateTime } from 'luxon';
import type { LeadConfiguration } from '../edge/configuration.ts';
import type { AuditRow } from '../edge/identity/audit/chain.ts';
import { auditFolder } from '../edge/identity/audit/kept-files.ts';
import { readAudit } from '../edge/identity/audit/read-audit.ts';
import { type HeardHead, verify } from '../edge/identity/audit/verify.ts';
import { readAuditHeads } from '../hub/store/read-audit-heads.ts';
import { Instant, SectionPath } from '../protocol/ground/identifiers.ts';
import { AuditHead } from '../protocol/queue/log-messages.ts';
import { ConfigurationFault, writtenText } from './load-configuration.ts';
import { loadAnyConfiguration } from './whose-configuration.ts';

interface Asked {
  readonly config: string;
  readonly day?: string;
  readonly actor?: string;
  readonly verify?: true;
  /** At a hub a section; at a lead a file of what a hub printed. */
  readonly heads?: string;
}

/** The sysexits code for data that is not what it was. */
const EX_DATAERR = 65;

const Heard = AuditHead.extend({ at: Instant, section: SectionPath });

const say = (text: string): unknown => process.stdout.write(`${text}\n`);

/** `matazu audit`: who did what at a section, whether that is as it was written, and at a hub what it heard of it. @throws ConfigurationFault */
export async function audit(asked: Asked): Promise<void> {
  const { of, configuration } = await loadAnyConfiguration(asked.config);
  if (of === 'hub') return printHeads(configuration.data, asked);
  if (of !== 'unit' || configuration.role !== 'lead')
    throw new ConfigurationFault(asked.config, [
      'role: only a lead writes an audit, and only a hub keeps where it ends',
    ]);
  if (asked.verify) return verifyOf(configuration, asked);
  if (asked.heads !== undefined)
    throw new ConfigurationFault(asked.config, [
      'a lead holds its audit against a hub’s word with --verify --heads FILE',
    ]);
  return print(configuration, asked);
}

function printHeads(data: string, { config, heads }: Asked): void {
  const section = SectionPath.safeParse(heads).data;
  if (section === undefined)
    throw new ConfigurationFault(config, ['a hub’s configuration: name a section, --heads city/office/section']);
  const heard = readAuditHeads(data, section);
  for (const { at, seq, head } of heard) say(JSON.stringify({ section, at, seq, head }));
  if (heard.length > 0) return;
  process.stderr.write(`this hub has heard of no audit of ${section}\n`);
  process.exitCode = EX_DATAERR;
}

async function print({ data, hours }: LeadConfiguration, { day, actor }: Asked): Promise<void> {
  for await (const { place, read } of readAudit(auditFolder(data))) {
    if (read === 'unfinished') continue;
    if (typeof read === 'string') {
      process.stderr.write(`${place} can’t be believed; matazu audit --verify says what is wrong\n`);
      process.exitCode = EX_DATAERR;
      continue;
    }
    const at = timeIn(hours.timezone)(read.at);
    if ((day === undefined || at.startsWith(day)) && (actor === undefined || isBy(read, actor)))
      say([read.seq, at, whoOf(read), read.action, read.object, read.result].join('\t'));
  }
}

const isBy = ({ actor: { role, person, device } }: AuditRow, who: string): boolean =>
  role === who || device === who || person?.startsWith(who) === true;

const whoOf = ({ actor: { role, person, device } }: AuditRow): string =>
  [role, person, device].filter(Boolean).join(' ');

const timeIn =
  (zone: string) =>
  (at: number): string =>
    DateTime.fromMillis(at, { zone }).toFormat('yyyy-LL-dd HH:mm:ss');

async function verifyOf({ data, hours, office, section }: LeadConfiguration, { heads }: Asked): Promise<void> {
  const folder = auditFolder(data);
  const told = timeIn(hours.timezone);
  const heard = heads === undefined ? [] : await readHeard(heads, `${office}/${section.id}`);
  const { rows, first, last, unfinished, faults } = await verify(readAudit(folder), heard, { told, now: Date.now() });
  for (const fault of faults) say(fault);
  if (unfinished !== undefined)
    say(`${unfinished} is unfinished: it is being written, or was when the power went. Nothing is missing by that.`);
  const end = heard.at(-1);
  if (faults.length > 0) {
    say(`${folder} is not as it was written.`);
    process.exitCode = EX_DATAERR;
  } else if (first !== undefined && last !== undefined)
    say(
      `${folder} is whole: ${rows} rows, from row ${first.seq} of ${told(first.at)} to row ${last.seq} of ${told(last.at)}.`,
    );
  if (end === undefined)
    say(
      'Rows that were cut off at the end are seen only by what the hub heard: there, matazu audit --heads SECTION; here, --heads FILE.',
    );
  else say(`Held against ${heard.length} ends that the hub heard, the last on ${told(end.at)} with row ${end.seq}.`);
}

/** @throws ConfigurationFault where the file is not what a hub printed of this section */
async function readHeard(file: string, section: string): Promise<HeardHead[]> {
  const text = writtenText(file, await readFile(file).catch(() => null), 'the name given with --heads');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, i) => {
      const read = Heard.safeParse(jsonOf(line)).data;
      const fault = `line ${i + 1} is not of ${section}: give what \`matazu audit --heads ${section}\` printed at the hub`;
      if (read?.section !== section) throw new ConfigurationFault(file, [fault]);
      return read;
    });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
