import { useRef } from 'preact/hooks';
import type { TicketView } from '../../protocol/congestion/views.ts';
import { isBeyondPlans, type WaitRange } from '../../protocol/congestion/wait-words.ts';
import { clockTime } from '../base/format.ts';
import { ticketWords } from '../base/words.ts';
import { Both } from '../parts/parts.tsx';
import { type CallWindow, steadyWindow } from '../parts/steady-range.ts';
import { ClosingNote, WaitRangeWords } from '../parts/wait-range.tsx';
import { aheadWords, heldTitle, servingWords, spokenState, transferredWords } from './notice.ts';

/** What a resident should do now. `lost`: this page has heard nothing for so long that no figure stands. */
export function TicketStateCard({ ticket, lost }: { ticket: TicketView; lost: boolean }) {
  return (
    <section class="state-card" data-testid="ticket-state" data-state={ticket.state}>
      <p class="visually-hidden" role="status" lang="ja" data-testid="spoken">
        {spokenState(ticket, lost || ticket.freshness === 'lost')}
      </p>
      <StateWords ticket={ticket} lost={lost || ticket.freshness === 'lost'} />
      {ticket.freshness === 'delayed' && (
        <p class="note">
          <Both
            text={{
              ja: `情報が遅れています（${clockTime(ticket.observedAt)} 現在）`,
              en: `Delayed: as of ${clockTime(ticket.observedAt)}`,
            }}
          />
        </p>
      )}
    </section>
  );
}

function StateWords({ ticket, lost }: { ticket: TicketView; lost: boolean }) {
  switch (ticket.state) {
    case 'waiting':
      return lost ? <NoInformation /> : <WaitingWords ticket={ticket} />;
    case 'called':
      return ticket.callState === 'serving' ? <Serving counter={ticket.counter} /> : <Called ticket={ticket} />;
    case 'held':
      return (
        <Advice
          title={heldTitle(ticket)}
          text={{
            ja: 'できましたら、もう一度この番号でお呼びします。近くでお待ちください。',
            en: 'Your number will be called again. Please stay nearby.',
          }}
        />
      );
    case 'absent':
      return (
        <Advice
          title={ticketWords.absent}
          text={{
            ja: 'まだ間に合います。窓口の職員に番号をお伝えください。並び直しは要りません。',
            en: 'It is not too late: tell our staff your number. You need no new ticket.',
          }}
        />
      );
    case 'done':
      return (
        <Advice title={ticketWords.done} text={{ ja: 'ご来庁ありがとうございました。', en: 'Thank you for coming.' }} />
      );
    case 'cancelled':
      return (
        <Advice
          title={ticketWords.cancelled}
          text={{
            ja: 'お心当たりがなければ、職員にお声がけください。',
            en: 'If this is a mistake, please tell our staff.',
          }}
        />
      );
  }
  return null;
}

/** Whoever is called and not at the counter yet. */
function Called({ ticket }: { ticket: TicketView }) {
  return (
    <>
      <h2 class="go" data-testid="go-to-counter">
        {ticket.counter === null ? (
          <Both text={ticketWords.called} stacked />
        ) : (
          <>
            <span class="ja">
              <b class="go-counter figure">{ticket.counter}</b>番窓口へ
              <wbr />
              お越しください
            </span>
            <span class="en" lang="en">
              Please come to counter {ticket.counter}
            </span>
          </>
        )}
      </h2>
      {ticket.calledAt !== null && (
        <p>
          <Both
            text={{
              ja: `${clockTime(ticket.calledAt)} にお呼びしました`,
              en: `called at ${clockTime(ticket.calledAt)}`,
            }}
          />
        </p>
      )}
    </>
  );
}

function Serving({ counter }: { counter: number | null }) {
  return (
    <h2 class="go" data-testid="serving">
      <Both text={servingWords} stacked />
      {counter !== null && <Both text={{ ja: `${counter}番窓口`, en: `Counter ${counter}` }} stacked />}
    </h2>
  );
}

function WaitingWords({ ticket }: { ticket: TicketView }) {
  return (
    <>
      <h2>
        <Both text={ticketWords.waiting} />
      </h2>
      {ticket.transferred === true && (
        <p class="transferred" data-testid="transferred">
          <Both text={transferredWords(ticket)} stacked />
        </p>
      )}
      {ticket.ahead !== null && (
        <p class="ahead figure" data-testid="ahead" data-ahead={ticket.ahead}>
          <Both text={aheadWords(ticket.ahead)} stacked />
        </p>
      )}
      {ticket.estimate !== null ? (
        <p class="remaining" data-testid="estimate">
          <WaitRangeWords estimate={ticket.estimate} waiting={null} />
          {!isBeyondPlans(ticket.estimate) && <Window estimate={ticket.estimate} observedAt={ticket.observedAt} />}
        </p>
      ) : (
        <p class="remaining">
          <Both text={{ ja: 'いま時間の目安はお出しできません', en: 'No estimate at the moment' }} />
        </p>
      )}
      <ClosingNote estimate={ticket.estimate} here />
      <p class="fair">
        <Both
          text={{
            ja: '予約や優先の方を先にお呼びして、順番が前後することがあります。',
            en: 'Appointments and priority visitors may be called first.',
          }}
        />
      </p>
    </>
  );
}

/** The times of day between which the call is likely. */
function Window({ estimate, observedAt }: { estimate: WaitRange; observedAt: number }) {
  const said = useRef<CallWindow | null>(null);
  said.current = steadyWindow(said.current, {
    from: observedAt + estimate.lowMinutes * 60_000,
    to: observedAt + estimate.highMinutes * 60_000,
  });
  return (
    <span class="window figure" data-testid="window">
      {clockTime(said.current.from)}〜{clockTime(said.current.to)} ごろ{' '}
      <span class="en" lang="en">
        expected
      </span>
    </span>
  );
}

function NoInformation() {
  return (
    <Advice
      title={{ ja: '情報なし', en: 'No information' }}
      text={{
        ja: '窓口からの情報が届いていません。番号はお呼びします。表示盤と呼び出しの声をご確認ください。',
        en: 'Nothing is heard from the counter. Your number will still be called: please watch the board.',
      }}
    />
  );
}

type Words = { ja: string; en: string };

function Advice({ title, text }: { title: Words; text: Words }) {
  return (
    <>
      <h2>
        <Both text={title} stacked />
      </h2>
      <p>
        <Both text={text} stacked />
      </p>
    </>
  );
}
