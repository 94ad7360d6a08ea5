import type { DeviceKind } from '../device-kind.ts';
import type { CardReader } from './card-reader.ts';
import { CardReaderConfiguration } from './card-reader-configuration.ts';

export const cardReader: DeviceKind<typeof CardReaderConfiguration, CardReader> = {
  kind: 'card-reader',
  name: { ja: 'カードリーダー', en: 'card reader' },
  configuration: CardReaderConfiguration,

  async create(configuration, environment) {
    const [{ PcscCardReader }, { PcscLink }] = await Promise.all([
      import('./pcsc-card-reader.ts'),
      import('../links/pcsc.ts'),
    ]);
    return new PcscCardReader(configuration, { link: new PcscLink(environment), environment });
  },

  needs: {
    data: 'staff cards need a folder to be enrolled in; name one under data',
    duties: 'a staff card opens a counter for a duty; name one under duties',
  },
};
