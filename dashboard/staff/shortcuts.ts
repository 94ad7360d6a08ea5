import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { CommandType } from '../../protocol/queue/commands.ts';
import { commandWords } from '../base/command-words.ts';

/** What a key of one letter can do, in the order in which people read it. */
export const shortcutNames = [
  'call-next',
  'arrived',
  'recall',
  'absent',
  'hold',
  'finish',
  'transfer',
  'pause',
  'undo',
] as const;
export type ShortcutName = (typeof shortcutNames)[number];

export const shortcutWords: Readonly<Record<ShortcutName, LocalText>> = {
  ...commandWords,
  transfer: { ja: '引き継ぐ業務を選ぶ', en: 'Choose a service to transfer to' },
  pause: { ja: '休止・再開', en: 'Pause, reopen' },
  undo: { ja: '直前の操作を元に戻す', en: 'Undo what was just done' },
};

/** What the lead is asked for by that key. */
export const commandOf = (name: ShortcutName): CommandType =>
  name === 'pause' ? 'pause-counter' : name === 'undo' ? 'restore' : name;

/** The letters by what they do; null: that has no key. */
export type Letters = Readonly<Record<ShortcutName, string | null>>;

export interface ShortcutKeys {
  /** Off: no key of one letter does anything, whoever speaks or rests a hand on the keyboard (WCAG 2.1.4). */
  readonly on: boolean;
  readonly letters: Letters;
}

export const usualKeys: ShortcutKeys = {
  on: true,
  letters: {
    'call-next': 'n',
    arrived: 'v',
    recall: 'r',
    absent: 'a',
    hold: 'h',
    finish: 'f',
    transfer: 't',
    pause: 'p',
    undo: 'z',
  },
};

/** What this browser remembered, as far as it makes sense: one letter or figure each, none twice. */
export function readKeys(stored: string | null): ShortcutKeys {
  const value = parsed(stored);
  const given = typeof value.letters === 'object' && value.letters !== null ? value.letters : {};
  const letters: Record<ShortcutName, string | null> = { ...usualKeys.letters };
  for (const name of shortcutNames) {
    const letter: unknown = Reflect.get(given, name);
    if (letter === null || (typeof letter === 'string' && isLetter(letter))) letters[name] = letter;
  }
  return {
    on: value.on !== false,
    letters: shortcutNames.some((name) => ownerOf(letters, letters[name]) !== name && letters[name] !== null)
      ? usualKeys.letters
      : letters,
  };
}

export const isLetter = (text: string): boolean => /^[a-z0-9]$/.test(text);

/** What this letter does; undefined where it is free. */
export const ownerOf = (letters: Letters, letter: string | null): ShortcutName | undefined =>
  letter === null ? undefined : shortcutNames.find((name) => letters[name] === letter);

function parsed(stored: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(stored ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

const STORED = 'matazu.shortcuts';

/** The keys of this browser, and how they are changed. */
export function useShortcutKeys(): [ShortcutKeys, (keys: ShortcutKeys) => void] {
  const [keys, setKeys] = useState(() => {
    try {
      return readKeys(localStorage.getItem(STORED));
    } catch {
      return usualKeys;
    }
  });
  const change = useCallback((next: ShortcutKeys) => {
    setKeys(next);
    try {
      localStorage.setItem(STORED, JSON.stringify(next));
    } catch {
      // A browser that keeps nothing has them until it is closed.
    }
  }, []);
  return [keys, change];
}

/** Runs what belongs to a letter, but not while someone writes, chooses, holds a modifier or answers a question. */
export function useShortcuts(
  keys: ShortcutKeys,
  actions: Readonly<Partial<Record<ShortcutName, (() => void) | null>>>,
): void {
  const latest = useRef({ keys, actions });
  latest.current = { keys, actions };
  // With what is drawn, not after it: a key that somebody can read on a button works.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const { target } = event;
      if (target instanceof Element && target.closest('input, select, textarea, dialog') !== null) return;
      const now = latest.current;
      if (!now.keys.on) return;
      const name = ownerOf(now.keys.letters, event.key.toLowerCase());
      const action = name === undefined ? undefined : now.actions[name];
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
