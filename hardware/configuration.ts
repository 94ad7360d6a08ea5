import { z } from 'zod';
import { CounterId, Identifier } from '../protocol/ground/identifiers.ts';
import { buttonsOf, canonical, GESTURE } from './button-panel/gestures.ts';
import { CardReaderConfiguration } from './card-reader/card-reader-configuration.ts';
import { GpioLinkConfiguration, LinkConfiguration } from './links/link-configuration.ts';
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

/** How a panel is wired: to a board that speaks lines, or each button and lamp to the machine's own pins. */
const serialWiring = { driver: z.literal('serial'), link: LinkConfiguration };
const gpioWiring = { driver: z.literal('gpio'), link: GpioLinkConfiguration };

const counterPanel = {
  id: Identifier,
  kind: z.literal('button-panel'),
  counter: CounterId,
  buttons: gestures(ButtonAction),
};
export const ButtonPanelConfiguration = z
  .discriminatedUnion('driver', [
    z.strictObject({ ...counterPanel, ...serialWiring }),
    z.strictObject({ ...counterPanel, ...gpioWiring }),
  ])
  .superRefine(everyButtonHasPins);
export type ButtonPanelConfiguration = z.infer<typeof ButtonPanelConfiguration>;

const levelPanel = {
  id: Identifier,
  kind: z.literal('level-panel'),
  /** 空 / やや / 混. */
  buttons: gestures(DeclaredLevel).default({ 1: 'quiet', 2: 'moderate', 3: 'busy' }),
  /** A level that nobody pressed again for so long is unknown. */
  expiresMinutes: z.int().min(5).max(480).default(60),
};
/** Three buttons with which staff say how busy a section without tickets is. */
export const LevelPanelConfiguration = z
  .discriminatedUnion('driver', [
    z.strictObject({ ...levelPanel, ...serialWiring }),
    z.strictObject({ ...levelPanel, ...gpioWiring }),
  ])
  .superRefine(everyButtonHasPins);
export type LevelPanelConfiguration = z.infer<typeof LevelPanelConfiguration>;

function everyButtonHasPins(
  { link, buttons }: { link: LinkConfiguration | GpioLinkConfiguration; buttons: Readonly<Record<string, unknown>> },
  context: z.RefinementCtx,
): void {
  if (!('gpio' in link)) return;
  for (const gesture of Object.keys(buttons)) {
    const missing = buttonsOf(gesture).find((button) => link.gpio[button] === undefined);
    if (missing !== undefined)
      context.addIssue({
        code: 'custom',
        message: `button ${missing} has no pin; add it under link.gpio, as in ${missing}: { button: 17, led: 27 }`,
        path: ['buttons', gesture],
      });
  }
}

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

/** A code that is read is what a hand at the counter holds: see edge/counter/scans.ts for what it does. */
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
  LevelPanelConfiguration,
  SignConfiguration,
  SpeakerConfiguration,
  CardReaderConfiguration,
  ScannerConfiguration,
]);
export type DeviceConfiguration = z.infer<typeof DeviceConfiguration>;
