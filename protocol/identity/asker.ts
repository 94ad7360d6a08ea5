/** What somebody or something may do in a section (design: "Words", 権限). */
export type Role = 'kiosk' | 'board' | 'booth' | 'staff' | 'supervisor' | 'city' | 'unit' | 'lead' | 'hub';

/** Who asks for something: every command carries it. It is known by the way on which the command came, never by what it says. */
export interface Asker {
  readonly role: Role;
  /** The device or unit that it came from; left out where there is none. */
  readonly device?: string;
  /** The address on the network that it came from; left out where it came from this program. */
  readonly from?: string | undefined;
  /** Stands for the person who signed in; it changes every month, and says nothing of them. Left out where nobody did. */
  readonly person?: string;
  /** The counters of that person's duty: they command no other. Left out: all. */
  readonly counters?: readonly number[];
}
