import type { OpeningHours } from '../../protocol/ground/calendar.ts';

/** The time zone of a section's own days. */
export const zoneOf = ({ hours }: { readonly hours: OpeningHours | null }): string => hours?.timezone ?? 'Asia/Tokyo';
