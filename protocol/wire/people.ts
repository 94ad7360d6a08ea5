import { z } from 'zod';
import { CounterId, Identifier, Instant } from '../ground/identifiers.ts';
import { openEnum, openList } from '../ground/open-enum.ts';

/** What is asked and answered at a lead's pages about who is at them. Errors are problem documents (transport/problem.ts). */

/** What people are enrolled as: those who serve, and those who also open and close the day and say who may sign in. */
export const PersonRole = z.enum(['staff', 'supervisor']);
export type PersonRole = z.infer<typeof PersonRole>;
/** What a browser without a person is paired as. */
export const ScreenRole = z.enum(['kiosk', 'board']);
export type ScreenRole = z.infer<typeof ScreenRole>;
/** What a page is shown of a section: `?view=` of `GET /api/v1/section` and of its stream. */
export const SectionViewName = z.enum(['staff', 'board', 'kiosk']);
export type SectionViewName = z.infer<typeof SectionViewName>;

/** A staff number or a name, as somebody types it: `a123` and `Ａ123 ` are one. It is not kept. */
const Name = z.string().min(1).max(64);
/** What somebody typed; whether it is one that may be chosen is told in words. */
const Pin = z.string().max(64);
/** `7KQ2M-X4T9B`, as it is read out or typed: with or without its hyphen, in capitals or not. */
const Code = z.string().min(1).max(32);

/** `GET /api/v1/me`: who is at this page, and what may be asked from it. POST: the same, of somebody who is still there. */
export const Me = z.object({
  /** Null: nobody who may do anything but sign in. */
  role: openEnum(z.enum(['staff', 'supervisor', 'kiosk', 'board']), 'board').nullable(),
  /** The name as it was typed at sign-in; null where nobody signed in by name, and after the lead started anew: it is kept nowhere. */
  name: z.string().nullable(),
  /** The commands that may be asked, by their types. */
  may: z.array(z.string().max(64)),
  /** The counters of this person's duty: those commands are refused at any other. Null: all. */
  counters: z.array(CounterId).nullable(),
  views: openList(SectionViewName),
  /** Whether people sign in at this section at all; if not, whoever reaches its pages may ask for everything. */
  signIn: z.boolean(),
  methods: z.object({
    /** A name and a PIN. */
    name: z.boolean(),
    /** A staff card on the reader of a counter, and a PIN. */
    card: z.boolean(),
    /** Elsewhere, at the city's own sign-in: `GET /api/v1/oidc/start`. */
    oidc: z.boolean(),
  }),
  /** When this sign-in ends by itself, unless somebody does something here before; null where it doesn't. */
  until: Instant.nullable(),
});
export type Me = z.infer<typeof Me>;

/**
 * `POST /api/v1/sign-in`, answered with {@link Me}. `counter`: the staff card was put on that counter's reader within the last
 * minute. 401 `wrong-pin` with {@link WrongPin}; 429 `locked` with {@link Locked}; 403 `not-secure` where it would be read on its way.
 */
export const SignIn = z.union([
  z.strictObject({ name: Name, pin: Pin }),
  z.strictObject({ counter: CounterId, pin: Pin }),
]);
export type SignIn = z.infer<typeof SignIn>;
/** Of the problem `wrong-pin`: so many more may be wrong until this person is locked for a while. */
export const WrongPin = z.looseObject({ code: z.literal('wrong-pin'), triesLeft: z.int().nonnegative() });
/** Of the problem `locked`: until when nothing is tried for this person, or from this address. */
export const Locked = z.looseObject({ code: z.literal('locked'), until: Instant });

/** `POST /api/v1/sign-in/card`: the next card on this counter's reader, within a minute, is to sign in, and closes no counter. 204. */
export const AwaitCard = z.strictObject({ counter: CounterId });

