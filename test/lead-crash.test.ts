import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printer, writeLead } from './testing/configurations.ts';
import { leadView } from './testing/http.ts';
import { answersAreLogged, numbersAreUnique, paperAgrees, viewIsFold } from './testing/invariants.ts';
import { freePort } from './testing/ports.ts';
import { role } from './testing/program.ts';
import { integer, seededRandom, seeds } from './testing/random.ts';
import { plugInPrinter } from './testing/simulators.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { readLog } from './testing/stores.ts';
import { startTraffic } from './testing/traffic.ts';
import { until } from './testing/until.ts';

const COMMANDS = 2_000;
const KILLS = 8;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

describe('a lead killed at any moment of two thousand commands', () => {
  // MATAZU_SEEDS=4,5,6 runs others.
  it.each(seeds('MATAZU_SEEDS', [1, 2]))(
    'loses no ticket, gives no number twice, and calls nobody twice (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const paper = await plugInPrinter(stage);
      const httpPort = await freePort();
      const { file, data } = writeLead(stage, {
        office: 'kyoto/ukyo',
        section: 'shimin',
        httpPort,
        devices: [printer(paper.port)],
      });
      const lead = role(stage, 'lead', file);
      await lead.start();

      const kills = new Set(Array.from({ length: KILLS }, () => integer(random, 50, COMMANDS - 50)));
      let reviving = Promise.resolve();
      const traffic = startTraffic({
        port: httpPort,
        random,
        commands: COMMANDS,
        name: `seed-${seed}`,
        onSend(nth) {
          if (kills.has(nth)) reviving = reviving.then(() => lead.kill()).then(() => lead.start());
        },
      });
      await traffic.done();
      await reviving;

      // What was promised is finished, and then the power goes once more.
      const view = await until('nothing is being printed any more', async () => {
        const now = await leadView(httpPort);
        return now.tickets.every(({ print }) => print !== 'pending') && now;
      });
      const papers = [...paper.paper()];
      await lead.kill();
      const log = readLog(data);
      expect(numbersAreUnique(log)).toEqual([]);
      expect(answersAreLogged(log, traffic.asked)).toEqual([]);
      expect(viewIsFold(log, view)).toEqual([]);
      expect(paperAgrees(log, papers, view)).toEqual([]);
      await lead.start();
      expect(viewIsFold(log, await leadView(httpPort))).toEqual([]);
    },
    180_000,
  );
});
