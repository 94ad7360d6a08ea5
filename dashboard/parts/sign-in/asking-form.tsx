import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LocalText } from '../../../protocol/ground/identifiers.ts';
import { clockTime } from '../../base/format.ts';
import { type Answer, type Problem, postJson } from '../../live/api.ts';
import { Both } from '../parts.tsx';

type Filled = (name: string) => string;

interface AskingFormProps<T> {
  /** Where what was filled in goes. */
  to: string;
  /** The request of what was filled in; a sentence where it can't be one. */
  read: (filled: Filled) => object | LocalText;
  /** What came of what was filled in. The form is emptied after. */
  onDone: (value: T, filled: Filled) => void;
  yes: LocalText;
  testid: string;
  /** Whether somebody is about to fill it in: its first field takes the focus. */
  eager?: boolean;
  children: ComponentChildren;
}

/** Something to fill in and send, and in words why nothing came of it. Secrets that were wrong are typed anew: their fields are emptied. */
export function AskingForm<T>({ to, read, onDone, yes, testid, eager = false, children }: AskingFormProps<T>) {
  const drawn = useRef<HTMLFormElement>(null);
  const [fault, setFault] = useState<LocalText | null>(null);
  const underWay = useRef(false);
  useEffect(() => {
    if (eager) firstEmpty(drawn.current)?.focus();
  }, [eager]);
  const submit = async (form: HTMLFormElement) => {
    if (underWay.current) return;
    const fields = new FormData(form);
    const filled: Filled = (name) => String(fields.get(name) ?? '').trim();
    const body = read(filled);
    if (isSentence(body)) return refused(form, body);
    underWay.current = true;
    setFault(null);
    const answer: Answer<T> = await postJson<T>(to, body);
    underWay.current = false;
    if (!answer.ok) return refused(form, withEnd(answer.problem));
    onDone(answer.value, filled);
    form.reset();
  };
  const refused = (form: HTMLFormElement, words: LocalText) => {
    setFault(words);
    const secrets = form.querySelectorAll<HTMLInputElement>('input[type=password]');
    for (const secret of secrets) secret.value = '';
    secrets[0]?.focus();
  };
  return (
    <form
      ref={drawn}
      class="asking"
      data-testid={testid}
      onSubmit={(event) => {
        event.preventDefault();
        submit(event.currentTarget);
      }}
    >
      {children}
      <div role="alert">
        {fault !== null && (
          <p class="banner bad" data-testid="fault">
            <Both text={fault} stacked />
          </p>
        )}
      </div>
      <button type="submit" class="act primary">
        <Both text={yes} />
      </button>
    </form>
  );
}

const firstEmpty = (form: HTMLFormElement | null) =>
  Array.from(form?.querySelectorAll('input') ?? []).find(({ value }) => value === '');

/** Why nothing came of it, and until when nothing will. */
function withEnd({ ja, en, until }: Problem): LocalText {
  if (until === undefined) return { ja, en };
  const time = clockTime(until);
  return { ja: `${ja}（${time} まで）`, en: `${en} (until ${time})` };
}

const isSentence = (body: object): body is LocalText => 'ja' in body && 'en' in body;
