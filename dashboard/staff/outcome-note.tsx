import { useLayoutEffect } from 'preact/hooks';
import type { Command } from '../../protocol/queue/commands.ts';
import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { commandWords } from '../base/command-words.ts';
import { Both } from '../parts/parts.tsx';
import { doubtWords } from './outcome-words.ts';
import type { Commands, Note } from './use-commands.ts';

/** Says what became of a command where that isn't plain to see. It lies over the page's foot: no button moves under the mouse. */
export function OutcomeNote({ commands, lead }: { commands: Commands; lead: LeadView }) {
  const { note, dismiss } = commands;
  const passed = note !== null && hasPassed(note, lead);
  useLayoutEffect(() => {
    if (passed) dismiss();
  }, [passed]);
  const bad = note !== null && !(note.kind === 'told' && note.done);
  return (
    <div>
      <div role="alert">
        {bad && (
          <div class="banner bad note" data-testid={testId(note)} data-code={codeOf(note)}>
            <Words note={note} />
            <Ways note={note} commands={commands} />
          </div>
        )}
      </div>
      <div role="status">
        {note?.kind === 'told' && note.done && (
          <div class="banner good note" data-testid="told">
            <Both text={note.words} />
            <div class="row">
              {note.undo !== null && <UndoButton ticket={note.undo.ticket} commands={commands} lead={lead} />}
              <Dismiss commands={commands} />
            </div>
          </div>
        )}
      </div>
    </div>
  );
}

/** Whether the visit that was called a moment ago is at its counter no more: its ways to go on are of the past. */
function hasPassed(note: Note, lead: LeadView): boolean {
  if (note.kind !== 'refused' || note.problem.code !== 'just-called' || note.command.type !== 'call-next') return false;
  const { counter, visit } = note.command;
  const called = lead.tickets.find(({ ticket }) => ticket === visit);
  return called?.state !== 'called' || called.counter !== counter;
}

const testId = (note: Note): string => (note.kind === 'refused' ? 'refusal' : note.kind === 'doubt' ? 'doubt' : 'told');
const codeOf = (note: Note): string => (note.kind === 'told' ? '' : (note.problem.code ?? ''));

function Words({ note }: { note: Note }) {
  if (note.kind === 'told') return <Both text={note.words} />;
  return (
    <p>
      <strong>
        <Both text={note.problem} />
      </strong>{' '}
      {note.kind === 'doubt' ? <Both text={doubtWords(note.command)} /> : <code>{note.problem.code}</code>}
    </p>
  );
}

/** What can be done now: of a visit that was called a moment ago, each way that it can go on. */
function Ways({ note, commands }: { note: Note; commands: Commands }) {
  const { command } = note.kind === 'refused' ? note : { command: null };
  const justCalled =
    note.kind === 'refused' && note.problem.code === 'just-called' && command?.type === 'call-next' ? command : null;
  return (
    <div class="row">
      {justCalled !== null && <WaysOfACall command={justCalled} commands={commands} />}
      <Dismiss commands={commands} />
    </div>
  );
}

function WaysOfACall({ command, commands }: { command: Extract<Command, { type: 'call-next' }>; commands: Commands }) {
  const { counter, visit } = command;
  const ways = [
    { command: { type: 'arrived', counter, visit }, ...commandWords.arrived },
    { command: { type: 'absent', counter, visit }, ja: '不在にする', en: 'Absent' },
    { command: { ...command, force: true }, ja: '終了して次を呼ぶ', en: 'Finish, and call the next' },
  ] as const;
  return (
    <>
      {ways.map(({ command: way, ja, en }) => (
        <button type="button" class="act" key={ja} data-testid={`way-${way.type}`} onClick={() => commands.send(way)}>
          <Both text={{ ja, en }} />
        </button>
      ))}
      {typeof visit === 'string' && (
        <button
          type="button"
          class="act"
          data-testid="way-requeue"
          onClick={() => commands.send({ type: 'requeue', ticket: visit, seenAt: counter })}
        >
          <Both text={{ ja: '呼び間違い（列に戻す）', en: 'Called by mistake: put back' }} />
        </button>
      )}
    </>
  );
}

function UndoButton({ ticket, commands, lead }: { ticket: string; commands: Commands; lead: LeadView }) {
  const number = lead.tickets.find((each) => each.ticket === ticket)?.number ?? '';
  return (
    <button type="button" class="act" data-testid="undo" onClick={() => commands.send({ type: 'restore', ticket })}>
      <Both text={{ ja: `${number} を元に戻す`, en: `Put ${number} back` }} />
    </button>
  );
}

function Dismiss({ commands }: { commands: Commands }) {
  return (
    <button type="button" class="act" onClick={commands.dismiss}>
      <Both text={{ ja: '閉じる', en: 'Dismiss' }} />
    </button>
  );
}
