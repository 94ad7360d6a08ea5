import type { AddressInfo } from 'node:net';
import { type HttpListener, type HttpsListener, isLoopback } from '../../../protocol/ground/configuration.ts';
import type { Logger } from '../../../protocol/ground/environment.ts';
import type { Parts } from '../../../protocol/ground/parts.ts';
import type { Credentials } from '../../../protocol/identity/peer.ts';
import type { BuiltPages } from '../../../protocol/wire/transport/built-pages.ts';
import type { HttpServer } from '../../../protocol/wire/transport/fastify-server.ts';
import { createHttpServer } from '../../../protocol/wire/transport/http-server.ts';
import type { Metrics } from '../metrics.ts';
import { addMetrics, openMetrics } from './metrics-route.ts';
import { addRoutes, type RoutesOptions } from './routes.ts';
import { addSecurityTxt, type SecurityContact } from './security-txt.ts';

/** Where pages are served; over TLS undefined where they are not. */
export interface PagePorts {
  readonly http: number;
  readonly https: number | undefined;
}

export interface PagesOptions extends RoutesOptions {
  readonly logger: Logger;
  readonly version: string;
  readonly built: BuiltPages;
  readonly http: HttpListener;
  /** Where they are served over TLS as well, and as whom. */
  readonly https?: HttpsListener | undefined;
  readonly identity: Credentials | undefined;
  /** Where Prometheus reads the figures, if not beside the pages. */
  readonly metrics?: { readonly host: string; readonly port: number } | undefined;
  readonly figures: Metrics;
  readonly security?: SecurityContact | undefined;
}

/** Opens the listeners. @throws a listener's error */
export type Listen = () => Promise<PagePorts>;

const PAGES = { '/': 'index.html', '/board': 'board.html', '/t/:code': 'ticket.html', '/accuracy': 'accuracy.html' };
const WAYS = [
  { path: '/', name: { ja: '窓口の混雑状況', en: 'How busy the counters are' } },
  { path: '/board', name: { ja: '表示盤', en: 'Boards' } },
  { path: '/accuracy', name: { ja: '待ち時間の予想と実際', en: 'Waits as foretold and as they were' } },
];
const DESCRIPTION =
  'What a city publishes of its counters: congestion, waits, forecasts, open data. All of it may be read from any page.';

/** The hub's pages, API and open data, ready to listen: nobody is let in before the hub hears its sections. */
export async function openPages(parts: Parts, options: PagesOptions): Promise<Listen> {
  const { stream, http, https, identity, metrics, figures, logger } = options;
  const server = await serverOf(options);
  // Nobody stands in front of these: who asks is who connects.
  const at = https && { ...http, ...https, proxies: [] };
  const secureServer = at && identity && (await serverOf({ ...options, http: at, secure: identity }));
  parts.add({
    async close() {
      await stream.close();
      await Promise.all([server.close(), secureServer?.close()]);
    },
  });
  // What only this machine reaches, and no proxy passes on, may stand beside the pages.
  if (metrics === undefined && isLoopback(http.host) && http.proxies.length === 0) addMetrics(server, figures);
  return async () => {
    if (metrics !== undefined) logger.info({ port: await openMetrics(parts, metrics, figures) }, 'figures are told');
    return {
      http: await listenAt(server, http),
      https: at && secureServer && (await listenAt(secureServer, at)),
    };
  };
}

async function serverOf(options: PagesOptions & { readonly secure?: Credentials }): Promise<HttpServer> {
  const { version, security } = options;
  const server = await createHttpServer({
    ...options,
    pages: PAGES,
    ways: WAYS,
    readers: 'anyone',
    openApi: { title: 'Matazu hub', version, description: DESCRIPTION },
  });
  await addRoutes(server, options);
  addSecurityTxt(server, security);
  return server;
}

async function listenAt(server: HttpServer, { host, port }: Pick<HttpListener, 'host' | 'port'>): Promise<number> {
  await server.listen({ host, port });
  return (server.server.address() as AddressInfo).port;
}
