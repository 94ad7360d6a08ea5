import { Me } from '../../protocol/wire/people.ts';
import { problems } from '../../protocol/wire/transport/openapi.ts';
import { meOf } from '../core/me.ts';
import { ANYBODY } from '../core/rights.ts';
import type { Visitors } from '../queue/visitors.ts';

/** Of a section in which nobody signs in: whoever reaches its pages may ask for everything. */
export const anybody: Visitors = {
  who: ({ ip }) => ({ role: ANYBODY, from: ip }),
  whenGone: () => () => undefined,
  stays: () => undefined,
  async addTo(server) {
    server.get(
      '/api/v1/me',
      {
        schema: {
          operationId: 'me',
          summary: 'Who is at this page, and what may be asked from it',
          response: { 200: Me, ...problems(403) },
        },
      },
      async () =>
        meOf('supervisor', {
          name: null,
          signIn: false,
          methods: { name: false, card: false, oidc: false },
          until: null,
          counters: null,
        }),
    );
  },
};
