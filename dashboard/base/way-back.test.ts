import { describe, expect, it } from 'vitest';
import { signInAddress, wayBack } from './way-back.ts';

describe('the way back from signing in', () => {
  it('leads to the page that somebody came from, at the counter that they served', () => {
    for (const [path, hash] of [
      ['/staff', ''],
      ['/staff', '#12'],
      ['/people', ''],
    ] as const)
      expect(wayBack(new URL(signInAddress(path, hash), 'http://unit').search)).toBe(path + hash);
  });

  it.each([
    '',
    '?to=',
    '?to=https://example.org/staff',
    '?to=//example.org/staff',
    '?to=/\\example.org',
    '?to=javascript:alert(1)',
    '?to=/staff/../../example.org',
    '?to=/sign-in',
    '?to=/staff%23%22%3E%3Cscript%3E',
    '?to=%09//example.org',
  ])('leads to the staff’s page from %j, and to no page of others', (search) => {
    expect(wayBack(search)).toBe('/staff');
  });

  it('leads from an unknown page to the staff’s', () => {
    expect(signInAddress('/', '')).toBe('/sign-in?to=%2Fstaff');
  });
});
