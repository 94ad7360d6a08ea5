import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { aTicket } from '../testing/tickets.ts';
import type { TicketContent } from './printer.ts';
import { decode, encode, printable } from './shift-jis.ts';
import { PrinterSimulator } from './simulator.ts';
import { ticketBytes } from './ticket-layout.ts';

function print(content: TicketContent, width: 80 | 58 = 80) {
  const simulator = new PrinterSimulator({ width });
  const wire = simulator.connect({ write: () => {}, end: () => {} });
  const { bytes, missing } = ticketBytes(content, { width });
  wire.data(bytes);
  const [paper, ...more] = simulator.paper();
  return { bytes, missing, paper, more, violations: simulator.violations };
}

test('a decoder that knows no more than Shift_JIS finds number and Japanese in the bytes', () => {
  const { bytes } = print(aTicket());
  const text = iconv.decode(Buffer.from(bytes), 'shiftjis');
  for (const said of [
    'A012',
    '右京区役所',
    '市民窓口課',
    '住民票・証明書',
    '待ち人数 3人',
    '約20～35分',
    '10:32 発行',
  ]) {
    expect(text).toContain(said);
  }
});

test('a ticket is short enough for a serial line: under a second at 9600 baud', () => {
  expect(print(aTicket()).bytes.length).toBeLessThan(900);
});

test.each([
  ['nobody counts', { waiting: null, estimate: null }, /人数|約/],
  ['there is no page', { url: null }, /スマートフォン/],
  ['it is no reprint', {}, /再発行/],
] as const)('what is not known is not printed: %s', (_name, changes, absent) => {
  expect(print(aTicket(changes)).paper?.text).not.toMatch(absent);
});

test.each([
  [{ lowMinutes: 5, highMinutes: 5 }, '約5分 / approx. 5 min'],
  [{ lowMinutes: 0, highMinutes: 4.6 }, '5分以内 / within 5 min'],
  [{ lowMinutes: 19.6, highMinutes: 35.2 }, '約20～35分 / approx. 20-35 min'],
])('an estimate of %j reads %s', (estimate, words) => {
  expect(print(aTicket({ estimate })).paper?.text).toContain(words);
});

test('on narrow paper words stay whole and the number fills the width', () => {
  const { paper } = print(aTicket({ reprint: true }), 58);
  expect(paper?.text).toContain("Ukyo Ward Office  Citizens'\ncounter");
  expect(paper?.text).toContain('再発行 REISSUED');
  expect(paper?.number).toBe('A012');
});

test('any names whatever print as one whole ticket with its number, on both papers, within the printer’s language', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  const anything = fc.oneof(name, fc.stringMatching(/^[-=\\{|}~_"`^;: ]{1,10}$/), fc.constantFrom('髙橋﨑①', '-', '='));
  const words = fc.record({ ja: anything, en: anything });
  fc.assert(
    fc.property(words, words, words, fc.constantFrom<80 | 58>(80, 58), (office, section, service, width) => {
      const { paper, more, violations } = print(aTicket({ office, section, service, number: 'C999' }), width);
      expect(violations).toEqual([]);
      expect(more).toEqual([]);
      expect(paper?.number).toBe('C999');
      expect(paper?.text).toContain('発行');
    }),
  );
});

test('plain text is on the paper sign for sign, whatever receiptline means by it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[!-~]([ -~]{0,18}[!-~])?$/), (en) => {
      const { paper } = print(aTicket({ service: { ja: '証明書', en: en.replace(/ +/g, ' ') } }));
      expect(paper?.text.split('\n')).toContain(en.replace(/ +/g, ' '));
    }),
  );
});

test('Shift_JIS never makes a question mark of a sign', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      const shown = printable(text).text;
      expect(decode(encode(shown))).toBe(shown);
      expect([...shown].filter((sign) => sign === '?').length).toBeLessThanOrEqual(
        [...text.normalize('NFKD')].filter((sign) => sign === '?').length,
      );
    }),
  );
});

test.each([
  ['20〜35', '20～35', []],
  ['−5', '－5', []],
  ['髙橋﨑①', '髙橋﨑①', []],
  ['𠮷野家', '〓野家', ['𠮷']],
  ['Café', 'Cafe', []],
  ['户籍', '〓籍', ['户']],
  ['a\u001b@b\nc', 'a@b c', []],
])('%s is printed as %s', (text, shown, missing) => {
  expect(printable(text)).toEqual({ text: shown, missing });
});

test('what could not be shown is told', () => {
  const { missing, paper } = print(aTicket({ service: { ja: '𠮷田课', en: 'x' } }));
  expect(missing).toEqual(['𠮷', '课']);
  expect(paper?.text).toContain('〓田〓');
});
