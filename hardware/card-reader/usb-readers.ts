import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A reader on a USB port that PC/SC can't use, and why. */
export interface UnusableReader {
  /** `kernel-driver`: the kernel's NFC driver has taken it. */
  readonly why: 'not-ccid' | 'kernel-driver';
  readonly model: string;
}

const NOT_CCID: Readonly<Record<string, string>> = { '054c:06c1': 'RC-S380', '054c:06c3': 'RC-S380' };
/** Models that the kernel's pn533_usb takes for itself. */
const PN533: Readonly<Record<string, string>> = {
  '072f:2200': 'ACR122U',
  '04e6:5591': 'SCL3711',
  '04cc:2533': 'PN533',
};

/** Looks through the kernel's list of USB devices. A machine without one has none. */
export function unusableReaders(devices = '/sys/bus/usb/devices'): UnusableReader[] {
  const names = namesIn(devices);
  return names.flatMap((device): UnusableReader[] => {
    const id = `${read(join(devices, device, 'idVendor'))}:${read(join(devices, device, 'idProduct'))}`;
    const stranger = NOT_CCID[id];
    if (stranger !== undefined) return [{ why: 'not-ccid', model: stranger }];
    const model = PN533[id];
    const isTaken = names.some(
      (each) => each.startsWith(`${device}:`) && driverOf(join(devices, each)) === 'pn533_usb',
    );
    return model !== undefined && isTaken ? [{ why: 'kernel-driver', model }] : [];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

function driverOf(device: string): string {
  try {
    return basename(readlinkSync(join(device, 'driver')));
  } catch {
    return '';
  }
}