/**
 * `POST /api/v1/sign-in/first`, answered with {@link Me}: a PIN of one's own, by the code that a supervisor gave or, for the first
 * supervisor, that the lead's log or `matazu people first-code` tells. 401 `wrong-code`; 400 `weak-pin` with a sentence; 429 `locked`.
 */
export const FirstSignIn = z.strictObject({ code: Code, name: Name, pin: Pin });
export type FirstSignIn = z.infer<typeof FirstSignIn>;

/** `POST /api/v1/sign-out`: this browser, or every browser in which this person is signed in. 204. */
export const SignOut = z.strictObject({ everywhere: z.boolean().optional() });

/** `POST /api/v1/pin`: another PIN. 204; 401 `wrong-pin`; 400 `weak-pin`. Other browsers are signed out. */
export const ChangePin = z.strictObject({ old: Pin, pin: Pin });

/** `POST /api/v1/pairing` (staff), answered with {@link OneTimeCode}: a code that makes one browser a board or a kiosk. */
export const Pairing = z.strictObject({ role: ScreenRole });
/** `POST /api/v1/pair`, answered with {@link Me}: this browser is a board or a kiosk from now on. 401 `wrong-code`. */
export const Pair = z.strictObject({ code: Code });

/** A code that is good once, and until when. */
export const OneTimeCode = z.object({ code: z.string(), until: Instant });
export type OneTimeCode = z.infer<typeof OneTimeCode>;

/** `GET /api/v1/people` (supervisor): who may sign in, and who came by the city's own sign-in and is here. Names are kept nowhere. */
export const People = z.array(
  z.object({
    /** Stands for the person; it changes every month. */
    person: z.string(),
    role: PersonRole,
    /** As they were enrolled; null: none. */
    duty: z.string().nullable(),
    /** `oidc`: by the city's own sign-in alone; there it is decided whether they may. */
    methods: z.object({ name: z.boolean(), card: z.boolean(), oidc: z.boolean() }),
    /** In so many browsers they are signed in. */
    sessions: z.int().nonnegative(),
    /** Whether they chose their PIN; until then their code is awaited. */
    ready: z.boolean(),
    /** Until when they are locked; null where they aren't. */
    locked: Instant.nullable(),
    /** The month in which they signed in last, `2026-11`. Who doesn't for the whole of the next one is forgotten. */
    lastMonth: z.string(),
    /** Whether this is who asks. */
    self: z.boolean(),
  }),
);
export type People = z.infer<typeof People>;

/** `GET /api/v1/people/duties` (supervisor): the duties of the section's configuration that can be given to somebody. */
export const Duties = z.array(
  z.object({
    id: Identifier,
    /** Null: at all of them. */
    counters: z.array(CounterId).nullable(),
  }),
);
export type Duties = z.infer<typeof Duties>;

/**
 * `POST /api/v1/people` (supervisor), answered with {@link OneTimeCode}: with it this person chooses their PIN at
 * `POST /api/v1/sign-in/first`. A name that is enrolled already is enrolled anew (a forgotten PIN, another role, another card):
 * the PIN and the card of before count no more, and all their browsers are signed out. `counter`: the card that was put on its
 * reader within the last minute is theirs too. `duty`: of staff, who then command its counters alone; a supervisor commands all. 400 `unknown-duty`.
 */
export const EnrolPerson = z.strictObject({
  name: Name,
  role: PersonRole,
  counter: CounterId.optional(),
  duty: Identifier.optional(),
});
export type EnrolPerson = z.infer<typeof EnrolPerson>;

/**
 * `POST /api/v1/people/unlock`, `POST /api/v1/people/sign-out` (in every browser) and `POST /api/v1/people/remove` (supervisor): whom,
 * by name or as {@link People} has them. 204; 404 `unknown-person`; 409 `last-supervisor`.
 */
export const WhichPerson = z.union([z.strictObject({ name: Name }), z.strictObject({ person: z.string().max(64) })]);
export type WhichPerson = z.infer<typeof WhichPerson>;
