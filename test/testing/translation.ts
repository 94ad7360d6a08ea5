import type { Page } from 'playwright-core';

export type Translation = 'elements' | 'texts';

/**
 * What translations do to an open page: each text node is taken out, and something else stands in its place: two elements, one
 * in the other, as Chrome's, or a text node of the translation's own. Only words that are easy to turn back are "translated".
 */
const TRANSLATE = (by: Translation) => `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) =>
      node.parentElement.closest('script,style,noscript,font,[translate=no],.notranslate') || !/[\\p{L}\\d]/u.test(node.data)
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT,
  });
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    const words = node.data.replace(/人/g, ' people').replace(/待ち/g, 'waiting');
    if (${JSON.stringify(by)} === 'texts') {
      node.replaceWith(words);
      continue;
    }
    const [outer, inner] = [document.createElement('font'), document.createElement('font')];
    inner.textContent = words;
    outer.append(inner);
    node.replaceWith(outer);
  }
  return nodes.length;
})()`;

/** Translates what is on the page now; resolves with how many texts that were. */
export const translate = (page: Page, by: Translation): Promise<number> => page.evaluate<number>(TRANSLATE(by));

/** What a person reads of the page, with the translation turned back and without times of day: to be compared with a page left alone. */
export const read = (page: Page): Promise<string> =>
  page.evaluate<string>(`document.body.innerText
    .replace(/ people/g, '人')
    .replace(/waiting/g, '待ち')
    .replace(/\\d{1,2}:\\d{2}/g, 'hh:mm')
    .replace(/\\s+/g, ' ')`);
