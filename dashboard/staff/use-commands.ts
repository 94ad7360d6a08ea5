import { useCallback, useRef, useState } from 'preact/hooks';
import type { Command } from '../../protocol/queue/commands.ts';
import { isRefusal, newKey, type Problem, sendCommand } from '../live/api.ts';

/** What became of the last command, if it wasn't simply done. `unsure`: no answer came; the same key may be sent again. */
export type Outcome =
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'unsure'; readonly problem: Problem; readonly command: Command; readonly key: string };

export interface Commands {
  readonly busy: boolean;
  readonly outcome: Outcome | null;
  /** Sends a command unless one is under way. Resolves to whether it was done. */
  readonly send: (command: Command) => Promise<boolean>;
  /** Sends the command that got no answer once more; with its own key, so that it acts once. */
  readonly again: () => void;
  readonly dismiss: () => void;
}

export function useCommands(): Commands {
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  // State is too late for a double press within one frame.
  const underWay = useRef(false);

  const sendAs = useCallback(async (command: Command, key: string): Promise<boolean> => {
    if (underWay.current) return false;
    underWay.current = true;
    setBusy(true);
    setOutcome(null);
    const answer = await sendCommand(command, key);
    underWay.current = false;
    setBusy(false);
    if (answer.ok) return true;
    const { problem } = answer;
    setOutcome(isRefusal(problem) ? { kind: 'refused', problem } : { kind: 'unsure', problem, command, key });
    return false;
  }, []);

  return {
    busy,
    outcome,
    send: useCallback((command) => sendAs(command, newKey()), [sendAs]),
    again: () => {
      if (outcome?.kind === 'unsure') sendAs(outcome.command, outcome.key);
    },
    dismiss: () => setOutcome(null),
  };
}
