import type { SimulatedCard } from '../card-reader/simulator/card.ts';
import { Changes } from '../changes.ts';
import type { CardChannel } from '../links/card-link.ts';
import { PcscLink } from '../links/pcsc.ts';
import { VPCD_PORT, VpcdOutlet } from '../simulation/vpcd-outlet.ts';
import { systemTimers } from '../timers.ts';
import { testEnvironment } from './environment.ts';

export interface VirtualReader {
  /** Resolves when pcscd has noticed the card, or when it was removed before. */
  insert(card: SimulatedCard): Promise<void>;
  /** Takes the card away; resolves when pcscd has noticed that, if it had noticed the card. */
  remove(): Promise<void>;
  close(): Promise<void>;
}

/** pcscd looks at a virtual reader a few times a second: a card that is swapped faster is the same one to it. */
const SWAPPED_TOO_FAST_MS = 2_000;

/** One of pcscd's two virtual readers, watched by an eye of its own beside the driver under test. */
export function openVirtualReader(port = VPCD_PORT): VirtualReader {
  const eye = new PcscLink(testEnvironment());
  const changes = new Changes();
  const isMine = (reader: string): boolean => reader.endsWith(` 0${port - VPCD_PORT}`);
  let seen: CardChannel | null = null;
  let muteSeen = false;
  eye.open({
    readers: () => undefined,
    down: () => changes.notify(),
    mute(reader) {
      if (isMine(reader)) muteSeen = true;
      changes.notify();
    },
    card(card) {
      if (!isMine(card.reader)) return;
      seen = card;
      card.gone.addEventListener('abort', () => changes.notify(), { once: true });
      changes.notify();
    },
  });
  let lying: VpcdOutlet | null = null;
  const isSeen = (): boolean => muteSeen || (seen !== null && !seen.gone.aborted);
  const until = (condition: () => boolean, timeoutMs?: number) =>
    changes.until(condition, { timers: systemTimers, timeoutMs });
  return {
    async insert(card) {
      for (;;) {
        muteSeen = false;
        const mine = await VpcdOutlet.insert(card, port);
        lying = mine;
        if (await until(() => isSeen() || lying !== mine, SWAPPED_TOO_FAST_MS)) return;
        await mine.remove();
        await until(() => false, SWAPPED_TOO_FAST_MS / 2);
      }
    },
    async remove() {
      const mine = lying;
      lying = null;
      changes.notify();
      await mine?.remove();
      await until(() => seen?.gone.aborted ?? true);
    },
    async close() {
      await this.remove();
      await eye.close();
    },
  };
}
