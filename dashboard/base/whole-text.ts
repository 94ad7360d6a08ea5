import { type ComponentChildren, Fragment, h, options, type VNode } from 'preact';

/** Elements that somebody may be at, or that a screen reader listens to: they stay, and what they say is replaced within. */
const STAYING = new Set(['button', 'a', 'summary', 'output']);
const STAYING_BY = ['ref', 'role', 'tabIndex', 'aria-live'];

/**
 * A browser's translation takes text nodes out of the page and puts elements of its own in their place; who goes on writing into
 * them is not seen. So no text of ours is ever written over: an element that holds nothing but text is known by that text, and is
 * replaced whole when it changes; a text beside elements gets an element of its own. Whatever was put in its place goes with it.
 */
export function replaceTextWhole(): void {
  const before = options.vnode;
  options.vnode = (vnode) => {
    if (typeof vnode.type === 'string' || vnode.type === Fragment) own(vnode);
    before?.(vnode);
  };
}

/** The element of a text that has none of its own. */
const TEXT = 'x-text';

function own(vnode: VNode<{ children?: ComponentChildren }>): void {
  const { children } = vnode.props;
  const text = textOf(children);
  if (text === null) vnode.props.children = wrapped(children);
  else if (vnode.type === TEXT || text.trim() === '') return;
  else if (stays(vnode)) vnode.props.children = h(TEXT, { key: text }, text);
  else vnode.key = `${vnode.key ?? ''} ${text}`;
}

const stays = ({ type, ref, props }: VNode<object>): boolean =>
  ref != null || type === Fragment || STAYING.has(String(type)) || STAYING_BY.some((name) => name in props);

/** What is said where nothing but text is: null where there is more, or nothing. */
function textOf(children: ComponentChildren): string | null {
  if (isText(children)) return String(children);
  if (
    !Array.isArray(children) ||
    children.length === 0 ||
    !children.every((child) => isText(child) || isNothing(child))
  )
    return null;
  return children.filter(isText).join('');
}

const isText = (child: unknown): child is string | number => typeof child === 'string' || typeof child === 'number';
const isNothing = (child: unknown): boolean => child == null || typeof child === 'boolean';

/** Every child stays at its place, so that it is known again: texts beside one another are one element at the place of the first. */
function wrapped(children: ComponentChildren): ComponentChildren {
  if (!Array.isArray(children)) return children;
  const placed: ComponentChildren[] = children.map((child) => (isText(child) ? null : wrapped(child)));
  for (let at = 0; at < children.length; at++) {
    const from = at;
    let text = '';
    while (isText(children[at])) text += children[at++];
    if (text !== '') placed[from] = text.trim() === '' ? text : h(TEXT, { key: `${from} ${text}` }, text);
  }
  return placed;
}
