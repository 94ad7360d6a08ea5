import { useState } from 'preact/hooks';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { Both } from '../parts/parts.tsx';
import {
  isLetter,
  ownerOf,
  type ShortcutKeys,
  type ShortcutName,
  shortcutNames,
  shortcutWords,
  usualKeys,
} from './shortcuts.ts';

interface ShortcutSettingsProps {
  keys: ShortcutKeys;
  change: (keys: ShortcutKeys) => void;
}

/** Which letter does what, and whether any does: for this browser. */
export function ShortcutSettings({ keys, change }: ShortcutSettingsProps) {
  const [fault, setFault] = useState<LocalText | null>(null);
  const set = (name: ShortcutName, field: HTMLInputElement) => {
    const letter = field.value.trim().toLowerCase();
    const wrong = whatIsWrong(keys, name, letter);
    setFault(wrong);
    if (wrong !== null) field.value = keys.letters[name]?.toUpperCase() ?? '';
    else change({ ...keys, letters: { ...keys.letters, [name]: letter === '' ? null : letter } });
  };
  return (
    <details class="panel" data-testid="shortcut-settings">
      <summary>
        <Both text={{ ja: 'キーボードの操作', en: 'Keys' }} />
      </summary>
      <label class="check">
        <input
          type="checkbox"
          checked={keys.on}
          data-testid="shortcuts-on"
          onChange={({ currentTarget }) => change({ ...keys, on: currentTarget.checked })}
        />{' '}
        <Both text={{ ja: '一文字のキーで操作する', en: 'Use keys of one letter' }} />
      </label>
      <div class="shortcut-list">
        {shortcutNames.map((name) => (
          <label key={name}>
            <input
              class="letter-field"
              maxLength={1}
              autocomplete="off"
              disabled={!keys.on}
              value={keys.letters[name]?.toUpperCase() ?? ''}
              data-testid={`key-${name}`}
              onInput={({ currentTarget }) => set(name, currentTarget)}
            />{' '}
            <Both text={shortcutWords[name]} />
          </label>
        ))}
      </div>
      <p role="status">{fault !== null && <Both text={fault} />}</p>
      <button
        type="button"
        class="small"
        data-testid="usual-keys"
        onClick={() => {
          setFault(null);
          change(usualKeys);
        }}
      >
        <Both text={{ ja: 'はじめの設定に戻す', en: 'Back to the usual keys' }} />
      </button>
    </details>
  );
}

function whatIsWrong({ letters }: ShortcutKeys, name: ShortcutName, letter: string): LocalText | null {
  if (letter === '') return null;
  if (!isLetter(letter))
    return { ja: '半角の英字か数字を1つ入れてください。', en: 'Use one letter from A to Z, or a figure.' };
  const owner = ownerOf(letters, letter);
  if (owner === undefined || owner === name) return null;
  const { ja, en } = shortcutWords[owner];
  const key = letter.toUpperCase();
  return { ja: `${key} は「${ja}」のキーです。`, en: `${key} is the key for “${en}”.` };
}
