import { z } from 'zod';
import { createLink } from '../links/create-link.ts';
import { placeOf } from '../links/link-configuration.ts';
import { type SignDialect, signSettings } from './dialect.ts';

const FrameSignConfiguration = z.strictObject({
  ...signSettings,
  driver: z.literal('serial'),
  /** On an RS-485 bus: which of the signs at this link it is. Signs with the same link share it. */
  address: z.int().min(1).max(99).optional(),
});

/** Frames that are answered (frames.ts): a sign on a line of its own, or several on one bus. */
export const frameDialect: SignDialect<typeof FrameSignConfiguration> = {
  driver: 'serial',
  configuration: FrameSignConfiguration,

  async create(configuration, environment, shared) {
    const { id, counter, link, refreshMs, address } = configuration;
    if (address === undefined) {
      const [{ LineSign }, { frameProtocol }] = await Promise.all([
        import('./line-sign.ts'),
        import('./frame-protocol.ts'),
      ]);
      return new LineSign({ id, counter, refreshMs, protocol: frameProtocol }, await createLink(link), environment);
    }
    const [{ BusSign }, { SignBus }] = await Promise.all([import('./bus-sign.ts'), import('./sign-bus.ts')]);
    const bus = await shared.at(
      placeOf(link),
      async () => new SignBus(await createLink(link), environment),
      (found) => found instanceof SignBus,
    );
    return new BusSign({ id, counter, address, refreshMs, bus });
  },

  async simulate({ address }, { timers }) {
    const { SignSimulator } = await import('./simulator.ts');
    const simulator = new SignSimulator({ timers, ...(address === undefined ? {} : { address }) });
    return {
      simulator,
      look: () => ({ shows: simulator.text().trim() || null }),
      onChange: (listener) => simulator.onText(listener),
      close: () => simulator.close(),
    };
  },
};
