import { EdgeConfiguration } from '../edge/configuration.ts';
import { Changes } from '../hardware/changes.ts';
import type { DeviceConfiguration } from '../hardware/configuration.ts';
import { type AnyDevice, createDevice } from '../hardware/open-device.ts';
import type { PrintOutcome, TicketContent } from '../hardware/printer/printer.ts';
import { systemTimers, type Timers } from '../hardware/timers.ts';
import type { Logger } from '../protocol/environment.ts';
import type { DeviceView } from '../protocol/messages.ts';
import { ConfigurationFault, loadConfiguration } from './load-configuration.ts';
import { createLogger } from './logging.ts';

export interface ProbeOptions {
  readonly logger: Logger;
  readonly timers: Timers;
  /** Whether a printer prints a ticket that says it is a test. */
  readonly print: boolean;
  readonly say: (line: string) => void;
}

/** How long a device may take to show itself: two attempts and a sign's first answer, milliseconds. */
const FOUND_MS = 4_000;
const PRINT_MS = 10_000;

/** `matazu probe`: opens one device of a unit and says what is there and what to do. @throws ConfigurationFault */
export async function probe(
  id: string,
  { config: file, print = false }: { config: string; print?: boolean },
): Promise<void> {
  const { devices } = await loadConfiguration(file, EdgeConfiguration);
  const configuration = devices.find((device) => device.id === id);
  if (configuration === undefined) {
    const names = devices.map((device) => device.id).join(', ') || 'none';
    throw new ConfigurationFault(file, [`devices: there is no device ${id}; it has: ${names}`]);
  }
  const isSound = await probeDevice(configuration, {
    logger: createLogger(process.env.LOG_LEVEL ?? 'error'),
    timers: systemTimers,
    print,
    say: (line) => process.stdout.write(`${line}\n`),
  });
  process.exitCode = isSound ? 0 : 1;
}

/** Whether the device works. Everything that is to be known of it is said. */
export async function probeDevice(configuration: DeviceConfiguration, options: ProbeOptions): Promise<boolean> {
  const { say, logger, timers } = options;
  const { link } = configuration;
  const where = 'tcp' in link ? link.tcp : `${link.serial} (${link.baudRate} baud, 8N1)`;
  say(`${configuration.id}: ${configuration.kind}, driver ${configuration.driver}, at ${where}`);
  const device = await createDevice(configuration, { logger, timers, random: Math.random });
  try {
    const view = await settledView(device, timers);
    say(verdict(view));
    const works = view.state === 'ok' || view.state === 'attention';
    if (!works || device.kind !== 'printer') return works;
    if (!options.print) {
      say('No ticket was printed; --print prints one. テスト印字は --print で行います。');
      return true;
    }
    const { outcome, printed } = outcomeWords(await printTest(device, timers));
    say(outcome);
    return printed;
  } finally {
    await device.close();
  }
}

/** What the device is once it has shown itself, or what is wrong after a moment. */
async function settledView(device: AnyDevice, timers: Timers): Promise<DeviceView> {
  const changes = new Changes();
  device.onChange(() => changes.notify());
  await device.open();
  const known = (): boolean => ['ok', 'attention', 'fault'].includes(device.view().state);
  await changes.until(known, { timers, timeoutMs: FOUND_MS });
  return device.view();
}

function verdict({ state, detail }: DeviceView): string {
  switch (state) {
    case 'ok':
      return 'ok: it is there and answers. 正常です。';
    case 'attention':
      return `attention: it works, but look after it soon. 動作中ですが確認が必要です: ${detail ?? ''}`;
    case 'fault':
      return `fault: it is there and does not work. 動作しません: ${detail ?? ''}`;
    case 'offline':
      return `offline: it cannot be reached. 接続できません: ${detail ?? ''}`;
    case 'unknown':
      return `unknown: it is connected and says nothing; check that the right device is on this port. 応答がありません: ${detail ?? ''}`;
    default:
      return state satisfies never;
  }
}

/** A ticket that nobody can take for one. */
function printTest(printer: Extract<AnyDevice, { kind: 'printer' }>, timers: Timers): Promise<PrintOutcome> {
  const content: TicketContent = {
    number: 'TEST',
    office: { ja: '印字テスト', en: 'Printer test' },
    section: { ja: '待たず', en: 'Matazu' },
    service: { ja: 'この番号札は使えません', en: 'Not a ticket' },
    waiting: null,
    estimate: null,
    issuedAt: Date.now(),
    timezone: 'Asia/Tokyo',
    url: null,
    reprint: false,
  };
  const limit = new AbortController();
  const cancel = timers.after(PRINT_MS, () => limit.abort());
  return printer.print({ ticket: 'test', content, signal: limit.signal }).finally(cancel);
}

function outcomeWords(outcome: PrintOutcome): { readonly outcome: string; readonly printed: boolean } {
  switch (outcome.state) {
    case 'printed':
      return outcome.proof === 'process-id'
        ? { outcome: 'printed: the printer itself said that the ticket is out. 印字を確認しました。', printed: true }
        : { outcome: 'sent: look whether a ticket came out. 送信しました。用紙を確認してください。', printed: true };
    case 'unknown':
      return {
        outcome: `unknown: look whether a ticket came out. 用紙を確認してください: ${outcome.detail}`,
        printed: false,
      };
    case 'not-started':
      return { outcome: `not printed. 印字されませんでした: ${outcome.detail}`, printed: false };
    default:
      return outcome satisfies never;
  }
}
