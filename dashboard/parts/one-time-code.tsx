import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { OneTimeCode } from '../../protocol/wire/people.ts';
import { clockTime, dayInOffice, dayWords } from '../base/format.ts';
import { Both } from './parts.tsx';
import { Qr } from './qr.tsx';

interface CodeShownProps {
  code: OneTimeCode;
  /** What its owner does with it. */
  words: LocalText;
  zone?: string;
  /** The address that brings the code, for whoever has a camera. */
  address?: string;
}

/** A code that is good once, large enough to be read out, and until when. */
export function CodeShown({ code: { code, until }, words, zone, address }: CodeShownProps) {
  const day = dayWords(dayInOffice(until, zone));
  const time = clockTime(until, zone);
  return (
    <div class="code-shown" role="status" data-testid="code">
      <p>
        <Both text={words} stacked />
      </p>
      <p class="code-itself number" data-testid="code-itself">
        {code}
      </p>
      <p>
        <Both text={{ ja: `${day.ja}${time} まで1回だけ使えます。`, en: `Good once, until ${day.en}, ${time}.` }} />
      </p>
      {address !== undefined && <Qr text={address} label="登録ページ The page to sign in at" />}
    </div>
  );
}
