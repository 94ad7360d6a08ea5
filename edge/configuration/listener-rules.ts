import { addressRules, brokerRules, httpsRules, pageRules } from '../../protocol/ground/listeners.ts';
import type { Fault, Readable } from '../../protocol/ground/rules.ts';
import type { UnitConfiguration } from './shape.ts';

/** Nobody is let in unknown unless the configuration says so, and no other machine is told unless it is known. */
export function* listenerRules(unit: Readable<UnitConfiguration>): Generator<Fault> {
  const hasIdentity = unit.identity !== undefined;
  yield* pageRules(unit.http, { path: ['http'], hasIdentity });
  yield* httpsRules(unit.https, { path: ['https'], hasIdentity });
  if (unit.role === 'lead') {
    yield* brokerRules(unit.lan, { path: ['lan'], hasIdentity });
    yield* addressRules(unit.hub?.url, { path: ['hub', 'url'], hasIdentity });
  } else if (unit.role === 'member') {
    yield* addressRules(unit.lead?.url, { path: ['lead', 'url'], hasIdentity });
    yield* addressRules(unit.lead?.pages, { path: ['lead', 'pages'], hasIdentity });
  }
}
