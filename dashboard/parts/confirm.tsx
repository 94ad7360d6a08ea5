import { useEffect, useRef } from 'preact/hooks';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { Both } from './parts.tsx';

export interface Question {
  readonly words: LocalText;
  readonly yes: LocalText;
  readonly act: () => void;
}

/** Asks before what can't be undone. Escape and "no" leave everything as it was. */
export function Confirm({ question, onClose }: { question: Question | null; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (question !== null) dialog.current?.showModal();
    else dialog.current?.close();
  }, [question]);
  return (
    <dialog ref={dialog} class="confirm" onClose={onClose} aria-labelledby="confirm-words">
      <p id="confirm-words">{question !== null && <Both text={question.words} stacked />}</p>
      <div class="row">
        <button type="button" class="act" onClick={onClose}>
          <Both text={{ ja: 'もどる', en: 'Back' }} />
        </button>
        <button
          type="button"
          class="act danger"
          data-testid="confirm-yes"
          onClick={() => {
            question?.act();
            onClose();
          }}
        >
          {question !== null && <Both text={question.yes} />}
        </button>
      </div>
    </dialog>
  );
}
