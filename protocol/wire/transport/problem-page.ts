import type { LocalText } from '../../ground/identifiers.ts';
import type { Problem } from './problem.ts';

/** A page of the server to which somebody can go back. */
export interface Way {
  readonly path: string;
  readonly name: LocalText;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A problem as people read it, with the ways back. `text`: the problem document. */
export function problemPage(text: string, { ways, base }: { readonly ways: readonly Way[]; readonly base: string }) {
  const { status, title, detail, messageEn = title } = JSON.parse(text) as Problem;
  const links = ways.map(
    ({ path, name }) =>
      `<li><a href="${base}${path}">${escaped(name.ja)} <span lang="en">${escaped(name.en)}</span></a></li>`,
  );
  return `<!doctype html>
<html lang="ja">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escaped(detail)} ${escaped(messageEn)}</title>
    <style>
      body { margin: 0; font: 1.125rem/1.7 "Noto Sans CJK JP", "BIZ UDPGothic", sans-serif; color: #1d2327; background: #fbfaf7 }
      main { max-width: 38rem; margin: 0 auto; padding: 3rem 1.25rem }
      h1 { font-size: 1.6rem; line-height: 1.45; margin: 0 0 .5rem }
      ul { padding: 0; margin: 2rem 0; list-style: none }
      a { display: block; padding: .8rem 1rem; margin: 0 0 .6rem; border: 2px solid #14507a; border-radius: .5rem; color: #14507a; background: #fff }
      [lang="en"] { color: #4a5359; font-size: 1rem }
    </style>
  </head>
  <body>
    <main>
      <h1>${escaped(detail)}</h1>
      <p lang="en">${escaped(messageEn)}</p>
      <ul>${links.join('')}</ul>
      <p lang="en">${status}</p>
    </main>
  </body>
</html>
`;
}
