import { startReplay } from '../../../hub/sections/replay.ts';
import { CountPeers } from './count-peers.ts';
import { type Dataset, MINUTE, truthKey } from './lines.ts';
import { type Said, TicketPeers } from './peers.ts';
import { levelOf, type Row } from './score.ts';

/** Every predictor on the same rows: others learn beside ours from the same lines, and ours is what `matazu replay` prints. */
export function runDataset(dataset: Dataset): Row[] {
  const replay = startReplay([]);
  const peers = new Map<string, TicketPeers>();
  const countPeers = new Map<string, CountPeers>();
  const rows: Row[] = [];
  for (const line of dataset.lines) {
    const { section } = line;
    const said = new Map<string, { said: Said; ahead: number }>();
    if ('event' in line) {
      const of = peers.get(section) ?? new TicketPeers(dataset.configuredMinutes);
      peers.set(section, of);
      if (line.event.type === 'ticket-issued') {
        const key = truthKey({ section, ticket: String(line.event.ticket), service: '', at: 0 });
        if (dataset.truths.get(key)?.reported === true)
          said.set(key, { said: of.say(String(line.event.service), line.event.at), ahead: of.ahead });
      }
      of.take(line.event);
    } else {
      for (const service of line.waiting.services) {
        const queue = `${section} ${service.service}`;
        const of = countPeers.get(queue) ?? new CountPeers(dataset.configuredMinutes);
        countPeers.set(queue, of);
        of.take(service, line.waiting.observedAt);
        const key = truthKey({ section, service: service.service, at: line.waiting.observedAt });
        if (dataset.truths.get(key)?.reported === true)
          said.set(key, { said: of.say(service, line.waiting.observedAt), ahead: service.waiting });
      }
    }
    for (const ours of replay(line)) {
      const key = truthKey(ours);
      const truth = dataset.truths.get(key);
      const others = said.get(key);
      if (truth === undefined || others === undefined) continue;
      const { actualMinutes, oracleMinutes, oracleMeanMinutes } = truth;
      const minutes: Record<string, number> = { ...others.said };
      if (oracleMinutes !== undefined) minutes.oracle = oracleMinutes;
      rows.push({
        actualMinutes,
        ahead: others.ahead,
        hour: new Date(ours.at + 9 * 60 * MINUTE).getUTCHours(),
        minutes: { ...minutes, ours: ours.medianMinutes },
        meanMinutes: oracleMeanMinutes === undefined ? {} : { oracle: oracleMeanMinutes },
        low: ours.lowMinutes,
        high: ours.highMinutes,
        levels: { ours: ours.level, actual: levelOf(actualMinutes) },
      });
    }
  }
  return rows;
}
