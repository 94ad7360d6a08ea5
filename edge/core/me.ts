import type { Role } from '../../protocol/identity/asker.ts';
import type { Me } from '../../protocol/wire/people.ts';
import { commandsOf, viewsOf } from './rights.ts';

/** What a page is told of who is at it, and so of what it offers. Pure. */
export const meOf = (role: (Role & NonNullable<Me['role']>) | null, about: Omit<Me, 'role' | 'may' | 'views'>): Me => ({
  role,
  may: role === null ? [] : [...commandsOf(role)],
  views: role === null ? [] : [...viewsOf(role)],
  ...about,
});
