import type { ComponentChildren } from 'preact';

interface PressProps {
  /** What a press does; null: not now. */
  act: (() => void) | null;
  name: string;
  children: ComponentChildren;
  kind?: 'act' | 'act primary' | 'small';
  label?: string;
  /** The key that does the same, as people read it. */
  shortcut?: string | null;
}

/** A button of the desk. One that can't be pressed now keeps the focus that it has: a keyboard doesn't start over. */
export function Press({ act, name, children, kind = 'act', label, shortcut = null }: PressProps) {
  return (
    <button
      type="button"
      class={kind}
      aria-disabled={act === null}
      data-testid={name}
      // The second of a double click is no second visitor.
      onClick={({ detail }) => detail < 2 && act?.()}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(shortcut === null ? {} : { 'aria-keyshortcuts': shortcut })}
    >
      {children}
      {shortcut !== null && <kbd>{shortcut}</kbd>}
    </button>
  );
}
