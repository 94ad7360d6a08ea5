import { EdgeConfiguration } from '../edge/configuration.ts';
import { openStaffCardsOf } from '../edge/counter/staff-cards-of.ts';
import { systemClock } from '../edge/queue/clock.ts';
import type { CardReader } from '../hardware/card-reader/card-reader.ts';
import { cardReader } from '../hardware/card-reader/kind.ts';
import { Changes } from '../hardware/changes.ts';
import { SharedLinks } from '../hardware/links/shared-links.ts';
import { systemTimers } from '../hardware/timers.ts';
import { Identifier } from '../protocol/ground/identifiers.ts';
import { ConfigurationFault, loadConfiguration } from './load-configuration.ts';
import { createLogger } from './logging.ts';

/** How long somebody may look for the card, milliseconds. */
const TAP_MS = 60_000;

/**
 * `matazu enrol`: waits for a card on a unit's reader and enrols it for a duty, beside a running unit or without one. Run it as
 * the unit's own user. The status is 1 if no card came. @throws ConfigurationFault, UntrustedClock, the file system's errors
 */
export async function enrol(reader: string, duty: string, { config: file }: { config: string }): Promise<void> {
  const unit = await loadConfiguration(file, EdgeConfiguration);
  const readers = unit.devices.filter((device) => device.kind === cardReader.kind);
  const configuration = readers.find(({ id }) => id === reader);
  if (configuration === undefined) {
    const names = readers.map(({ id }) => id).join(', ') || 'none';
    throw new ConfigurationFault(file, [`devices: there is no card reader ${reader}; it has: ${names}`]);
  }
  if (unit.role === 'lead' && !unit.duties.some(({ id }) => id === duty)) {
    const names = unit.duties.map(({ id }) => id).join(', ');
    throw new ConfigurationFault(file, [`duties: there is no duty ${duty}; it has: ${names}`]);
  }
  // A member doesn't know its lead's duties; the lead says so at the first tap if there is none of this name.
  if (!Identifier.safeParse(duty).success) throw new ConfigurationFault(file, [`duties: ${duty} is no name of a duty`]);
  const cards = await openStaffCardsOf(unit, systemClock());
  const logger = await createLogger(process.env.LOG_LEVEL ?? 'error');
  const environment = { logger, timers: systemTimers, random: Math.random };
  const device = await cardReader.create(configuration, environment, new SharedLinks());
  if (cards === null) return;
  try {
    const enrolled = await nextTap(device, (id) => cards.enrol(id, duty));
    process.stdout.write(
      enrolled
        ? `登録しました（担当 ${duty}） / enrolled for the duty ${duty}\n`
        : '職員カードがかざされませんでした / no staff card was put on the reader\n',
    );
    process.exitCode = enrolled ? 0 : 1;
  } finally {
    await device.close();
  }
}

/**
 * `matazu enrol --forget`: forgets all staff cards of a duty at a unit, beside a running unit or without one: of a card that is lost,
 * and of somebody who left with theirs, no more than the duty is known. The status is 1 if there was none. @throws as enrol does
 */
export async function forgetCards(duty: string, { config: file }: { config: string }): Promise<void> {
  const unit = await loadConfiguration(file, EdgeConfiguration);
  const cards = await openStaffCardsOf(unit, systemClock());
  if (cards === null) throw new ConfigurationFault(file, ['devices: there is no card reader, and no staff card']);
  const forgotten = hidingNames(() => cards.forget(duty));
  process.stdout.write(
    forgotten > 0
      ? `担当 ${duty} の職員カード ${forgotten}枚の登録を消しました。手元にあるカードは、もう一度登録してください / forgot ${forgotten} staff card(s) of the duty ${duty}; enrol again those that are not lost\n`
      : `担当 ${duty} の職員カードは、この端末に登録されていません / no staff card of the duty ${duty} is enrolled at this unit\n`,
  );
  process.exitCode = forgotten > 0 ? 0 : 1;
}

/** A file system's error names the card's file. @throws what says no more than what went wrong */
function hidingNames<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    const code = 'code' in error ? String(error.code) : '';
    throw new Error(`the staff cards could not be read or written (${code}); run this as the unit’s own user`);
  }
}

/** Whether a card came in time. What the reader has to say meanwhile is said. @throws what `use` throws */
async function nextTap(reader: CardReader, use: (id: Uint8Array) => void): Promise<boolean> {
  const changes = new Changes();
  const came: { readonly error: unknown }[] = [];
  reader.onTap(({ id }) => {
    try {
      hidingNames(() => use(id));
      came.push({ error: null });
    } catch (error) {
      came.push({ error });
    }
    changes.notify();
  });
  reader.onChange(({ detail }) => {
    if (detail !== null) process.stderr.write(`${detail}\n`);
  });
  process.stderr.write('職員カードをかざしてください / put the staff card on the reader\n');
  await reader.open();
  await changes.until(() => came.length > 0, { timers: systemTimers, timeoutMs: TAP_MS });
  const error = came[0]?.error;
  if (error instanceof Error) throw error;
  return came.length > 0;
}
