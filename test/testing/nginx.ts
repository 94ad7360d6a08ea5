import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accepts } from './ports.ts';
import { until } from './until.ts';

/** What is missing for a test that needs nginx; undefined where it is there. */
export const nginxMissing =
  spawnSync('nginx', ['-v']).status === 0 ? undefined : 'nginx is missing (apt-get install nginx-light)';

/** Runs nginx with these `server` blocks until it is closed. It listens when this resolves. */
export async function startNginx(servers: string): Promise<{ close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'matazu-nginx-'));
  const file = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (what) => `${what}_temp_path ${join(folder, what)};`,
  );
  writeFileSync(
    file,
    `daemon off;\nmaster_process off;\npid ${join(folder, 'pid')};\nerror_log ${join(folder, 'err')} notice;
events { worker_connections 256; }\nhttp {\n access_log off;\n ${temporary.join('\n ')}\n${servers}\n}\n`,
  );
  const nginx = spawn('nginx', ['-e', join(folder, 'err'), '-p', folder, '-c', file], { stdio: 'inherit' });
  const ended = once(nginx, 'exit');
  const close = async () => {
    nginx.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const ports = [...servers.matchAll(/listen 127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
  try {
    for (const port of ports) await until(`nginx listens on ${port}`, () => accepts(port));
  } catch (fault) {
    await close();
    throw fault;
  }
  return { close };
}
