import { describe, expect, it } from 'vitest';
import { foreignTo } from './own-page.ts';

describe('a request that changes something', () => {
  it.each<[string, Parameters<typeof foreignTo>[0], ReturnType<typeof foreignTo>]>([
    ['from a program on this machine', { host: '127.0.0.1:8081' }, null],
    ['from a program that names it', { host: 'localhost:8081' }, null],
    ['from its own page', { host: '192.168.1.20:8081', origin: 'http://192.168.1.20:8081' }, null],
    ['from its own page by IPv6', { host: '[::1]:8081', origin: 'http://[::1]:8081' }, null],
    ['by its name on the LAN', { host: 'raspberrypi:8081', origin: 'http://raspberrypi:8081' }, null],
    ['by mDNS', { host: 'ukyo-1.local', origin: 'http://ukyo-1.local' }, null],
    ['by a name of the configuration', { host: 'ukyo.kyoto.lg.jp', origin: 'https://ukyo.kyoto.lg.jp' }, null],
    ["from another site's page", { host: '127.0.0.1:8081', origin: 'https://example.com' }, 'page'],
    ['from another port of this machine', { host: '127.0.0.1:8081', origin: 'http://127.0.0.1:3000' }, 'page'],
    ['from a page without an origin', { host: '127.0.0.1:8081', origin: 'null' }, 'page'],
    ["by a stranger's name that leads here", { host: 'a.example.com', origin: 'http://a.example.com' }, 'name'],
    [
      'from its own page through a proxy that tells its own name, as a browser vouches on https',
      { host: '127.0.0.1:8081', origin: 'https://shimin.example.jp:8443', 'sec-fetch-site': 'same-origin' },
      null,
    ],
    [
      'from its own page through a proxy that drops the port, by a configured name',
      { host: 'ukyo.kyoto.lg.jp', origin: 'http://ukyo.kyoto.lg.jp:8182' },
      null,
    ],
    [
      "from another site's page through a proxy that tells its own name",
      { host: '127.0.0.1:8081', origin: 'https://example.com', 'sec-fetch-site': 'cross-site' },
      'page',
    ],
    [
      'from a page of a neighbour under the same domain',
      { host: 'ukyo.kyoto.lg.jp', origin: 'https://library.kyoto.lg.jp', 'sec-fetch-site': 'same-site' },
      'page',
    ],
    ['by no name', {}, 'name'],
  ])('%s', (_, headers, foreign) => {
    expect(foreignTo(headers, ['ukyo.kyoto.lg.jp'])).toBe(foreign);
  });
});
