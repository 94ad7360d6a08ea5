import type { Plugin, Rule } from 'postcss';

/** No browser knows `inset` that doesn't know a gap between flexible boxes as well. */
const OLD = { name: 'supports', params: 'not (inset: 0)' };

/**
 * Browsers of 2020 leave no gap between flexible boxes: there each box but the first has a margin instead, after the rule
 * that asks for the gap. Of boxes beside each other, which may wrap, it is the gap between columns.
 */
export const flexGaps: Plugin = {
  postcssPlugin: 'flex-gaps',
  OnceExit(root, { AtRule: At, Declaration: Decl, Rule: One }) {
    const rules: Rule[] = [];
    root.walkRules((rule) => void rules.push(rule));
    for (const rule of rules) {
      const margin = marginOf(rule);
      if (margin === null) continue;
      const selector = rule.selectors.map((each) => `${each} > * + *`).join(', ');
      const source = rule.source === undefined ? {} : { source: rule.source };
      const boxes = new One({ selector, ...source }).append(new Decl({ ...margin, ...source }));
      rule.after(new At({ ...OLD, ...source }).append(boxes));
    }
  },
};

function marginOf(rule: Rule): { prop: string; value: string } | null {
  const said = new Map<string, string>();
  rule.walkDecls(({ prop, value }) => void said.set(prop, value));
  const [row = '0', column = row] = (said.get('gap') ?? '').split(' ');
  if (!said.has('gap') || !/flex$/.test(said.get('display') ?? '')) return null;
  return said.get('flex-direction') === 'column'
    ? { prop: 'margin-top', value: row }
    : { prop: 'margin-left', value: column };
}
