import type { AddressInfo } from 'node:net';
import type { HttpListener, HttpsListener } from '../../protocol/ground/configuration.ts';
import type { Credentials } from '../../protocol/identity/peer.ts';
import { readPages } from '../../protocol/wire/transport/built-pages.ts';
import { createEventStream } from '../../protocol/wire/transport/event-stream.ts';
import { createHttpServer } from '../../protocol/wire/transport/http-server.ts';
import type { KioskSettings } from '../core/narrow-views.ts';
import type { Unit } from '../queue/unit.ts';
import { addRoutes, type RoutesOptions, viewsWith } from './routes.ts';
import { SCREENS, WAYS } from './screens.ts';

export interface PagesOptions extends Omit<RoutesOptions, 'stream' | 'views'> {
  readonly kiosk: KioskSettings;
  readonly http: HttpListener;
  /** Where they are served over TLS as well, and as whom. */
  readonly https?: HttpsListener | undefined;
  readonly identity: Credentials | undefined;
  readonly dashboard: string | undefined;
  readonly version: string;
}

/** The section's own pages and API: they work with no hub and no internet. */
export interface Pages {
  /** Where they are served; over TLS undefined where they are not. */
  readonly ports: { readonly http: number; readonly https: number | undefined };
  /** The view has changed: it is sent to those who watch, at once, changes of one moment together. */
  readonly changed: () => void;
}

const DESCRIPTION =
  'A section of an office: what waits there, and what may be asked of it. Its own pages alone may read it.';

/** @throws the listener's error */
export async function openPages({ parts, clock, logger }: Unit, options: PagesOptions): Promise<Pages> {
  const { view, http, https, identity, version } = options;
  const views = viewsWith(options.kiosk);
  const built = readPages({ ...options, base: http.base });
  const stream = createEventStream({ event: 'section', now: clock.now, build: built.build });
  const serve = async (at: HttpListener, secure?: Credentials): Promise<number> => {
    const server = await createHttpServer({
      ...options,
      http: at,
      secure,
      logger,
      built,
      pages: SCREENS,
      ways: WAYS,
      readers: 'own-pages',
      openApi: { title: 'Matazu lead', version, description: DESCRIPTION },
    });
    parts.add({ close: () => server.close() });
    await options.visitors.addTo(server);
    addRoutes(server, { ...options, views, stream });
    await server.listen({ host: at.host, port: at.port });
    return (server.server.address() as AddressInfo).port;
  };
  const port = await serve(http);
  // Nobody stands in front of these: who asks is who connects.
  const securePort = https && identity && (await serve({ ...http, ...https, proxies: [] }, identity));

  const publish = (): void => {
    const lead = view();
    for (const [name, narrowed] of Object.entries(views)) stream.publish(name, narrowed(lead));
  };
  publish();
  let scheduled = false;
  const changed = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      publish();
    });
  };
  parts.add(stream, { changed });
  return { ports: { http: port, https: securePort }, changed };
}
