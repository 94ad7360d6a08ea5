import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { Command } from '../../protocol/queue/commands.ts';
import { askCommand, isRefusal, newKey, type Problem, sendCommand } from '../live/api.ts';
import { cameWords, doneWords, neverCameWords, type Undo, undoOf } from './outcome-words.ts';

/** What there is to say of the last command. */
export type Note =
  | { readonly kind: 'refused'; readonly problem: Problem; readonly command: Command }
  /** No answer came: whether it was done is not known yet. */
  | { readonly kind: 'doubt'; readonly problem: Problem; readonly command: Command }
  | { readonly kind: 'told'; readonly words: LocalText; readonly done: boolean; readonly undo: Undo | null };

export interface Commands {
  readonly busy: boolean;
  readonly note: Note | null;
  /**
   * Sends a command, in its turn: one at a time, in the order of the presses. One pressed while the same is under way is a
   * second press and is not sent; neither is one whose forerunner was not done. Resolves to whether it was done.
   */
  readonly send: (command: Command) => Promise<boolean>;
  readonly dismiss: () => void;
}

/** So long a doubt, or what was told, stands; milliseconds. Later it would speak of a situation that has passed. */
const NOTE_STANDS_MS = 10_000;
const ASK_AGAIN_MS = 1_000;

export function useCommands(): Commands {
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState<Note | null>(null);
  /** The command of which nobody knows yet whether it was done, and its key. */
  const [doubt, setDoubt] = useState<{ readonly command: Command; readonly key: string } | null>(null);
  /** The newest command under way; a reference, as state is too late for a double press within one frame. */
  const underWay = useRef<{ readonly words: string; readonly done: Promise<boolean> } | null>(null);

  useEffect(() => {
    if (note === null || note.kind === 'refused') return;
    const timer = setTimeout(() => setNote(null), NOTE_STANDS_MS);
    return () => clearTimeout(timer);
  }, [note]);

  useEffect(() => {
    if (doubt === null) return;
    return askUntilAnswered(doubt.key, (came) => {
      setDoubt(null);
      setNote(
        came
          ? { kind: 'told', done: true, undo: null, words: cameWords(doubt.command) }
          : { kind: 'told', done: false, undo: null, words: neverCameWords(doubt.command) },
      );
    });
  }, [doubt]);

  const sendNow = useCallback(async (command: Command): Promise<boolean> => {
    setNote(null);
    setDoubt(null);
    const key = newKey();
    const answer = await sendCommand(command, key);
    if (answer.ok) {
      const { events } = answer.value;
      const words = doneWords(command, events);
      if (words !== null) setNote({ kind: 'told', words, done: true, undo: undoOf(events) });
      return true;
    }
    const { problem } = answer;
    if (isRefusal(problem)) setNote({ kind: 'refused', problem, command });
    else {
      setNote({ kind: 'doubt', problem, command });
      setDoubt({ command, key });
    }
    return false;
  }, []);

  const send = useCallback(
    async (command: Command): Promise<boolean> => {
      const words = JSON.stringify(command);
      const before = underWay.current;
      if (before?.words === words) return false;
      const done = before === null ? sendNow(command) : before.done.then((was) => was && sendNow(command));
      const turn = { words, done };
      underWay.current = turn;
      setBusy(true);
      const was = await done;
      if (underWay.current === turn) {
        underWay.current = null;
        setBusy(false);
      }
      return was;
    },
    [sendNow],
  );

  return { busy, note, send, dismiss: () => setNote(null) };
}

/** Asks the lead what became of the command with this key, again and again until it answers. Returns what stops the asking. */
function askUntilAnswered(key: string, answered: (came: boolean) => void): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async () => {
    const answer = await askCommand(key);
    if (stopped) return;
    if (answer.ok) answered(true);
    else if (answer.problem.code === 'unknown-command') answered(false);
    else timer = setTimeout(ask, ASK_AGAIN_MS);
  };
  ask();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
