/** What can go wrong between a driver and its device. */
export type HardwareFaultCode =
  | 'refused'
  | 'unreachable'
  | 'missing'
  | 'permission'
  | 'busy'
  | 'package-missing'
  | 'lost'
  | 'timeout'
  | 'silent'
  | 'closed'
  | 'forbidden'
  | 'failed';

/** A broken promise of a link or a device. `message` is English, for the log; {@link staffWords} is for the counter. */
export class HardwareFault extends Error {
  readonly code: HardwareFaultCode;
  /** What it concerns: `127.0.0.1:9100`, `/dev/ttyUSB0`. */
  readonly subject: string;
  /** The shell command that mends it, where the code and the subject alone don't tell. */
  readonly command: string | null;

  constructor(
    code: HardwareFaultCode,
    subject: string,
    options: { message?: string; cause?: unknown; command?: string } = {},
  ) {
    super(options.message ?? `${subject}: ${REMEDY[code]}`, { cause: options.cause });
    this.name = 'HardwareFault';
    this.code = code;
    this.subject = subject;
    this.command = options.command ?? null;
  }
}

const REMEDY: Readonly<Record<HardwareFaultCode, string>> = {
  refused: 'nothing accepts the connection; switch the device on and check its port',
  unreachable: 'the address cannot be reached; check the network cable and the address in the configuration',
  missing: 'no such device; plug it in, or correct the path in the configuration',
  permission:
    'no permission to open it; add the service user to the group that owns it (usually dialout, for a USB printer lp)',
  busy: 'another program has it open; stop that program',
  'package-missing': 'a package is missing',
  lost: 'the connection was lost',
  timeout: 'it did not open in time; check the network cable and the address',
  silent: 'it stopped answering; switch it off and on',
  closed: 'the connection is closed',
  forbidden: 'this may not be sent to the device',
  failed: 'it failed; switch it off and on, and look at the cause',
};

/** What to do, in the words of the staff; under 200 characters, for a DeviceView's `detail`. */
export function staffWords(fault: HardwareFault): string {
  const where = fault.subject.length > 60 ? `${fault.subject.slice(0, 60)}…` : fault.subject;
  switch (fault.code) {
    case 'refused':
      return `接続できません（${where}）。機器の電源が入っているか確認してください。`;
    case 'unreachable':
    case 'timeout':
      return `ネットワークで見つかりません（${where}）。LANケーブルと電源を確認してください。`;
    case 'missing':
      return `機器が見つかりません（${where}）。ケーブルが抜けていないか、電源が入っているか確認してください。`;
    case 'permission':
      return `機器を開く権限がありません（${where}）。システム担当に連絡してください（${/\/(lp\d+|usb\/.*|matazu\/printer.*)$/.test(fault.subject) ? 'lp' : 'dialout'} グループへの追加が必要です）。`;
    case 'busy':
      return `ほかのプログラムが使用中です（${where}）。端末を再起動するか、システム担当に連絡してください。`;
    case 'package-missing':
      return `この機器に必要なソフトウェアが入っていません。システム担当に連絡してください（${fault.command ?? 'matazu probe'}）。`;
    case 'lost':
      return `接続が切れました（${where}）。ケーブルと電源を確認してください。自動でつなぎ直します。`;
    case 'silent':
      return `機器が応答しません（${where}）。電源を入れ直してください。`;
    case 'closed':
    case 'forbidden':
    case 'failed':
      return `機器と通信できません（${where}）。電源を入れ直しても直らないときは、システム担当に連絡してください。`;
  }
}

/** Anything thrown, as a fault of `subject`. Node's and serialport's error codes and words are told apart here only. */
export function faultOf(error: unknown, subject: string): HardwareFault {
  if (error instanceof HardwareFault) return error;
  return new HardwareFault(codeOf(error), subject, { cause: error });
}

function codeOf(error: unknown): HardwareFaultCode {
  if (!(error instanceof Error)) return 'failed';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const said = `${code} ${error.message}`;
  if (/ECONNREFUSED/.test(said)) return 'refused';
  if (/EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL/.test(said)) return 'unreachable';
  if (/ETIMEDOUT/.test(said)) return 'timeout';
  if (/ENOENT|ENXIO|ENODEV|No such file|No such device|Cannot get card/i.test(said)) return 'missing';
  if (/EACCES|EPERM|Permission denied|Access denied/i.test(said)) return 'permission';
  if (/EBUSY|EAGAIN|Cannot lock port|Resource temporarily unavailable|busy/i.test(said)) return 'busy';
  if (/ECONNRESET|EPIPE|EIO|ECONNABORTED/.test(said)) return 'lost';
  return 'failed';
}
