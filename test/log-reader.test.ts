import { execFileSync } from 'node:child_process';
import { constants, existsSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { panel, sign, writeHub, writeLead, writeMember } from './testing/configurations.ts';
import { leadView, officeView, post } from './testing/http.ts';
import { freePort } from './testing/ports.ts';
import { matazu, root, start } from './testing/program.ts';
import { plugInPanel, plugInSign } from './testing/simulators.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';

const OFFICE = 'kyoto/ukyo';
const SECTION = 'shimin';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** A pipe of which nobody reads, and which is full; `read` gives what is in it by now. */
function openFullPipe() {
  const file = stage.path('log');
  execFileSync('mkfifo', [file]);
  const pipe = openSync(file, constants.O_RDWR | constants.O_NONBLOCK);
  const filling = Buffer.alloc(4096, '.');
  const fill = (): void => {
    for (const bytes of [filling, Buffer.from('.')]) while (isTaken(() => writeSync(pipe, bytes)));
  };
  const read = (): string => {
    const pieces: Buffer[] = [];
    const piece = Buffer.alloc(65_536);
    while (isTaken(() => pieces.push(Buffer.from(piece.subarray(0, readSync(pipe, piece))))));
    return Buffer.concat(pieces).toString().replace(/^\.+/, '');
  };
  fill();
  return { fill, read };
}

function isTaken(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
    throw error;
  }
}

/** Starts a command whose stderr is the pipe. */
const logging = (command: readonly string[], stream = '2') =>
  start(stage, 'sh', ['-c', `exec "$@" ${stream}>log`, 'sh', ...command]);
const startRole = (role: 'hub' | 'edge', file: string) => logging([process.execPath, matazu, role, '--config', file]);

describe('whoever reads the log and stands still', () => {
  it('stops neither hub nor lead nor member, from the first line to the last, and has the lines when they go on', async () => {
    const pipe = openFullPipe();
    const [hubPort, mqttPort, leadPort, lanPort] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    const [buttons, number] = [await plugInPanel(stage), await plugInSign(stage)];
    const hub = writeHub(stage, { httpPort: hubPort, mqtt: { port: mqttPort } });
    const lead = writeLead(stage, { office: OFFICE, section: SECTION, httpPort: leadPort, lanPort, hubPort: mqttPort });
    const devices = [panel(2, buttons.port), sign(2, number.port)];
    const member = writeMember(stage, { office: OFFICE, section: SECTION, counter: 2, lanPort, devices });
    const programs = [startRole('hub', hub.file), startRole('edge', lead.file), startRole('edge', member)];

    await until('a ticket is issued', async () => (await post(leadPort, { type: 'issue', service: 'shomei' })).outcome);
    await until('its member is there with its devices', async () => {
      const unit = (await leadView(leadPort)).units.find((each) => each.unit.endsWith('-2')) ?? { devices: [] };
      return unit.devices.length === 2 && unit.devices.every(({ state }) => state === 'ok');
    });
    buttons.press(1);
    await until('the sign at the counter shows who is called', () => number.text().trim() === 'A001');
    await until('the hub tells of it', async () =>
      (await officeView(hubPort, OFFICE)).sections.some(({ services }) => services[0]?.lastCalled === 'A001'),
    );
    let said = '';
    await until('all that they had to say is read', () => {
      said += pipe.read();
      return ['the hub is open', 'the section is open', 'connected to the broker'].every((words) =>
        said.includes(words),
      );
    });

    pipe.fill();
    await Promise.all(programs.map((program) => program.stop()));
    expect(programs.map(({ status }) => status)).toEqual([0, 0, 0]);
  });

  /** Says many more lines than are held, and says on stdout that it has. */
  const TALKER = `
    const { createLogger } = await import('${root}dist/cli/logging.js');
    const logger = await createLogger('info');
    for (let i = 0; i < 5_000; i++) logger.info({ i, filling: '-'.repeat(100) }, 'a line');
    console.log('all is said');
    setInterval(() => logger.info('goes on'), 50);`;
  const talker = [process.execPath, '--input-type=module', '-e', TALKER];

  it('gets the first lines whole and in order, and is told how many of the others were dropped', async () => {
    const pipe = openFullPipe();
    const program = logging(talker);
    await program.says('all is said');
    let said = '';
    await until('the number of lines that were dropped is told', () => {
      said += pipe.read();
      return said.includes('lines were dropped') && said.endsWith('\n');
    });
    const lines = said
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; i?: number; lines?: number });
    const got = lines.flatMap(({ i }) => i ?? []);
    const dropped = lines.find(({ msg }) => msg.includes('were dropped'))?.lines;
    expect(got).toEqual(got.map((_, at) => at));
    expect(got.length).toBeGreaterThan(1_000);
    expect(dropped).toBeGreaterThanOrEqual(5_000 - got.length);
    await until('lines come as before', () => pipe.read().includes('goes on'));
  });

  it('may be a terminal that somebody has stopped', async () => {
    const pipe = openFullPipe();
    const command = `${process.execPath} ${stage.path('talker.mjs')} > said`;
    writeFileSync(stage.path('talker.mjs'), TALKER);
    // Whoever shows the terminal's words stands still, so the terminal takes no more.
    logging(['script', '-qfc', command, '/dev/null'], '1');
    const said = () =>
      existsSync(stage.path('said')) && readFileSync(stage.path('said'), 'utf8').includes('all is said');
    await until('all is said', said);
    await until('it is read', () => pipe.read().includes('INFO'));
  });

  // They are held for a second: once more where this reader itself stood still for as long.
  it('and the last lines are read when the program has ended, where they could be held by the pipe', {
    retry: 2,
  }, async () => {
    const pipe = openFullPipe();
    const last = TALKER.replace('5_000', '200').replace(/setInterval.*/, "logger.info('the end'); process.exit();");
    const program = logging([process.execPath, '--input-type=module', '-e', last]);
    await program.says('all is said');
    let said = '';
    await until('it has ended', () => {
      said += pipe.read();
      return program.exited;
    });
    expect(said + pipe.read()).toMatch(/"msg":"the end"\}\n$/);
  });
});
