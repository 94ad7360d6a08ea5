import type { SimulatedCard } from '../card-reader/simulator/card.ts';
import type { CardChannel } from '../links/card-link.ts';
import { PcscLink } from '../links/pcsc.ts';
import { VPCD_PORT, VpcdOutlet } from '../simulation/vpcd-outlet.ts';
import { testEnvironment } from './environment.ts';

export interface VirtualReader {
  insert(card: SimulatedCard): Promise<void>;
  /** Takes the card away; resolves when pcscd has noticed: it looks a few times a second, and a faster swap is none to it. */
  remove(): Promise<void>;
  close(): Promise<void>;
}

/** pcscd's first virtual reader, watched by an eye of its own beside the driver under test. */
export function openVirtualReader(port = VPCD_PORT): VirtualReader {
  const eye = new PcscLink(testEnvironment());
  let seen: CardChannel | null = null;
  let noticed = (): void => undefined;
  let coming: Promise<void> = Promise.resolve();
  eye.open({
    readers: () => undefined,
    down: () => noticed(),
    mute: () => noticed(),
    card(card) {
      seen = card;
      noticed();
    },
  });
  let lying: VpcdOutlet | null = null;
  return {
    async insert(card) {
      coming = new Promise((resolve) => {
        noticed = resolve;
      });
      lying = await VpcdOutlet.insert(card, port);
    },
    async remove() {
      if (lying === null) return;
      await coming;
      const card = seen;
      const gone = new Promise<void>((resolve) => {
        if (card === null || card.gone.aborted) resolve();
        else card.gone.addEventListener('abort', () => resolve(), { once: true });
      });
      await lying.remove();
      await gone;
      lying = null;
    },
    async close() {
      await this.remove();
      await eye.close();
    },
  };
}
