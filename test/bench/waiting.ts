import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { instant } from './instant.ts';

const PATIENCE_MS = 10_000;
const LOOK_MS = 1;

/** Resolves once the condition holds, looked at so rarely that it takes no processor from what is measured. @throws when it does not within ten seconds */
export async function until(condition: () => boolean): Promise<void> {
  const began = instant();
  while (!condition()) {
    if (instant() - began > PATIENCE_MS) throw new Error('what was measured did not come about within ten seconds');
    await delay(LOOK_MS);
  }
}

/** A link on which one byte can be sent at a time. */
export async function sendByte(port: number): Promise<{ send(): void; close(): void }> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return { send: () => socket.write('x'), close: () => socket.destroy() };
}
