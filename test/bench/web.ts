import { Agent, get, request } from 'node:http';
import { instant } from './instant.ts';

const agent = new Agent({ keepAlive: true });

/** A cookie, where somebody signed in. */
export type Headers = Readonly<Record<string, string>>;

/** A reader of server-sent events: `heard` is given each frame's data and the instant at which its bytes were read. */
export function readEvents(
  url: string,
  heard: (data: string, at: number) => void,
  headers: Headers = {},
): { close(): void } {
  let rest = '';
  const asking = get(url, { agent: false, headers }, (response) => {
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      const at = instant();
      rest += text;
      const frames = rest.split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (data !== undefined && !frame.startsWith('event: alive')) heard(data, at);
      }
    });
    response.on('error', () => undefined);
  });
  asking.on('error', () => undefined);
  return { close: () => asking.destroy() };
}

/** Posts JSON over a kept connection and resolves with the status. */
export function post(url: string, body: object, headers: Headers = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-type': 'application/json' } },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    asking.on('error', reject);
    asking.end(JSON.stringify(body));
  });
}

/** The status of an address, 0 where nothing answers. */
export function statusOf(url: string): Promise<number> {
  return new Promise((resolve) => {
    const asking = get(url, { agent: false }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    asking.on('error', () => resolve(0));
  });
}
