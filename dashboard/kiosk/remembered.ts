import type { KioskView } from '../../protocol/wire/kiosk-view.ts';
import { keptBy } from '../live/kept.ts';

type Known = Pick<KioskView, 'name' | 'paperRoll'>;

const KEY = 'matazu.kiosk';
let latest: Known | null = null;

/** What does not change while the lead is away, as it was last said, before a reload too; null where it never was. */
export function remembered(lead: KioskView | null): Known | null {
  if (lead !== null && (latest?.paperRoll?.ja !== lead.paperRoll?.ja || latest?.name.ja !== lead.name.ja)) {
    latest = { name: lead.name, paperRoll: lead.paperRoll };
    keep(JSON.stringify(latest));
  }
  latest ??= kept();
  return latest;
}

function keep(text: string): void {
  try {
    keptBy('localStorage')?.setItem(KEY, text);
  } catch {
    // No room: the screen says less after a reload.
  }
}

function kept(): Known | null {
  try {
    return JSON.parse(keptBy('localStorage')?.getItem(KEY) ?? 'null');
  } catch {
    return null;
  }
}
