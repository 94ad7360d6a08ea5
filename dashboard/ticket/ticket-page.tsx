import { useEffect, useState } from 'preact/hooks';
import type { TicketView } from '../../protocol/congestion/views.ts';
import { here } from '../base/address.ts';
import { clockTime } from '../base/format.ts';
import { useBusy } from '../live/own-build.ts';
import { Both, Figures, StaleBanner } from '../parts/parts.tsx';
import { NoticeChoice } from './notice-choice.tsx';
import { TicketStateCard } from './ticket-state.tsx';
import { useNotice } from './use-notice.ts';
import { codeInPath, useTicket } from './use-ticket.ts';

export function TicketPage() {
  const code = codeInPath(location.pathname);
  return code === null ? <NoSuchTicket /> : <TicketOf code={code} />;
}

function TicketOf({ code }: { code: string }) {
  const [waits, setWaits] = useState(false);
  const live = useTicket(code, waits);
  const notice = useNotice(live.value);
  // Whoever asked to be told loses it with the page.
  const asked = notice.wanted !== null || notice.sound;
  useEffect(() => setWaits(asked), [asked]);
  useBusy(asked);
  const ticket = live.value;
  if (live.problem?.status === 404) return <NoSuchTicket />;
  if (ticket === null) {
    return (
      <main class="my-ticket">
        <StaleBanner live={live} />
      </main>
    );
  }
  return (
    <main class={`my-ticket is-${ticket.callState === 'serving' ? 'serving' : ticket.state}`}>
      <header>
        <p>
          <Both text={ticket.officeName} />
        </p>
        <p>
          <Both text={ticket.sectionName} />
        </p>
      </header>
      <StaleBanner live={live} />
      <Figures live={live}>
        <section class="paper-ticket" aria-labelledby="number-label">
          <h1 id="number-label">
            <Both text={{ ja: 'あなたの番号', en: 'Your number' }} />
          </h1>
          <p class="my-number number" data-testid="ticket-number" style={{ '--length': ticket.number.length }}>
            {ticket.number}
          </p>
          <p class="my-service">
            <Both text={ticket.serviceName} />
          </p>
        </section>
        <TicketStateCard ticket={ticket} lost={live.status === 'lost'} />
      </Figures>
      {ticket.state === 'waiting' && <NoticeChoice notice={notice} ahead={ticket.ahead} />}
      <Foot ticket={ticket} />
    </main>
  );
}

function Foot({ ticket }: { ticket: TicketView }) {
  return (
    <footer>
      <p class="figure">
        {clockTime(ticket.issuedAt)} 受付{' '}
        <span class="en" lang="en">
          issued
        </span>
        ・{clockTime(ticket.observedAt)} 現在{' '}
        <span class="en" lang="en">
          as of
        </span>
      </p>
      <p>
        <a href={here(`/#${ticket.city}/${ticket.office}`)}>
          <Both text={{ ja: 'この区役所の混雑状況', en: 'How busy this office is' }} />
        </a>
      </p>
    </footer>
  );
}

function NoSuchTicket() {
  return (
    <main class="my-ticket">
      <section class="state-card" data-testid="no-such-ticket">
        <h1>
          <Both text={{ ja: 'この番号札は見つかりません', en: 'This ticket was not found' }} stacked />
        </h1>
        <p>
          <Both
            text={{
              ja: '番号札のQRコードをもう一度読み取ってください。前の日の番号札は表示できません。番号は紙のとおりお呼びします。',
              en: "Please scan your ticket's QR code again. Tickets of earlier days are not shown. Your number will be called as printed.",
            }}
            stacked
          />
        </p>
      </section>
      <p>
        <a href={here('/')}>
          <Both text={{ ja: '混雑状況を見る', en: 'See how busy the offices are' }} />
        </a>
      </p>
    </main>
  );
}
