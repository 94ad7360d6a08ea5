import { afterEach, describe, expect, it } from 'vitest';
import { Opened, openTestHub, temporaryFolder } from '../../testing/test-hub.ts';
import { SecurityContact } from './security-txt.ts';

const opened = new Opened();
afterEach(() => opened.close());

const hubWith = async (security?: object) => openTestHub(opened, await temporaryFolder(opened), { security });
const PATH = '/.well-known/security.txt';
const NAMED = { contact: 'mailto:security@city.example.jp', expires: '2027-03-31' };

describe('/.well-known/security.txt', () => {
  it('says whom the city names to those who find a hole, until when, in which languages, and how reports are dealt with', async () => {
    const hub = await hubWith({ ...NAMED, policy: 'https://www.city.example.jp/security' });
    const response = await fetch(`${hub.url}${PATH}`);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe(
      [
        'Contact: mailto:security@city.example.jp',
        'Expires: 2027-03-31T23:59:59+09:00',
        'Preferred-Languages: ja, en',
        'Policy: https://www.city.example.jp/security',
        '',
      ].join('\n'),
    );
  });

  it('is not there where the configuration names nobody, and says no policy where it names none', async () => {
    expect((await fetch(`${(await hubWith()).url}${PATH}`)).status).toBe(404);
    expect(await (await fetch(`${(await hubWith(NAMED)).url}${PATH}`)).text()).not.toContain('Policy');
  });

  it.each([
    ['security@city.example.jp', 'mailto:'],
    ['http://www.city.example.jp/', 'https://'],
    ['mailto:security@city.example.jp\nContact: mailto:another@example.com', 'mailto:'],
    ['tel:075', 'tel:+'],
  ])('is refused in the configuration with %j as contact', (contact, words) => {
    const { error } = SecurityContact.safeParse({ ...NAMED, contact });
    expect(error?.issues).toMatchObject([{ path: ['contact'], message: expect.stringContaining(words) }]);
  });
});
