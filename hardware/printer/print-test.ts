import type { Finding } from '../finding.ts';
import type { Timers } from '../timers.ts';
import type { Printer, PrintOutcome, TicketContent } from './printer.ts';

const PRINT_MS = 10_000;

/** Prints a ticket that nobody can take for one, and says what came of it. */
export async function printTest(printer: Printer, timers: Timers): Promise<Finding> {
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
  return outcomeFinding(await printer.print({ ticket: 'test', content, signal: limit.signal }).finally(cancel));
}

function outcomeFinding(outcome: PrintOutcome): Finding {
  const said = (is: Finding['is'], ja: string, en: string): Finding => ({ is, what: { ja, en }, command: null });
  switch (outcome.state) {
    case 'printed':
      return outcome.proof === 'process-id'
        ? said('there', '印字を確認しました', 'printed: the printer itself said that the ticket is out')
        : said('there', '送信しました。用紙が出たか確認してください', 'sent: look whether a ticket came out');
    case 'unknown':
      return said(
        'missing',
        `印字は不明です。用紙が出たか確認してください：${outcome.detail}`,
        'unknown: look whether a ticket came out',
      );
    case 'not-started':
      return said('missing', `印字されませんでした：${outcome.detail}`, 'not printed');
    default:
      return outcome satisfies never;
  }
}
