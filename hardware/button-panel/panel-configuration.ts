import { z } from 'zod';
import { CounterId, Identifier } from '../../protocol/ground/identifiers.ts';
import { type Fault, type Readable, withRules } from '../../protocol/ground/rules.ts';
import { GpioLinkConfiguration, LinkConfiguration } from '../links/link-configuration.ts';
import { buttonsOf, canonical, GESTURE, type Gesture } from './gestures.ts';

/** What a button may do at its counter. */
export const ButtonAction = z.enum([
  'call-next',
  'arrived',
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

/** What the buttons of a counter's panel do where its entry doesn't say. */
const USUAL_BUTTONS: Readonly<Record<Gesture, ButtonAction>> = {
  1: 'call-next',
  2: 'recall',
  3: 'absent',
  4: 'hold',
  5: 'finish',
  6: 'pause-counter',
};

/** A press, a long press or a chord, to what it asks for: `{ 1: call-next, 5 long: close-counter, 1+5: hold }`. */
const gestures = <Action extends z.ZodType>(action: Action) =>
  withRules(
    z.record(z.string().regex(GESTURE, 'write a button as 5, "5 long" or "1+5"; buttons are numbered 1 to 99'), action),
    eachGestureOnce,
  );

function* eachGestureOnce(buttons: Readonly<Record<string, unknown>>): Generator<Fault> {
  const named = Object.keys(buttons);
  if (named.length === 0) yield { path: [], message: 'name at least one button, as in { 1: call-next }' };
  for (const [i, gesture] of named.entries()) {
    if (named.map(canonical).indexOf(canonical(gesture)) < i)
      yield { path: [gesture], message: 'this gesture is named twice' };
    if (new Set(buttonsOf(gesture)).size < buttonsOf(gesture).length)
      yield { path: [gesture], message: 'a chord takes two buttons' };
  }
}

/** How a panel is wired: to a board that speaks lines, or each button and lamp to the machine's own pins. */
const serialWiring = { driver: z.literal('serial'), link: LinkConfiguration };
const gpioWiring = { driver: z.literal('gpio'), link: GpioLinkConfiguration };

const counterPanel = { id: Identifier, kind: z.literal('button-panel'), counter: CounterId };
/** Without `buttons`, the usual ones; at pins, those of the usual ones that have a pin. */
export const ButtonPanelConfiguration = withRules(
  z.discriminatedUnion('driver', [
    z.strictObject({ ...counterPanel, ...serialWiring, buttons: gestures(ButtonAction).default(USUAL_BUTTONS) }),
    z
      .strictObject({ ...counterPanel, ...gpioWiring, buttons: gestures(ButtonAction).optional() })
      .transform((panel) => ({ ...panel, buttons: panel.buttons ?? usualButtonsAt(panel.link) })),
  ]),
  everyButtonHasPins,
);
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
export const LevelPanelConfiguration = withRules(
  z.discriminatedUnion('driver', [
    z.strictObject({ ...levelPanel, ...serialWiring }),
    z.strictObject({ ...levelPanel, ...gpioWiring }),
  ]),
  everyButtonHasPins,
);
export type LevelPanelConfiguration = z.infer<typeof LevelPanelConfiguration>;

function usualButtonsAt({ gpio }: GpioLinkConfiguration): Record<Gesture, ButtonAction> {
  return Object.fromEntries(Object.entries(USUAL_BUTTONS).filter(([button]) => gpio[button] !== undefined));
}

function* everyButtonHasPins({ link, buttons }: Readable<Wired>): Generator<Fault> {
  if (link === undefined || !('gpio' in link) || link.gpio === undefined || buttons === undefined) return;
  const { gpio } = link;
  const named = Object.keys(buttons);
  if (named.length === 0)
    yield {
      path: ['buttons'],
      message: 'none of the buttons 1 to 6 has a pin; say what yours do, as in { 7: call-next }',
    };
  for (const gesture of named) {
    const missing = buttonsOf(gesture).find((button) => !(button in gpio));
    if (missing !== undefined)
      yield {
        path: ['buttons', gesture],
        message: `button ${missing} has no pin; add it under link.gpio, as in ${missing}: { button: 17, led: 27 }`,
      };
  }
}

interface Wired {
  readonly link: LinkConfiguration | GpioLinkConfiguration;
  readonly buttons: Readonly<Record<string, unknown>>;
}
