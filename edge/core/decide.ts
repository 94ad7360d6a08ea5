import type { Command, CommandOf, CommandType } from '../../protocol/queue/commands.ts';
import { closeCounter, openCounter, pauseCounter } from './counters.ts';
import { closeReception, declareLevel, openDay, raiseNumbers } from './day.ts';
import { reportPrint, reprint } from './paper.ts';
import type { Decision, Question } from './question.ts';
import { restore } from './restore.ts';
import { actOnVisit, arrived, call, callNext, cancel, hold, issue, requeue, scan, transfer } from './visits.ts';

/** One rule: what a command does to a section, or why it does nothing. Pure: the same question has the same answer. */
type Rule<T extends CommandType> = (command: CommandOf<T>, question: Question) => Decision;

/** The rule of each command. A new command is a rule beside its like, and a line here. */
const rules: { readonly [T in CommandType]: Rule<T> } = {
  issue,
  'call-next': callNext,
  call,
  scan,
  arrived,
  recall: actOnVisit,
  absent: actOnVisit,
  hold,
  finish: actOnVisit,
  transfer,
  requeue,
  cancel,
  restore,
  'open-counter': openCounter,
  'pause-counter': pauseCounter,
  'close-counter': closeCounter,
  'declare-level': declareLevel,
  'open-day': openDay,
  'close-reception': closeReception,
  reprint,
  'report-print': reportPrint,
  'raise-numbers': raiseNumbers,
};

/** What a command does to a section, or why it does nothing. Pure. */
export function decide(command: Command, question: Question): Decision {
  const rule = rules[command.type] as Rule<CommandType>;
  return rule(command, question);
}
