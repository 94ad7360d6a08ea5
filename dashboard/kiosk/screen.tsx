import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { Both } from '../parts/parts.tsx';

/** One screen of the kiosk, keyed by what it is: it takes the focus when it comes, for what had it has gone with the one before. */
export function Screen({ kind, children }: { kind: string; children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => main.current?.focus({ preventScroll: true }), []);
  return (
    <main class={`kiosk ${kind}`} ref={main} tabIndex={-1}>
      {children}
    </main>
  );
}

interface MessageProps {
  testid: string;
  words: LocalText;
  /** Whether it is read out at once. */
  alert?: boolean;
  children?: ComponentChildren;
}

/** What is said instead of services to choose. */
export function Message({ testid, words, alert = false, children }: MessageProps) {
  return (
    <section class="kiosk-message" data-testid={testid} {...(alert ? { role: 'alert' } : {})}>
      <p class="kiosk-words">
        <Both text={words} stacked />
      </p>
      {children}
    </section>
  );
}

/** Whom to ask, where the words don't say it. */
export function AskStaff() {
  return (
    <p class="ask-staff">
      <Both text={{ ja: 'お困りのときは職員にお声がけください。', en: 'Please ask our staff for help.' }} stacked />
    </p>
  );
}
