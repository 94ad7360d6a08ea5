import { z } from 'zod';
import { createLink } from '../links/create-link.ts';
import { type SignDialect, signSettings } from './dialect.ts';

const AsciiSignConfiguration = z.strictObject({
  ...signSettings,
  driver: z.literal('ascii'),
  /** How many characters the sign has: a number has three figures, and most have a letter before them. */
  width: z.int().min(3).max(16).default(4),
});

/** Plain lines (ascii-protocol.ts), to a sign on a line of its own. */
export const asciiDialect: SignDialect<typeof AsciiSignConfiguration> = {
  driver: 'ascii',
  configuration: AsciiSignConfiguration,

  async create({ id, counter, link, refreshMs, width }, environment) {
    const [{ LineSign }, { asciiProtocol }] = await Promise.all([
      import('./line-sign.ts'),
      import('./ascii-protocol.ts'),
    ]);
    const protocol = asciiProtocol(width);
    return new LineSign({ id, counter, refreshMs, protocol }, await createLink(link), environment);
  },

  async simulate({ width }) {
    const { AsciiSignSimulator } = await import('./ascii-simulator.ts');
    const simulator = new AsciiSignSimulator(width);
    return {
      simulator,
      look: () => ({ shows: simulator.text().trim() || null }),
      onChange: (listener) => simulator.onText(listener),
      close: () => {},
    };
  },
};
