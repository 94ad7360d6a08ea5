import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Closable } from '../../protocol/ground/environment.ts';
import { keepFile } from '../../protocol/ground/kept-file.ts';
import type { Deed, Registry } from '../../protocol/identity/authority/registry.ts';
import { hasAuthority, IDENTITY_FILES } from '../../protocol/identity/files.ts';
import { isUnit } from '../../protocol/identity/identity.ts';
import type { Unit } from '../queue/unit.ts';
import { DONE } from './audit/audit.ts';
import type { AuditFile } from './audit/audit-file.ts';
import { auditFolder } from './audit/kept-files.ts';

export interface MachineRowsOptions {
  readonly registry: Registry;
  readonly audit: AuditFile;
  /** Where it is kept what is in the audit already. */
  readonly file: string;
}

/** A command beside this program, or whoever comes in at it, changed what the authority knows: it is seen so soon, milliseconds. */
const LOOK_EVERY_MS = 2_000;
const ACTIONS = {
  code: 'enrol-machine',
  renewal: 'renew-machine',
  stick: 'sign-machine',
  revoked: 'revoke-machine',
} as const satisfies Record<Deed['act'], string>;
const Kept = z.array(z.string());

/** Takes down what a section's own authority does, where its lead keeps it. */
export async function openMachineRows(
  unit: Unit,
  audit: AuditFile,
  { data, folder }: { readonly data: string; readonly folder: string | undefined },
): Promise<void> {
  if (folder === undefined || !hasAuthority(folder)) return;
  const { Registry } = await import('../../protocol/identity/authority/registry.ts');
  const registry = new Registry(join(folder, IDENTITY_FILES.authority));
  unit.parts.add(new MachineRows(unit, { registry, audit, file: join(auditFolder(data), 'machines.json') }));
}

/**
 * The rows of which machine came in, was renewed and was shut out. Commands do that beside a running lead and without one, and none
 * of them can add to the audit, which has one writer: so the lead looks at what the authority remembers, and takes down what is new.
 */
class MachineRows implements Closable {
  readonly #unit: Unit;
  readonly #options: MachineRowsOptions;
  readonly #known: Set<string>;
  #looks = Promise.resolve();
  #cancel: () => void;

  constructor(unit: Unit, options: MachineRowsOptions) {
    this.#unit = unit;
    this.#options = options;
    this.#known = new Set(keptIn(options.file));
    this.#look();
    this.#cancel = this.#again();
  }

  async close(): Promise<void> {
    this.#cancel();
    this.#look();
    await this.#looks;
  }

  #again(): () => void {
    return this.#unit.timers.after(LOOK_EVERY_MS, () => {
      this.#look();
      this.#cancel = this.#again();
    });
  }

  #look(): void {
    this.#looks = this.#looks.then(() => this.#takeDown());
  }

  async #takeDown(): Promise<void> {
    const { registry, audit, file } = this.#options;
    const deeds = registry.deeds(this.#known);
    if (deeds.length === 0) return;
    for (const deed of deeds) {
      this.#known.add(deed.key);
      audit.record(this.#rowOf(deed));
    }
    // Rather twice in the audit than not at all, where the power goes.
    await audit.written();
    if (audit.failing) return;
    try {
      keepFile(file, JSON.stringify([...this.#known]));
    } catch (error) {
      this.#unit.logger.error({ err: error, file }, 'which machines are in the audit can’t be written; check the disk');
    }
  }

  /** Nobody says who they are to a command: it is this machine that did it, at which somebody typed. */
  #rowOf({ act, serial, identity, at = this.#unit.clock.now() }: Deed) {
    const who = identity === undefined ? '' : `${identity.role} ${pathOf(identity)}, `;
    return {
      at: Math.round(at),
      actor: { role: 'lead' as const, device: this.#unit.unit },
      action: ACTIONS[act],
      object: `${who}certificate ${serial}`,
      result: DONE,
    };
  }
}

const pathOf = (identity: NonNullable<Deed['identity']>): string =>
  isUnit(identity) ? `${identity.section}/${identity.unit}` : identity.unit;

function keptIn(file: string): readonly string[] {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}
