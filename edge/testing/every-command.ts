import fc from 'fast-check';
import { Command, type CommandType } from '../../protocol/queue/commands.ts';

const counter = fc.integer({ min: 1, max: 999 });
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/);
/** A ticket's number or its id. */
const ticket = fc.oneof(fc.stringMatching(/^[A-Z]\d{1,4}$/), fc.uuid());
const language = fc.constantFrom('ja', 'en', 'ko');

/** What a command of each type may say. */
const fields: Readonly<Record<CommandType, Readonly<Record<string, fc.Arbitrary<unknown>>>>> = {
  issue: {
    service: word,
    by: fc.constantFrom('kiosk', 'staff', 'web', 'appointment'),
    priority: fc.constantFrom(undefined, 'none', 'priority', 'appointment'),
    language: fc.option(language, { nil: undefined }),
  },
  'call-next': { counter },
  call: { counter, ticket },
  scan: { counter, code: fc.stringMatching(/^[A-Za-z0-9_-]{20}$/) },
  arrived: { counter },
  recall: { counter },
  absent: { counter },
  hold: { counter },
  requeue: { ticket },
  transfer: { counter, service: word },
  finish: { counter },
  cancel: { ticket },
  restore: { ticket },
  'open-counter': { counter },
  'pause-counter': { counter },
  'close-counter': { counter },
  'declare-level': { level: fc.constantFrom('quiet', 'moderate', 'busy') },
  'open-day': {},
  'close-reception': {},
  reprint: { ticket },
  'report-print': { ticket, outcome: fc.constant({ state: 'started' }) },
  'raise-numbers': { day: fc.constant('2026-11-24'), last: fc.constant({ A: 12 }) },
};

/** Any command that can be asked for. */
export const anyCommand: fc.Arbitrary<Command> = fc
  .oneof(...Object.entries(fields).map(([type, its]) => fc.record({ type: fc.constant(type), ...its })))
  .map((command) => Command.parse(command));
