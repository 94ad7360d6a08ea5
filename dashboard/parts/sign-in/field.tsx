import { useId } from 'preact/hooks';
import type { LocalText } from '../../../protocol/ground/identifiers.ts';
import { Both } from '../parts.tsx';

/** What a field of a form may be told of how it is filled in. */
interface FieldProps {
  name: string;
  words: LocalText;
  /** What to know before it is filled in. */
  hint?: LocalText;
  secret?: boolean;
  /** What it is to look like, a regular expression. */
  pattern?: string;
  /** By JIS X 8341-3 (WCAG 1.3.5): so a browser can fill it in for whoever it knows. */
  autocomplete: 'username' | 'current-password' | 'new-password' | 'one-time-code' | 'off';
  inputMode?: 'numeric' | 'text';
  capitals?: boolean;
  maxLength?: number;
  required?: boolean;
  initially?: string | null;
}

/** One thing to fill in, large enough for a finger, under words that say what. */
export function Field({
  secret = false,
  words,
  hint,
  capitals = false,
  required = true,
  initially = null,
  ...input
}: FieldProps) {
  const id = useId();
  return (
    <p class="field">
      <label for={id}>
        <Both text={words} />
      </label>
      {hint !== undefined && (
        <span class="field-hint" id={`${id}-hint`}>
          <Both text={hint} />
        </span>
      )}
      <input
        id={id}
        required={required}
        autocapitalize={capitals ? 'characters' : 'off'}
        spellcheck={false}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
        {...(initially === null ? {} : { defaultValue: initially })}
        {...(secret ? ({ type: 'password' } as const) : ({ type: 'text' } as const))}
        {...input}
      />
    </p>
  );
}

const PIN = { secret: true, inputMode: 'numeric', maxLength: 64 } as const;

/** The PIN that somebody has. */
export function PinField({ words = { ja: '暗証番号', en: 'PIN' } }: { words?: LocalText }) {
  return <Field name="pin" words={words} autocomplete="current-password" {...PIN} />;
}

/** A PIN to choose, typed twice: nobody sees what they type. */
export function NewPinFields() {
  return (
    <>
      <Field name="new" words={{ ja: '新しい暗証番号', en: 'New PIN' }} autocomplete="new-password" {...PIN} />
      <Field
        name="again"
        words={{ ja: '新しい暗証番号（もう一度）', en: 'New PIN, once more' }}
        autocomplete="new-password"
        {...PIN}
      />
    </>
  );
}

export const NOT_THE_SAME: LocalText = {
  ja: '新しい暗証番号が2回で違います。もう一度入れてください。',
  en: 'The two new PINs are not the same. Type them again.',
};
