import type { AddressInfo } from 'node:net';
import { type HttpListener, isLoopback } from '../../../protocol/ground/configuration.ts';
import type { Logger } from '../../../protocol/ground/environment.ts';
import type { Parts } from '../../../protocol/ground/parts.ts';
import type { BuiltPages } from '../../../protocol/wire/transport/built-pages.ts';
import { createHttpServer } from '../../../protocol/wire/transport/http-server.ts';
import type { Metrics } from '../metrics.ts';
import { addMetrics, openMetrics } from './metrics-route.ts';
import { addRoutes, type RoutesOptions } from './routes.ts';
import { addSecurityTxt, type SecurityContact } from './security-txt.ts';

export interface PagesOptions extends RoutesOptions {
  readonly logger: Logger;
  readonly version: string;
  readonly built: BuiltPages;
  readonly http: HttpListener;
  /** Where Prometheus reads the figures, if not beside the pages. */
  readonly metrics?: { readonly host: string; readonly port: number } | undefined;
  readonly figures: Metrics;
  readonly security?: SecurityContact | undefined;
}

/** Opens the listeners, and resolves with the port of the pages. @throws a listener's error */
export type Listen = () => Promise<number>;

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
  const { version, stream, http, metrics, figures, logger } = options;
  const server = await createHttpServer({
    ...options,
    pages: PAGES,
    ways: WAYS,
    readers: 'anyone',
    openApi: { title: 'Matazu hub', version, description: DESCRIPTION },
  });
  parts.add({ close: () => stream.close().then(() => server.close()) });
  await addRoutes(server, options);
  addSecurityTxt(server, options.security);
  // What only this machine reaches, and no proxy passes on, may stand beside the pages.
  if (metrics === undefined && isLoopback(http.host) && http.proxies.length === 0) addMetrics(server, figures);
  return async () => {
    if (metrics !== undefined) logger.info({ port: await openMetrics(parts, metrics, figures) }, 'figures are told');
    await server.listen({ host: http.host, port: http.port });
    return (server.server.address() as AddressInfo).port;
  };
}
