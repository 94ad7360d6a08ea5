import type { Duplex } from 'node:stream';
import type { SimulatedDevice } from './plug.ts';

/** Puts a simulated device at the far end of any stream: a pseudo-terminal's other side, a pipe. The device hanging up ends the stream. */
export function attachToDuplex(device: SimulatedDevice, stream: Duplex): void {
  const wire = device.connect({
    write: (bytes) => {
      if (stream.writable) stream.write(bytes);
    },
    end: () => stream.destroy(),
  });
  const stop = device.plug.onChange((inserted) => {
    if (!inserted) stream.destroy();
  });
  stream.on('data', (bytes: Uint8Array) => wire.data(bytes));
  stream.on('error', () => {});
  stream.on('close', () => {
    stop();
    wire.ended();
  });
}
