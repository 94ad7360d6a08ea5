import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Closable } from '../../protocol/ground/environment.ts';

/** The demo's data: a configured folder, which stays, or a temporary one, which goes. */
export function openFolder(configured: string | undefined): Closable & { readonly folder: string } {
  if (configured !== undefined) {
    mkdirSync(configured, { recursive: true });
    return { folder: configured, close: async () => undefined };
  }
  const folder = mkdtempSync(join(tmpdir(), 'matazu-demo-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  // Also where somebody can't wait for everything to close.
  process.once('exit', remove);
  return {
    folder,
    async close() {
      process.off('exit', remove);
      remove();
    },
  };
}
