import { z } from 'zod';
import { CounterId, Identifier } from '../protocol/identifiers.ts';
import { buttonsOf, canonical, GESTURE } from './button-panel/gestures.ts';
import { CardReaderConfiguration } from './card-reader/card-reader-configuration.ts';
import { LinkConfiguration } from './links/link-configuration.ts';
import { PrinterConfiguration } from './printer/printer-configuration.ts';
import { SpeakerConfiguration } from './speaker/speaker-configuration.ts';

export { PrinterConfiguration };

/** What a button may do at its counter. */
export const ButtonAction = z.enum([
  'call-next',
  'recall',
  'absent',
  'hold',
  'finish',
  'pause-counter',
  'open-counter',
  'close-counter',
]);
export type ButtonAction = z.infer<typeof ButtonAction>;

/** What staff declare of a section that nobody counts: 空 / やや / 混. */
export const DeclaredLevel = z.enum(['quiet', 'moderate', 'busy']);
export type DeclaredLevel = z.infer<typeof DeclaredLevel>;

/** A press, a long press or a chord, to what it asks for: `{ 1: call-next, 5 long: close-counter, 1+5: hold }`. */
const gestures = <Action extends z.ZodType>(action: Action) =>
  z
    .record(z.string().regex(GESTURE, 'write a button as 5, "5 long" or "1+5"; buttons are numbered 1 to 99'), action)
    .superRefine((buttons, context) => {
      const named = Object.keys(buttons);
      const fault = (message: string, gesture?: string): void =>
        context.addIssue({ code: 'custom', message, path: gesture === undefined ? [] : [gesture] });
      if (named.length === 0) fault('name at least one button, as in { 1: call-next }');
      for (const [i, gesture] of named.entries()) {
        if (named.map(canonical).indexOf(canonical(gesture)) < i) fault('this gesture is named twice', gesture);
        if (new Set(buttonsOf(gesture)).size < buttonsOf(gesture).length) fault('a chord takes two buttons', gesture);
      }
    });

export const ButtonPanelConfiguration = z.strictObject({
  id: Identifier,
  kind: z.literal('button-panel'),
  driver: z.literal('serial'),
  link: LinkConfiguration,
  counter: CounterId,
  buttons: gestures(ButtonAction),
});
export type ButtonPanelConfiguration = z.infer<typeof ButtonPanelConfiguration>;

export const SignConfiguration = z.strictObject({
  id: Identifier,
  kind: z.literal('sign'),
  driver: z.literal('serial'),
  link: LinkConfiguration,
  counter: CounterId,
  /** On an RS-485 bus: which of the signs at this link it is. Signs with the same link share it. */
  address: z.int().min(1).max(99).optional(),
  /** The whole text is sent again this often, so that a sign that lost it shows it again. */
  refreshMs: z.int().min(500).max(20_000).default(3000),
});
export type SignConfiguration = z.infer<typeof SignConfiguration>;

/** A code that is read is what a hand at the counter holds: see edge/scans.ts for what it does. */
export const ScannerConfiguration = z.strictObject({
  id: Identifier,
  kind: z.literal('scanner'),
  driver: z.literal('serial'),
  link: LinkConfiguration,
  counter: CounterId,
});
export type ScannerConfiguration = z.infer<typeof ScannerConfiguration>;

/** One entry of a unit's `devices:`. */
export const DeviceConfiguration = z.discriminatedUnion('kind', [
  PrinterConfiguration,
  ButtonPanelConfiguration,
  SignConfiguration,
  SpeakerConfiguration,
  CardReaderConfiguration,
  ScannerConfiguration,
]);
export type DeviceConfiguration = z.infer<typeof DeviceConfiguration>;
