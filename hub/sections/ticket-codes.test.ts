import { expect, it } from 'vitest';
import { TicketCodes } from './ticket-codes.ts';

it('a code leads to the section that issued its ticket, until the section’s day is over', () => {
  const codes = new TicketCodes();
  codes.add('kyoto/ukyo/shimin', 'yesterday');
  codes.add('kyoto/ukyo/nenkin', 'another');
  codes.replace('kyoto/ukyo/shimin', ['today']);
  codes.add('kyoto/ukyo/shimin', 'later');
  expect(['yesterday', 'another', 'today', 'later'].map((code) => codes.sectionOf(code))).toEqual([
    undefined,
    'kyoto/ukyo/nenkin',
    'kyoto/ukyo/shimin',
    'kyoto/ukyo/shimin',
  ]);
});
