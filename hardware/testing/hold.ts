import type { Connection } from '../links/link.ts';
import { UsbLink } from '../links/usb.ts';
import type { SimulatedDevice } from '../simulation/plug.ts';

/** A simulated device that holds a terminal's far end; resolves with what lets go of it. Pulled out, it hangs up. */
export async function holdTerminal(device: SimulatedDevice, path: string): Promise<() => Promise<void>> {
  let connection: Connection | null = null;
  const wire = device.connect({
    write: (bytes) => void connection?.write(bytes).catch(() => {}),
    end: () => void connection?.close(),
  });
  connection = await new UsbLink(path).open(
    { data: (bytes) => wire.data(bytes), closed: () => wire.ended() },
    new AbortController().signal,
  );
  return connection.close.bind(connection);
}
