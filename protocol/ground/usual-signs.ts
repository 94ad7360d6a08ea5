/**
 * What CJK radicals (from U+2E81 on, and from U+2F00 on) look like: Unicode's EquivalentUnifiedIdeograph 14.0, in their order.
 * Programs that read PDFs write ⺠ (U+2EA0) for 民 and ⼝ (U+2F1D) for 口.
 */
const FROM_2E81 =
  '厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵⺚旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒' +
  '㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼' +
  '鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟';
const FROM_2F00 =
  '一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾' +
  '干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生' +
  '用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷' +
  '豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻' +
  '黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠';
/** Where Japan writes another one than the dictionary of 1716 from which the radicals are. */
const IN_JAPAN = { 戶: '戸' } as Readonly<Record<string, string>>;

const usual = new Map<string, string>();
for (const [first, signs] of [
  [0x2e81, FROM_2E81],
  [0x2f00, FROM_2F00],
] as const)
  for (const [i, sign] of [...signs].entries()) usual.set(String.fromCodePoint(first + i), IN_JAPAN[sign] ?? sign);

/**
 * The same text in the signs that keyboards write: radicals as the characters that they look like, marks composed with what they
 * stand on (a Mac's が is か and a mark). Compatibility ideographs stay as they are: Unicode's NFC would turn 塚 (U+FA10) and
 * 神 (U+FA19), which are in people's names, into others.
 */
export const inUsualSigns = (text: string): string =>
  text
    .replace(/[\u2e80-\u2fdf]/g, (radical) => usual.get(radical) ?? radical)
    .replace(/[^\uf900-\ufaff\u{2f800}-\u{2fa1f}]+/gu, (part) => part.normalize('NFC'));
