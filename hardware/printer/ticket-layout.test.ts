import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { aPaper, aTicket } from '../testing/tickets.ts';
import { nearest, oneLine } from './characters.ts';
import { encodings } from './encoding.ts';
import { readLayout } from './layout-files.ts';
import type { TicketContent } from './printer.ts';
import { PrinterSimulator } from './simulator.ts';
import { type Paper, ticketBytes } from './ticket-layout.ts';

function print(content: TicketContent, changes: Partial<Paper> = {}) {
  const page = aPaper(changes);
  const simulator = new PrinterSimulator({ width: page.width, knowsUtf8: page.encoding === 'utf-8' });
  const wire = simulator.connect({ write: () => {}, end: () => {} });
  const { bytes, missing, substituted } = ticketBytes(content, page);
  wire.data(bytes);
  const [paper, ...more] = simulator.paper();
  return { bytes, missing, substituted, paper, more, violations: simulator.violations };
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
  [{ lowMinutes: 5, highMinutes: 5 }, '約5分 / about 5 min'],
  [{ lowMinutes: 0, highMinutes: 4.6 }, '5分以内 / within 5 min'],
  [{ lowMinutes: 19.6, highMinutes: 35.2 }, '約15～40分 / about 15-40 min'],
])('an estimate of %j reads %s', (estimate, words) => {
  expect(print(aTicket({ estimate })).paper?.text).toContain(words);
});

test.each([80, 58] as const)(
  'on paper of %i mm it says that the office may close first, where that is in doubt',
  (width) => {
    const estimate = { lowMinutes: 20, highMinutes: 35 };
    const said = (changes: object) => print(aTicket({ estimate: { ...estimate, ...changes } }), { width }).paper?.text;
    expect(said({ beforeClosing: 'doubtful' })).toContain(
      '本日ご案内できないことがあります\nYou may not be served today',
    );
    expect(said({ beforeClosing: 'unlikely' })).toContain('本日中のご案内は難しい見込みです');
    expect(said({})).not.toContain('本日中');
  },
);

test('on narrow paper words stay whole and the number fills the width', () => {
  const { paper } = print(aTicket({ reprint: true }), { width: 58 });
  expect(paper?.text).toContain("Ukyo Ward Office  Citizens'\ncounter");
  expect(paper?.text).toContain('再発行 REISSUED');
  expect(paper?.number).toBe('A012');
});

test('any names whatever print as one whole ticket with its number, on both papers, within the printer’s language', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  const anything = fc.oneof(name, fc.stringMatching(/^[-=\\{|}~_"`^;: ]{1,10}$/), fc.constantFrom('髙橋﨑①', '-', '='));
  const words = fc.record({ ja: anything, en: anything });
  const page = fc.record({
    width: fc.constantFrom<80 | 58>(80, 58),
    encoding: fc.constantFrom<'shift_jis' | 'utf-8'>('shift_jis', 'utf-8'),
  });
  fc.assert(
    fc.property(words, words, words, page, (office, section, service, { width, encoding }) => {
      const { paper, more, violations } = print(aTicket({ office, section, service, number: 'C999' }), {
        width,
        encoding,
        layout: readLayout({}, width).layout,
      });
      expect(violations).toEqual([]);
      expect(more).toEqual([]);
      expect(paper?.number).toBe('C999');
      expect(paper?.text).toContain('発行');
    }),
  );
});

test('plain text is on the paper character for character, whatever receiptline means by it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[!-~]([ -~]{0,18}[!-~])?$/), (en) => {
      const { paper } = print(aTicket({ service: { ja: '証明書', en: en.replace(/ +/g, ' ') } }));
      expect(paper?.text.split('\n')).toContain(en.replace(/ +/g, ' '));
    }),
  );
});

test('nothing ever makes a question mark of a character', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(...Object.values(encodings)),
      (text, encoding) => {
        const shown = nearest(oneLine(text), encoding);
        expect(encoding.has(shown) || [...shown].every((character) => encoding.has(character))).toBe(true);
        const asked = (words: string): number => [...words].filter((character) => character === '?').length;
        expect(asked(shown)).toBeLessThanOrEqual(asked(text.normalize('NFKD')));
      },
    ),
  );
});

test.each([
  ['20〜35', '20～35'],
  ['−5', '－5'],
  ['髙橋﨑①', '髙橋﨑①'],
  ['𠮷野家', '〓野家'],
  ['Café', 'Cafe'],
  ['Đăng ký hộ khẩu', 'Dang ky ho khau'],
  ['户籍', '〓籍'],
  ['a\u001b@b\nc', 'a@b c'],
])('without a font %s is printed as %s', (text, shown) => {
  expect(nearest(oneLine(text), encodings.shift_jis)).toBe(shown);
});

test('a UTF-8 model has accents, and is told in its own language what else it has', () => {
  const { paper, violations, bytes } = print(aTicket({ service: { ja: '髙橋Café', en: 'Café' } }), {
    encoding: 'utf-8',
  });
  expect(paper?.text).toContain('髙橋Café');
  expect(paper?.text).toContain('約20～35分 / about 20-35 min');
  expect(Buffer.from(bytes).toString('utf8')).toContain('髙橋Café');
  expect(violations).toEqual([]);
});

test('what could not be shown is told', () => {
  const { missing, substituted, paper } = print(aTicket({ service: { ja: '𠮷田课é', en: 'x' } }));
  expect(missing).toEqual(['𠮷', '课']);
  expect(substituted).toEqual(['𠮷', '课', 'é']);
  expect(paper?.text).toContain('〓田〓e');
});
