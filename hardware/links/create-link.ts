import type { Link } from './link.ts';
import { type LinkConfiguration, tcpAddress } from './link-configuration.ts';

/** The link that a configuration names. Loads only that kind of link; opens nothing. */
export async function createLink(configuration: LinkConfiguration): Promise<Link> {
  if ('tcp' in configuration) {
    const { TcpLink } = await import('./tcp.ts');
    return new TcpLink(tcpAddress(configuration.tcp));
  }
  const { SerialLink } = await import('./serial.ts');
  return new SerialLink({ path: configuration.serial, baudRate: configuration.baudRate });
}
