/** The ticket where a configuration names no template of its own; config/ticket.receipt is the wide one with comments. */
export const defaultTemplates: Readonly<Record<80 | 58, string>> = {
  80: `^^^\`  {reprint}  \`
{gap 24}
{logo}
{gap 12}
^^^{office}
{gap 6}
^^^"{section}"
{gap 6}
{office.en}  {section.en}
-
番号札 / Your number
{gap 20}
^^^^^^^"{number}"
{gap 28}
^^^"{service}"
{gap 6}
{service.en}
-
{gap 4}
^^^"待ち人数 {waiting}人"^^^ / {waiting} waiting
{gap 8}
^^^"{estimate}"^^^ / {estimate.en}
{gap 8}
"{closing}"
{closing.en}
{gap 8}
-
{gap 16}
{qr}
{gap 12}
{?qr}スマートフォンで順番が分かります
{?qr}Follow your turn on your phone
-
番号が呼ばれたら窓口へお越しください。
Please come when your number is called.
{gap 16}
{date} {time} 発行
`,
  58: `^^^\`{reprint}\`
{gap 24}
{logo}
{gap 12}
^^^{office}
{gap 6}
^^^"{section}"
{gap 6}
{office.en}  {section.en}
-
番号札 / Your number
{gap 20}
^^^^^^^"{number}"
{gap 28}
^^^"{service}"
{gap 6}
{service.en}
-
{gap 4}
^^^"待ち人数 {waiting}人"
{waiting} waiting
{gap 8}
^^^"{estimate}"
{estimate.en}
{gap 8}
"{closing}"
{closing.en}
{gap 8}
-
{gap 16}
{qr}
{gap 12}
{?qr}スマートフォンで順番が分かります
{?qr}Follow your turn on your phone
-
番号が呼ばれたら
窓口へお越しください。
Please come when your number is called.
{gap 16}
{date} {time} 発行
`,
};
