import { useCallback, useEffect, useState } from 'preact/hooks';
import type { People } from '../../protocol/wire/people.ts';
import { here } from '../base/address.ts';
import { getJson, type Problem } from '../live/api.ts';
import { useBusy } from '../live/own-build.ts';
import { Confirm, type Question } from '../parts/confirm.tsx';
import { Both } from '../parts/parts.tsx';
import { ForStaff, type Who } from '../parts/sign-in/for-staff.tsx';
import { ByName } from './by-name.tsx';
import { Enrol } from './enrol.tsx';
import { PeopleTable } from './people-table.tsx';
import { Screens } from './screens.tsx';

/** Who may sign in at this section: for its supervisors. */
export const PeoplePage = () => (
  <ForStaff>
    {(who) => (who.me.signIn && who.me.role === 'supervisor' ? <Register who={who} /> : <NotHere who={who} />)}
  </ForStaff>
);

function Register({ who }: { who: Who }) {
  const [people, setPeople] = useState<People | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const ask = useCallback(async () => {
    const answer = await getJson<People>('/api/v1/people');
    if (answer.ok) setPeople(answer.value);
    setProblem(answer.ok ? null : answer.problem);
  }, []);
  useEffect(() => {
    ask();
  }, [ask]);
  useBusy(question !== null);
  return (
    <main class="people">
      <Head who={who} />
      <div role="alert">
        {problem !== null && (
          <p class="banner bad" data-testid="problem">
            <Both text={problem} />
          </p>
        )}
      </div>
      <div class="people-parts">
        <PeopleTable people={people} changed={ask} told={setProblem} ask={setQuestion} />
        <Enrol changed={ask} />
        <ByName changed={ask} ask={setQuestion} />
        <Screens told={setProblem} ask={setQuestion} />
      </div>
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </main>
  );
}

function Head({ who: { me } }: { who: Who }) {
  return (
    <header class="people-head">
      <h1>
        <Both text={{ ja: '職員の登録', en: 'People' }} />
      </h1>
      {me.name !== null && <p>{me.name}</p>}
      <a class="act" href={here('/staff')}>
        <Both text={{ ja: '職員の画面へ', en: 'To the counter' }} />
      </a>
    </header>
  );
}

function NotHere({ who }: { who: Who }) {
  const words = who.me.signIn
    ? { ja: 'この画面は責任者だけが使えます。', en: 'This page is for supervisors only.' }
    : {
        ja: 'この課ではサインインを使っていません。設定に identity: を書くと使えます。',
        en: 'Nobody signs in at this section: its configuration has no identity.',
      };
  return (
    <main class="people">
      <Head who={who} />
      <p class="banner" data-testid="not-here">
        <Both text={words} stacked />
      </p>
    </main>
  );
}
