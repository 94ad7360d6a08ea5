import type { Link } from './link.ts';
import { type PrinterLinkConfiguration, tcpAddress } from './link-configuration.ts';

/** The link that a configuration names. Loads only that kind of link; opens nothing. */
export async function createLink(configuration: PrinterLinkConfiguration): Promise<Link> {
  if ('tcp' in configuration) {
    const { TcpLink } = await import('./tcp.ts');
    return new TcpLink(tcpAddress(configuration.tcp));
  }
  if ('usb' in configuration) {
    const { UsbLink } = await import('./usb.ts');
    return new UsbLink(configuration.usb);
  }
  const { SerialLink } = await import('./serial.ts');
  return new SerialLink({ path: configuration.serial, baudRate: configuration.baudRate });
}
