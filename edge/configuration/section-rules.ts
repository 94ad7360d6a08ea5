import { levelPanel } from '../../hardware/button-panel/kind.ts';
import { type Fault, lacking, namedTwice, type Readable } from '../../protocol/ground/rules.ts';
import { countersOf, type LeadConfiguration, servicesOf, type UnitConfiguration } from './shape.ts';

type Lead = Readable<LeadConfiguration>;

/** What a section's services, counters, duties and level panel need of each other. A member has none of these. */
export function* sectionRules(unit: Readable<UnitConfiguration>): Generator<Fault> {
  if (unit.role !== 'lead') return;
  yield* namedTwice(unit.services, 'id', ['services']);
  yield* namedTwice(unit.services, 'letter', ['services']);
  yield* bands(unit);
  yield* namedTwice(unit.counters, 'id', ['counters']);
  yield* namedTwice(unit.duties, 'id', ['duties']);
  yield* offeredServices(unit, 'counters');
  yield* offeredServices(unit, 'duties');
  yield* dutiesAtCounters(unit);
  yield* countedOrDeclared(unit);
}

/** Numbers of a service end where they begin or later, and no other service without a letter gives out the same. */
function* bands({ services, numbers }: Lead): Generator<Fault> {
  const highest = numbers?.highest;
  if (highest === undefined) return;
  const plain: { readonly from: number; readonly to: number }[] = [];
  for (const [i, service] of (services ?? []).entries()) {
    const isRead = service !== undefined && (!('numbers' in service) || service.numbers !== undefined);
    if (!isRead) continue;
    const band = { from: service.numbers?.from ?? 1, to: service.numbers?.to ?? highest };
    const path = ['services', i, 'numbers'];
    if (band.from > band.to) yield { path, message: `from must not be after to, which is ${band.to}` };
    if (band.to > highest)
      yield { path, message: `numbers end at ${highest}; write numbers: { highest: ${band.to} } for the section` };
    if (service.letter !== undefined) continue;
    const other = plain.find(({ from, to }) => from <= band.to && band.from <= to);
    if (other !== undefined)
      yield {
        path: service.numbers === undefined ? ['services', i] : path,
        message: `another service without a letter gives out ${Math.max(other.from, band.from)} too; give each its letter, or numbers of its own, as in numbers: { from: 500, to: 799 }`,
      };
    plain.push(band);
  }
}

/** Who serves gives services that the section has. */
function* offeredServices(unit: Lead, list: 'counters' | 'duties'): Generator<Fault> {
  for (const [i, server] of (unit[list] ?? []).entries())
    for (const [j, service] of (server?.services ?? []).entries())
      yield* lacking(service, servicesOf(unit), [list, i, 'services', j]);
}

function* dutiesAtCounters(unit: Lead): Generator<Fault> {
  for (const [i, duty] of (unit.duties ?? []).entries())
    for (const [j, counter] of (duty?.counters ?? []).entries())
      yield* lacking(counter, countersOf(unit), ['duties', i, 'counters', j]);
}

/** A section counts who waits for its services, or has none and its staff declare its level at one panel. */
function* countedOrDeclared({ services, counters, devices }: Lead): Generator<Fault> {
  const panels = (devices ?? []).flatMap((device, i): Fault['path'][] =>
    device?.kind === levelPanel.kind ? [['devices', i, 'kind']] : [],
  );
  if (services?.length === 0) {
    if (panels.length === 0 && devices?.every((device) => device?.kind !== undefined))
      yield {
        path: ['services'],
        message: 'name at least one service, or a level-panel under devices for a section that counts nobody',
      };
  } else if (services !== undefined) {
    if (counters?.length === 0) yield { path: ['counters'], message: 'name at least one counter that serves' };
    for (const path of panels)
      yield { path, message: 'a section with services counts who waits; take out this panel, or the services' };
  }
  for (const path of panels.slice(1)) yield { path, message: 'one level panel is enough for a section' };
}
