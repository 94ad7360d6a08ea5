import { useEffect, useState } from 'preact/hooks';
import { here } from '../base/address.ts';
import { wayBack } from '../base/way-back.ts';
import { useSession } from '../live/session.ts';
import { Both } from '../parts/parts.tsx';
import { SignIn } from '../parts/sign-in/sign-in.tsx';

/** `/sign-in?to=/staff#code=7KQ2M-X4T9B`: where people say who they are; then they are where they came from. */
export function SignInPage() {
  const { me, problem } = useSession();
  // A code is a secret: it stands where no server is told it, and not in the address for longer than it takes to read.
  const [code] = useState(() => /^#code=([\w-]{1,32})$/.exec(location.hash)?.[1] ?? null);
  const back = here(wayBack(location.search));
  const known = me?.views.includes('staff') === true && code === null;
  useEffect(() => {
    if (code !== null) history.replaceState(null, '', location.pathname + location.search);
  }, [code]);
  useEffect(() => {
    if (known) location.replace(back);
  }, [known, back]);
  return (
    <main class="sign-in">
      <h1>
        <Both text={{ ja: '職員のサインイン', en: 'Sign in' }} />
      </h1>
      {!window.isSecureContext ? (
        <InTheClear />
      ) : me === null || known ? (
        <p class="banner" role="status">
          <Both text={problem ?? { ja: '読み込んでいます…', en: 'Loading…' }} />
        </p>
      ) : (
        <SignIn methods={me.methods} counter={counterOf(back)} code={code} onDone={() => location.replace(back)} />
      )}
      <p class="for-visitors">
        <Both text={{ ja: 'このページは職員用です。', en: 'This page is for staff.' }} />
      </p>
    </main>
  );
}

/** Said before a PIN is typed: whoever listens on the way would read it. */
function InTheClear() {
  return (
    <p class="banner bad" role="alert" data-testid="in-the-clear">
      <Both
        text={{
          ja: 'このページは暗号化されていないため、サインインできません。https:// で始まるアドレスで開いてください。',
          en: 'This page is not encrypted, so nobody signs in here. Open it by its https:// address.',
        }}
        stacked
      />
    </p>
  );
}

/** `/staff#3` → 3. */
const counterOf = (page: string): number | null => Number(page.split('#')[1]) || null;
