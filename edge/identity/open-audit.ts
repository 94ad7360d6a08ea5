import type { Around } from '../queue/around.ts';
import type { Answered } from '../queue/section.ts';
import type { Unit } from '../queue/unit.ts';
import { type AuditEntry, DONE } from './audit/audit.ts';
import { AuditFile } from './audit/audit-file.ts';
import { auditFolder } from './audit/kept-files.ts';
import { openMachineRows } from './machine-rows.ts';

export interface OpenAuditOptions {
  /** The unit's own folder. */
  readonly data: string;
  readonly version: string;
  /** Where this machine's own identity lies, and the section's authority where it keeps that. */
  readonly identity?: { readonly folder: string } | undefined;
}

/**
 * Opens the audit of a section whose machines and people say who they are: each command that one of them asked is taken down, and
 * what came of it, and what the section's own authority does. It opens where its disk takes nothing, too: then staff are told.
 */
export async function openAudit(unit: Unit, around: Around, options: OpenAuditOptions): Promise<AuditFile> {
  const { data, version, identity } = options;
  const { clock, logger, parts, section } = unit;
  const audit = parts.add(new AuditFile({ folder: auditFolder(data), clock, logger, changed: () => parts.changed() }));
  audit.record({
    at: clock.now(),
    actor: { role: 'lead', device: unit.unit },
    action: 'start',
    object: version,
    result: DONE,
  });
  await audit.written();
  section.onAnswered((answered) => {
    if (answered.by.role !== 'lead') audit.record(entryOf(answered, section.state.tickets, clock.now()));
  });
  await openMachineRows(unit, audit, { data, folder: identity?.folder });
  around.audit = () => audit.head;
  const { machine } = around;
  around.machine = () => [...machine(), ...(audit.failing ? [FAILING] : [])];
  return audit;
}

const FAILING = {
  id: 'audit',
  kind: 'audit',
  state: 'attention',
  detail: '操作の記録を保存できません。窓口はそのまま使えます。ディスクの空きを確かめてください。',
} as const;

/** What is asked for by a name that no ticket has may be anything that somebody typed; this may be written down. */
const NUMBER = /^[A-Z]{0,2}\d{1,5}$/;

type Tickets = Unit['section']['state']['tickets'];

function entryOf({ command, by, reply }: Answered, tickets: Tickets, at: number): AuditEntry {
  const { role, person, device } = by;
  const result = 'refused' in reply ? reply.refused.code : DONE;
  const named = 'refused' in reply ? [] : reply.events.flatMap((event) => ('ticket' in event ? event.ticket : []));
  const asked = [
    ...('ticket' in command ? [command.ticket] : []),
    ...('visit' in command && typeof command.visit === 'string' ? [command.visit] : []),
  ];
  const numbers = new Set(
    [...asked, ...named].map((id) => tickets.get(id)?.number ?? (NUMBER.test(id) ? id : 'unknown')),
  );
  const object = [
    ...('counter' in command ? [`counter ${command.counter}`] : []),
    ...('service' in command && command.service !== undefined ? [`service ${command.service}`] : []),
    ...('duty' in command && command.duty !== undefined ? [`duty ${command.duty}`] : []),
    ...('level' in command ? [`level ${command.level}`] : []),
    ...[...numbers].map((number) => `ticket ${number}`),
  ];
  return { at, actor: { role, person, device }, action: command.type, object: object.join(', '), result };
}
