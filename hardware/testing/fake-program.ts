import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { aFolder } from './folder.ts';

/** The only programs that can be found for the rest of this test: shell scripts by their name, in a folder of their own. */
export async function onlyPrograms(scripts: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(await aFolder(), 'bin');
  await mkdir(folder);
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  vi.stubEnv('PATH', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return folder;
}
