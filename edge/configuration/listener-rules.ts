import { isLoopback } from '../../protocol/ground/configuration.ts';
import { addressRules, brokerRules, httpsRules, pageRules } from '../../protocol/ground/listeners.ts';
import type { Fault, Readable } from '../../protocol/ground/rules.ts';
import type { LeadConfiguration, UnitConfiguration } from './shape.ts';

/** Nobody is let in unknown unless the configuration says so, and no other machine is told unless it is known. */
export function* listenerRules(unit: Readable<UnitConfiguration>): Generator<Fault> {
  const hasIdentity = unit.identity !== undefined;
  yield* pageRules(unit.http, { path: ['http'], hasIdentity });
  yield* httpsRules(unit.https, { path: ['https'], hasIdentity });
  if (unit.role === 'lead') {
    yield* oidcRules(unit);
    yield* brokerRules(unit.lan, { path: ['lan'], hasIdentity });
    yield* addressRules(unit.hub?.url, { path: ['hub', 'url'], hasIdentity });
  } else if (unit.role === 'member') {
    yield* addressRules(unit.lead?.url, { path: ['lead', 'url'], hasIdentity });
    yield* addressRules(unit.lead?.pages, { path: ['lead', 'pages'], hasIdentity });
  }
}

/** People sign in where machines say who they are, and nothing of it is read on its way. */
function* oidcRules({ signIn, identity }: Readable<LeadConfiguration>): Generator<Fault> {
  const path = ['signIn', 'oidc'];
  const oidc = signIn?.oidc;
  if (oidc === undefined) return;
  if (identity === undefined)
    yield { path, message: 'people sign in at a unit with an identity alone: bring it in with "matazu join CODE"' };
  for (const key of ['issuer', 'pages'] as const) {
    const address = oidc[key];
    if (address?.startsWith('http:') && !isLoopback(new URL(address).hostname))
      yield { path: [...path, key], message: 'write https://, for what is said there lets people in' };
  }
  if ([...(oidc.staff ?? []), ...(oidc.supervisor ?? [])].length === 0)
    yield { path, message: 'name under staff or supervisor which words of the claim let somebody in' };
}
