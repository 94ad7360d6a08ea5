import type { Finding } from '../finding.ts';
import type { PrinterConfiguration } from './printer-configuration.ts';
import type { PrinterSession } from './printer-session.ts';

/** GS I n: which text it asks for. */
const MAKER = 66;
const MODEL = 67;
const FIRMWARE = 65;
const FONT = 69;

/** The models that know FS ( C, by Epson's command reference. */
const KNOWS_UTF8 = /^(TM-(m\d|T88VII|L100|P20II|P80II)|EU-m30)/;

const said = (is: Finding['is'], ja: string, en: string): Finding => ({ is, what: { ja, en }, command: null });

/** What a connected printer is and can do. Nothing is printed; `id` is a process id that was never used. */
export async function printerFindings(
  session: PrinterSession,
  { proof, encoding }: PrinterConfiguration,
  id: string,
): Promise<readonly Finding[]> {
  if (session.echoes || session.stuck) return [];
  if (!session.answers)
    return [
      said(
        'lacking',
        '状態を返さない機種です。印字は「送信済み」までしか分かりません',
        'this model does not tell its state: tickets count as sent, never as printed',
      ),
    ];
  const model = await session.information(MODEL);
  return [
    ...(await modelFindings(session, model)),
    ...encodingFindings(model, encoding),
    await proofFinding(session, { proof, id }),
  ];
}

async function modelFindings(session: PrinterSession, model: string | null): Promise<Finding[]> {
  if (model === null)
    return [said('lacking', '機種名を返しません（GS I）', 'it does not tell its model (GS I), as many clones do not')];
  const maker = await session.information(MAKER);
  const firmware = await session.information(FIRMWARE);
  const font = await session.information(FONT);
  const name = [maker, model].filter((part) => part !== null).join(' ');
  const version = firmware === null ? '' : ` (${firmware})`;
  return [
    said('there', `機種：${name}${version}`, `model: ${name}, firmware ${firmware ?? 'not told'}`),
    ...(font === null ? [] : [said('there', `漢字フォント：${font}`, `kanji font: ${font}`)]),
  ];
}

function encodingFindings(model: string | null, encoding: PrinterConfiguration['encoding']): Finding[] {
  const knows = model !== null && KNOWS_UTF8.test(model);
  if (knows && encoding === 'shift_jis')
    return [
      said(
        'there',
        'Shift_JIS で印字します。UTF-8 も使える機種です（encoding: utf-8）',
        'Shift_JIS; this model knows UTF-8 too (encoding: utf-8)',
      ),
    ];
  if (knows) return [said('there', 'UTF-8 で印字します', 'UTF-8, which this model knows')];
  if (encoding === 'utf-8')
    return [
      said(
        'lacking',
        'UTF-8 が使える機種か分かりません。テスト印字が文字化けするときは、設定を encoding: shift_jis に',
        'whether this model knows UTF-8 is not known; where the test ticket is garbled, set encoding: shift_jis',
      ),
    ];
  return [said('there', 'Shift_JIS で印字します', 'Shift_JIS, as every Japanese model')];
}

async function proofFinding(
  session: PrinterSession,
  { proof, id }: { proof: PrinterConfiguration['proof']; id: string },
): Promise<Finding> {
  if (proof === 'sent')
    return said(
      'lacking',
      '設定が proof: sent のため、印字は「送信済み」までしか分かりません',
      'proof: sent is configured: tickets count as sent; with proof: process-id this looks whether the model can say more',
    );
  if (await session.provesItself(id))
    return said('there', '印字の完了を知らせます（プロセスID）', 'it says when a ticket is out (process id, GS ( H)');
  return said(
    'lacking',
    '印字の完了を知らせない機種です。設定に proof: sent と書いてください',
    'this model does not say when a ticket is out (no GS ( H): set proof: sent in its configuration',
  );
}
