import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { LocalText } from '../protocol/ground/identifiers.ts';
import type { HardwareFault } from './fault.ts';

/**
 * One thing that whoever sets a unit up learns of a device: from `matazu probe`, never from the queue.
 *
 * - `there`: a model, an ability, a port.
 * - `lacking`: the device works, with less than it could do.
 * - `missing`: it does not work until this is mended.
 */
export interface Finding {
  readonly is: 'there' | 'lacking' | 'missing';
  readonly what: LocalText;
  /** The shell command that mends it or, where hands must, shows whether they did; null where there is none. */
  readonly command: string | null;
}

const INSTALL_RULES =
  'sudo cp hardware/wiring/60-matazu.rules /etc/udev/rules.d/ && sudo udevadm control --reload && sudo udevadm trigger';

/** What to do about a link that cannot be opened or was lost, for whoever sets the unit up. */
export function findingOf(fault: HardwareFault): Finding {
  const { subject } = fault;
  const missing = (ja: string, en: string, command: string | null): Finding => ({
    is: 'missing',
    what: { ja: `${subject}：${ja}`, en: `${subject}: ${en}` },
    command: fault.command ?? command,
  });
  switch (fault.code) {
    case 'permission':
      return permission(fault);
    case 'missing':
      return missing(
        '機器がありません。つないで電源を入れてください。設定する名前は次のコマンドで分かります',
        'there is no such device; plug it in and switch it on; this command lists what can be named',
        listing(subject),
      );
    case 'busy':
      return missing(
        'ほかのプログラムが使用中です。次のコマンドが示すものを止めてください（待たず自身なら sudo systemctl stop matazu）',
        'another program has it open; stop the one that this command names (Matazu itself: sudo systemctl stop matazu)',
        `sudo fuser -v ${subject}`,
      );
    case 'package-missing':
      return missing('必要なソフトウェアがありません', 'the software for it is missing', null);
    case 'unreachable':
    case 'timeout':
      return missing(
        'ネットワークにありません。電源、LANケーブル、設定のアドレスを確認してください',
        'the network does not know it; check its power, its cable and the address in the configuration',
        `ping -c 3 ${subject.replace(/:\d+$/, '')}`,
      );
    case 'refused':
      return missing(
        '接続を受け付けません。機器の電源と、設定のポート番号を確認してください',
        'nothing accepts the connection; check that the device is on, and the port in the configuration',
        null,
      );
    case 'lost':
    case 'silent':
    case 'closed':
    case 'forbidden':
    case 'failed':
      return missing(
        '通信が途切れました。ケーブルを確認し、電源を入れ直してください',
        'the connection broke; check the cable, and switch the device off and on',
        null,
      );
  }
}

/** The names that a configuration may give to devices of this kind, and what brings them about. */
function listing(subject: string): string {
  if (subject.startsWith('/dev/matazu/')) return `${INSTALL_RULES}; ls -l /dev/matazu/`;
  if (subject.startsWith('/dev/usb/')) return 'sudo modprobe usblp; ls -l /dev/usb/';
  return subject.startsWith('/dev/') ? 'ls -l /dev/serial/by-id/ /dev/serial/by-path/' : 'aplay -L';
}

/** Who may open a device file is its group; a file that is root's alone lacks the udev rules. */
function permission({ subject, command }: HardwareFault): Finding {
  const group = groupOf(subject);
  const mend = group === 'root' ? INSTALL_RULES : `sudo usermod -aG ${group} ${userInfo().username}`;
  return {
    is: 'missing',
    what: {
      ja: `${subject}：開く権限がありません。次のコマンドのあと、ログインし直してください`,
      en: `${subject}: no permission to open it; after this command, log in again`,
    },
    command: command ?? mend,
  };
}

function groupOf(path: string): string {
  try {
    const { gid } = statSync(path);
    const line = readFileSync('/etc/group', 'utf8')
      .split('\n')
      .find((each) => each.split(':')[2] === String(gid));
    return line?.split(':')[0] ?? String(gid);
  } catch {
    // Debian's group for serial ports, of a file that is gone again.
    return 'dialout';
  }
}
