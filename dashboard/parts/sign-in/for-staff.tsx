import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Me } from '../../../protocol/wire/people.ts';
import { here } from '../../base/address.ts';
import { signInAddress } from '../../base/way-back.ts';
import { type Session, useSession } from '../../live/session.ts';
import { Both, StaleBanner } from '../parts.tsx';
import { SignIn } from './sign-in.tsx';

/** Somebody who is signed in, and what their page needs of that. */
export interface Who {
  readonly me: Me;
  readonly ask: Session['ask'];
}

interface ForStaffProps {
  children: (who: Who) => ComponentChildren;
}

/**
 * A page for staff. Who isn't signed in is led to where people sign in, and back. Whose sign-in ends while they are here signs in
 * over the page, which is covered meanwhile: what they were typing is still there for them, and for nobody else.
 */
export function ForStaff({ children }: ForStaffProps) {
  const { me, problem, ask } = useSession();
  const [owner, setOwner] = useState<Me | null>(null);
  const [byCard, setByCard] = useState(0);
  const signedIn = me?.views.includes('staff') === true;
  const nobody = me !== null && !signedIn && owner === null;
  useEffect(() => {
    if (signedIn) setOwner(me);
  }, [me, signedIn]);
  useEffect(() => {
    if (nobody) location.replace(here(signInAddress(ownPath(), location.hash)));
  }, [nobody]);
  const before = useRef<Element | null>(null);
  useLayoutEffect(() => {
    // Whoever works by keys is where they were.
    if (signedIn && before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
  }, [signedIn]);
  const who = signedIn ? me : owner;
  if (who === null || me === null) {
    return (
      <main class="sign-in">
        <h1 class="visually-hidden">
          <Both text={{ ja: '職員の画面', en: 'For staff' }} />
        </h1>
        <StaleBanner live={{ value: null, heardAt: null, status: problem === null ? 'connecting' : 'stale' }} />
      </main>
    );
  }
  const back = (now: Me) => {
    // By a card nobody knows the name: what was being typed may be somebody else's.
    if (now.name === null) setByCard(byCard + 1);
    ask();
  };
  return (
    <>
      <div key={`${byCard} ${who.role} ${who.name}`} class={signedIn ? 'page-of-staff' : 'page-of-staff covered'}>
        {children({ me: who, ask })}
      </div>
      {!signedIn && <SignInAgain me={me} before={before} onDone={back} />}
    </>
  );
}

/** The address of this page as its server has it. */
const ownPath = (): string => location.pathname.slice(here('').length);

interface SignInAgainProps {
  me: Me;
  /** What had the focus when this came. */
  before: { current: Element | null };
  onDone: (me: Me) => void;
}

function SignInAgain({ me, before, onDone }: SignInAgainProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    before.current = document.activeElement;
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="sign-in-again"
      aria-labelledby="sign-in-again"
      data-testid="sign-in-again"
      // There is no page without a person; a browser closes it at the second Escape whatever it is told.
      onCancel={(event) => event.preventDefault()}
      onClose={({ currentTarget }) => currentTarget.isConnected && currentTarget.showModal()}
    >
      <h2 id="sign-in-again">
        <Both text={{ ja: 'もう一度サインインしてください', en: 'Please sign in again' }} />
      </h2>
      <p>
        <Both
          text={{
            ja: 'サインインの期限が切れました。同じ方がサインインすると、入力の途中から続けられます。',
            en: 'Your sign-in has ended. If you sign in again, you go on where you were.',
          }}
          stacked
        />
      </p>
      <SignIn methods={me.methods} counter={Number(location.hash.slice(1)) || null} onDone={onDone} />
    </dialog>
  );
}
