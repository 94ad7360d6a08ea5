import type { DeviceKind } from '../device-kind.ts';
import type { CardReader } from './card-reader.ts';
import { CardReaderConfiguration } from './card-reader-configuration.ts';

export const cardReader: DeviceKind<typeof CardReaderConfiguration, CardReader> = {
  kind: 'card-reader',
  name: { ja: 'カードリーダー', en: 'card reader' },
  configuration: CardReaderConfiguration,

  async create(configuration, environment, shared) {
    const [{ PcscCardReader }, { PcscLink }, { ReaderClaims }] = await Promise.all([
      import('./pcsc-card-reader.ts'),
      import('../links/pcsc.ts'),
      import('./reader-claims.ts'),
    ]);
    const claims = await shared.at(
      'pcscd',
      async () => new ReaderClaims(),
      (found) => found instanceof ReaderClaims,
    );
    return new PcscCardReader(configuration, {
      link: new PcscLink(environment, { withPorts: /\[USB/.test(configuration.link.pcsc) }),
      environment,
      claims,
    });
  },

  needs: {
    data: 'staff cards need a folder to be enrolled in; name one under data',
    duties: 'a staff card opens a counter for a duty; name one under duties',
  },
};
