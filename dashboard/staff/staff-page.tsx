import { useLayoutEffect, useState } from 'preact/hooks';
import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { useBusy } from '../live/own-build.ts';
import { mayAsk } from '../live/session.ts';
import { type LiveOrProblem, useLive } from '../live/use-live.ts';
import { Confirm, type Question } from '../parts/confirm.tsx';
import { Both, Figures, StaleBanner } from '../parts/parts.tsx';
import { ForStaff, type Who } from '../parts/sign-in/for-staff.tsx';
import { AccuracyPanel } from './accuracy-panel.tsx';
import { useChosenCounter } from './chosen-counter.ts';
import { CounterChoice } from './counter-choice.tsx';
import { CounterPanel } from './counter-panel.tsx';
import type { Desk } from './desk.ts';
import { Devices } from './devices.tsx';
import { Ended } from './ended.tsx';
import { EndsSoon } from './ends-soon.tsx';
import { IssueForm } from './issue-form.tsx';
import { LevelPart } from './level-part.tsx';
import { OutcomeNote } from './outcome-note.tsx';
import { Pairing } from './pairing.tsx';
import { PrintTrouble } from './print-trouble.tsx';
import { Queue } from './queue.tsx';
import { SetAside } from './set-aside.tsx';
import { ShortcutSettings } from './shortcut-settings.tsx';
import { useShortcutKeys } from './shortcuts.ts';
import { StaffHead } from './staff-head.tsx';
import { useCommands } from './use-commands.ts';

export const StaffPage = () => <ForStaff>{(who) => <Section who={who} />}</ForStaff>;

function Section({ who }: { who: Who }) {
  const live = useLive<LeadView>({
    stream: '/api/v1/stream',
    event: 'section',
    snapshot: '/api/v1/section',
    timeOf: (view) => view.observedAt,
  });
  return live.value === null ? (
    <main class="staff">
      <StaleBanner live={live} />
      {live.problem !== null && live.problem.status !== 0 && (
        <p class="banner bad" role="alert">
          <Both text={live.problem} />
        </p>
      )}
    </main>
  ) : (
    <StaffDesk live={live} lead={live.value} who={who} />
  );
}

interface StaffDeskProps {
  live: LiveOrProblem<LeadView>;
  lead: LeadView;
  who: Who;
}

function StaffDesk({ live, lead, who }: StaffDeskProps) {
  const commands = useCommands();
  const [question, setQuestion] = useState<Question | null>(null);
  const [keys, changeKeys] = useShortcutKeys();
  const { chosen, choose, hold } = useChosenCounter(`${lead.city}/${lead.office}/${lead.section}`);
  const may: Desk['may'] = (command, at) => mayAsk(who.me, command, at);
  const counters = lead.counters.filter((one) => may('open-counter', one.counter));
  const only = counters.length === 1 ? counters[0] : undefined;
  const counter = counters.find((one) => one.counter === chosen) ?? only ?? null;
  const counts = lead.services.length > 0;
  const desk: Desk = { lead, commands, who, counters, may, counter, keys, ask: setQuestion };
  const serving = counter?.ticket ?? null;
  useLayoutEffect(() => hold(serving !== null), [serving, hold]);
  useBusy(commands.busy || commands.note !== null || question !== null);
  return (
    <main class="staff">
      <StaffHead desk={desk} live={live} />
      <StaleBanner live={live} zone={lead.hours.timezone} />
      <PrintTrouble desk={desk} />
      <Figures live={live}>
        <div class="desk">
          <div class="desk-left">
            {counts ? (
              <>
                <CounterChoice desk={desk} choose={choose} />
                {counter === null ? (
                  <p class="panel">
                    <Both
                      text={{ ja: 'この端末で使う窓口を選んでください。', en: 'Choose the counter that you serve.' }}
                    />
                  </p>
                ) : (
                  <CounterPanel desk={desk} counter={counter} />
                )}
                <SetAside desk={desk} />
                <Ended desk={desk} />
                {may('issue') && <IssueForm desk={desk} />}
                <ShortcutSettings keys={keys} change={changeKeys} />
              </>
            ) : (
              <LevelPart desk={desk} />
            )}
          </div>
          <div class="desk-right">
            {counts && <Queue desk={desk} />}
            {counts && <AccuracyPanel lead={lead} />}
            <Devices lead={lead} />
            {who.me.signIn && <Pairing zone={lead.hours.timezone} />}
          </div>
        </div>
      </Figures>
      <div class="foot">
        <EndsSoon who={who} at={live.heardAt} />
        <OutcomeNote commands={commands} lead={lead} />
      </div>
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </main>
  );
}
