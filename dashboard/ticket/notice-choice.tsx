import { Both } from '../parts/parts.tsx';
import { noticeChoices } from './notice.ts';
import type { Notice } from './use-notice.ts';

/** "Tell me when N are ahead." It says honestly what it needs: this page, open. */
export function NoticeChoice({ notice, ahead }: { notice: Notice; ahead: number | null }) {
  return (
    <section class="notice-choice">
      {notice.told === 'near' && (
        <p class="banner near" role="alert" data-testid="near">
          <Both
            text={{
              ja: 'まもなくお呼びします。窓口の近くへお越しください。',
              en: 'Almost your turn: please come near the counter.',
            }}
            stacked
          />
        </p>
      )}
      {/* Nobody is nearer than the next. */}
      {ahead !== 0 && <Choices notice={notice} />}
      <label class="sound">
        <input
          type="checkbox"
          checked={notice.sound}
          onChange={(event) => notice.setSound(event.currentTarget.checked)}
        />{' '}
        <Both text={{ ja: '音でも知らせる', en: 'with sound' }} />
      </label>
      <p class="honest">
        <Both
          text={{
            ja: 'このページを開いている間だけ、振動と画面でお知らせします。連絡先は要りません。',
            en: 'Works only while this page is open, by vibration and on screen. No contact details needed.',
          }}
        />
      </p>
    </section>
  );
}

function Choices({ notice }: { notice: Notice }) {
  return (
    <fieldset>
      <legend>
        <Both text={{ ja: 'あと何人になったらお知らせしますか', en: 'Tell me when there are' }} />
      </legend>
      <div class="choices">
        <Choice
          label={{ ja: '知らせない', en: 'off' }}
          chosen={notice.wanted === null}
          choose={() => notice.choose(null)}
        />
        {noticeChoices.map((count) => (
          <Choice
            key={count}
            label={{ ja: `${count}人`, en: `${count} left` }}
            chosen={notice.wanted === count}
            choose={() => notice.choose(count)}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Choice({ label, chosen, choose }: { label: { ja: string; en: string }; chosen: boolean; choose: () => void }) {
  return (
    <label class={chosen ? 'choice chosen' : 'choice'}>
      <input type="radio" name="notice" class="visually-hidden" checked={chosen} onChange={choose} />
      <Both text={label} stacked />
    </label>
  );
}
