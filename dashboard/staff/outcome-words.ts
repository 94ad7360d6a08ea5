import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { Command, CommandType } from '../../protocol/queue/commands.ts';
import type { CommandResult } from '../../protocol/wire/lead-view.ts';
import { commandWords } from '../base/command-words.ts';

type Events = CommandResult['events'];

/** A ticket that the last command ended, missed or moved: `restore` brings it back. */
export interface Undo {
  readonly ticket: string;
}

const words: Partial<Record<CommandType, LocalText>> = commandWords;

/** What staff pressed, with the counter that it was for. */
function commandName(command: Command): LocalText {
  const { ja, en } = words[command.type] ?? { ja: command.type, en: command.type };
  return 'counter' in command && command.counter !== undefined
    ? { ja: `${command.counter}番窓口の「${ja}」`, en: `${en} (counter ${command.counter})` }
    : { ja: `「${ja}」`, en };
}

export function doubtWords(command: Command): LocalText {
  const { ja, en } = commandName(command);
  return {
    ja: `${ja}が届いたかどうか分かりません。つながりしだい確かめます。`,
    en: `Whether “${en}” arrived isn't known; it is asked for as soon as there is a connection.`,
  };
}

export function cameWords(command: Command): LocalText {
  const { ja, en } = commandName(command);
  return { ja: `${ja}は届いていました。`, en: `“${en}” had arrived.` };
}

export function neverCameWords(command: Command): LocalText {
  const { ja, en } = commandName(command);
  return {
    ja: `${ja}は行われていません。必要なら、もう一度押してください。`,
    en: `“${en}” was not done. Press it again if it is still wanted.`,
  };
}

const undoable: ReadonlySet<string> = new Set([
  'service-finished',
  'ticket-absent',
  'ticket-transferred',
  'ticket-cancelled',
]);

/** The ticket that these events ended, missed or moved, if any. */
export function undoOf(events: Events): Undo | null {
  const event = events.find(({ type }) => undoable.has(type));
  return typeof event?.ticket === 'string' ? { ticket: event.ticket } : null;
}

/** What is worth saying of a command that was done; null where the page shows it anyway. */
export function doneWords(command: Command, events: Events): LocalText | null {
  const happened = (type: string) => events.some((event) => event.type === type);
  if (command.type === 'call-next' && !happened('ticket-called') && happened('counter-opened'))
    return { ja: '窓口を開きました。お待ちの方はいません。', en: 'The counter is open. Nobody is waiting.' };
  if (undoOf(events) === null) return null;
  if (happened('ticket-absent')) return { ja: '不在にしました。', en: 'Marked as absent.' };
  if (happened('ticket-transferred')) return { ja: '別の業務へ引き継ぎました。', en: 'Transferred.' };
  if (happened('ticket-cancelled')) return { ja: '取り消しました。', en: 'Cancelled.' };
  return { ja: '手続を終了しました。', en: 'The visit is finished.' };
}
