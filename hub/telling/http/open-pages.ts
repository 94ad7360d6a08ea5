import type { AddressInfo } from 'node:net';
import type { Logger } from '../../../protocol/ground/environment.ts';
import type { Parts } from '../../../protocol/ground/parts.ts';
import type { BuiltPages } from '../../../protocol/wire/transport/built-pages.ts';
import { createHttpServer } from '../../../protocol/wire/transport/http-server.ts';
import { addRoutes, type RoutesOptions } from './routes.ts';

export interface PagesOptions extends RoutesOptions {
  readonly logger: Logger;
  readonly version: string;
  readonly built: BuiltPages;
}

/** Opens the listener, and resolves with the port that it found. @throws the listener's error */
export type Listen = (at: { readonly host: string; readonly port: number }) => Promise<number>;

const PAGES = { '/': 'index.html', '/board': 'board.html', '/t/:code': 'ticket.html', '/accuracy': 'accuracy.html' };

/** The hub's pages, API and open data, ready to listen: nobody is let in before the hub hears its sections. */
export async function openPages(parts: Parts, options: PagesOptions): Promise<Listen> {
  const { logger, built, version, stream } = options;
  const server = await createHttpServer({ logger, built, pages: PAGES, openApi: { title: 'Matazu', version } });
  parts.add({ close: () => stream.close().then(() => server.close()) });
  addRoutes(server, options);
  return async (at) => {
    await server.listen(at);
    return (server.server.address() as AddressInfo).port;
  };
}
