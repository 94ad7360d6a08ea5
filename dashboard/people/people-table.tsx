import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { People } from '../../protocol/wire/people.ts';
import { clockTime } from '../base/format.ts';
import { roleWords } from '../base/people-words.ts';
import { type Problem, postJson } from '../live/api.ts';
import type { Question } from '../parts/confirm.tsx';
import { Both } from '../parts/parts.tsx';

type Person = People[number];

interface PeopleTableProps {
  /** Null until they were told. */
  people: People | null;
  changed: () => void;
  told: (problem: Problem) => void;
  ask: (question: Question) => void;
}

/** Who is enrolled, without names, for none are kept: a row is known by what stands for its person this month. */
export function PeopleTable({ people, changed, told, ask }: PeopleTableProps) {
  const does = async (act: 'unlock' | 'sign-out' | 'remove', { person }: Person) => {
    const answer = await postJson<null>(`/api/v1/people/${act}`, { person });
    if (!answer.ok) told(answer.problem);
    changed();
  };
  const remove = (person: Person) =>
    ask({
      words: {
        ja: `${person.person} の登録を消しますか。すべての端末でサインアウトされ、サインインできなくなります。`,
        en: `Remove ${person.person}? They are signed out everywhere and can't sign in any more.`,
      },
      yes: { ja: '登録を消す', en: 'Remove' },
      act: () => does('remove', person),
    });
  return (
    <section class="panel people-list" aria-labelledby="people-title">
      <h2 id="people-title">
        <Both text={{ ja: '登録されている職員', en: 'Who may sign in' }} />
      </h2>
      <p class="quiet">
        <Both
          text={{
            ja: '名前は保存していません。記号は毎月変わります。丸一か月サインインのない登録は自動で消えます。',
            en: 'Names are not kept: these signs stand for people and change monthly. Who does not sign in for a whole month is forgotten.',
          }}
          stacked
        />
      </p>
      <ul>
        {people?.map((person) => (
          <li key={person.person} class="person" data-testid="person" data-role={person.role}>
            <code class="person-sign">{person.person}</code>
            <Marks person={person} />
            <span class="person-acts">
              {person.locked !== null && (
                <button
                  type="button"
                  class="small"
                  data-testid="unlock"
                  aria-label={`${person.person} のロックを解く Unlock`}
                  onClick={() => does('unlock', person)}
                >
                  <Both text={{ ja: 'ロックを解く', en: 'Unlock' }} />
                </button>
              )}
              {person.sessions > 0 && !person.self && (
                <button
                  type="button"
                  class="small"
                  data-testid="sign-out"
                  aria-label={`${person.person} をサインアウトさせる Sign out`}
                  onClick={() => does('sign-out', person)}
                >
                  <Both text={{ ja: 'サインアウト', en: 'Sign out' }} />
                </button>
              )}
              {!person.self && !person.methods.oidc && (
                <button
                  type="button"
                  class="small"
                  data-testid="remove"
                  aria-label={`${person.person} の登録を消す Remove`}
                  onClick={() => remove(person)}
                >
                  <Both text={{ ja: '消す', en: 'Remove' }} />
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function knownBy({ methods, ready, lastMonth }: Person): LocalText {
  if (methods.oidc) return { ja: '市の認証基盤から', en: 'By the city’s sign-in' };
  return ready
    ? { ja: `最後のサインイン ${lastMonth}`, en: `last in ${lastMonth}` }
    : { ja: '暗証番号をまだ決めていません', en: 'No PIN chosen yet' };
}

function Marks({ person }: { person: Person }) {
  const { role, duty, methods, sessions, locked, self } = person;
  return (
    <span class="person-marks">
      <b>
        <Both text={roleWords[role]} />
      </b>
      {self && (
        <span class="chip good">
          <Both text={{ ja: 'あなた', en: 'You' }} />
        </span>
      )}
      {duty !== null && (
        <span>
          <Both text={{ ja: `担当 ${duty}`, en: `duty ${duty}` }} />
        </span>
      )}
      {methods.card && (
        <span>
          <Both text={{ ja: 'カードあり', en: 'With a card' }} />
        </span>
      )}
      <span class="figure">
        <Both text={knownBy(person)} />
      </span>
      {sessions > 0 && (
        <span class="chip good" data-testid="signed-in">
          <Both text={{ ja: `サインイン中（${sessions}台）`, en: `Signed in (${sessions})` }} />
        </span>
      )}
      {locked !== null && (
        <span class="chip bad" data-testid="locked">
          <Both text={{ ja: `ロック中（${clockTime(locked)} まで）`, en: `Locked until ${clockTime(locked)}` }} />
        </span>
      )}
    </span>
  );
}
