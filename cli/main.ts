#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { Option, Command as Program } from 'commander';
import { addIdentityCommands } from './identity/commands.ts';
import { ConfigurationFault, EXIT_CONFIGURATION } from './load-configuration.ts';
import { version } from './run.ts';

/** The sysexits codes for a fault of the software's surroundings. */
const EXIT_FAILURE = 1;

const program = new Program('matazu')
  .description('待たず — runs the counters of a ward office / 区役所の窓口を動かします')
  .version(version)
  .showHelpAfterError('(matazu --help shows what it can do)');
const configuration = (required: boolean): Option => {
  const option = new Option('-c, --config <file>', 'the YAML configuration / 設定ファイル');
  return required ? option.makeOptionMandatory() : option;
};

program
  .command('demo')
  .description('a living ward on this machine: two offices, simulated devices, residents / 動く区役所のデモ')
  .addOption(configuration(false))
  .option('--speed <factor>', 'how many times faster than a watch the day runs', Number, 30)
  .option('--seed <number>', 'another seed is another day', Number, 1)
  .action(async (options) => (await import('./demo/demo.ts')).demo(options));
program
  .command('hub')
  .description('a city’s hub: takes in what its sections tell, computes the congestion, publishes it / ハブ')
  .addOption(configuration(true))
  .action(async (options) => {
    // A young generation that doesn't grow is swept in half a millisecond, by the thread that waits for it: grown to what Node
    // allows, sweeping took 3 ms and was most of what came late at 1,000 events a second (measured). Set before it loads.
    for (const flag of ['--semi-space-growth-factor=1', '--no-parallel-scavenge']) setFlagsFromString(flag);
    await (await import('./hub.ts')).hub(options);
  });
program
  .command('edge')
  .description('one unit at a counter, a section’s lead or a member / 窓口の端末')
  .addOption(configuration(true))
  .action(async (options) => {
    // A unit does little at a time: a young generation that doesn't grow and no code optimised for loops that it doesn't have
    // keep it 25 MB smaller (measured), at the same time from press to disk. Set before it loads.
    for (const flag of ['--semi-space-growth-factor=1', '--no-opt']) setFlagsFromString(flag);
    await (await import('./edge.ts')).edge(options);
  });
program
  .command('check')
  .description('checks a configuration and lists every fault; starts nothing / 設定の検査')
  .addOption(configuration(true))
  .action(async (options) => (await import('./check.ts')).check(options));
program
  .command('probe')
  .description(
    'tries a unit’s devices and says what is there, what is missing and the command that mends it / 機器の確認',
  )
  .argument('[device]', 'the id of a device in the configuration; all of them without it')
  .option('--print', 'prints a test ticket / テスト印字')
  .option('--say', 'says a test sentence on a speaker / 試験の放送')
  .addOption(configuration(true))
  .action(async (device, options) => (await import('./probe.ts')).probe(device, options));
program
  .command('enrol')
  .description('enrols the staff card that is put on a reader of a unit, for a duty / 職員カードの登録')
  .argument('[reader]', 'the id of the card reader in the configuration')
  .argument('[duty]', 'the id of a duty in the lead’s configuration')
  .addOption(configuration(true))
  .option('--forget <duty>', 'forgets all staff cards of a duty at this unit instead / 登録を消す')
  .action(async (reader, duty, { forget, ...options }, command) => {
    const { enrol, forgetCards } = await import('./enrol.ts');
    if (forget !== undefined && reader === undefined) return forgetCards(forget, options);
    if (forget !== undefined || reader === undefined || duty === undefined)
      return command.error('matazu enrol READER DUTY, or matazu enrol --forget DUTY');
    await enrol(reader, duty, options);
  });
program
  .command('log')
  .description('the log of a lead, running or not, as the JSON lines that replay reads / 記録の書き出し')
  .addOption(configuration(true))
  .option('--repair-epoch', 'prints nothing; numbers epochs from the future anew, which no hub takes / 記録番号の修復')
  .action(async (options) =>
    options.repairEpoch
      ? (await import('./repair-epochs.ts')).repairEpochs(options)
      : (await import('./log.ts')).log(options),
  );
program
  .command('audit')
  .description('who did what at a section, and whether that is as it was written / 操作の記録の閲覧と検査')
  .addOption(configuration(true))
  .option('--day <date>', 'of this day alone, as 2026-11-24 / この日のみ')
  .option('--actor <who>', 'of this role, person (the first letters are enough) or device alone / この人・機器のみ')
  .option('--verify', 'finds what was changed, taken out or cut off / 改ざんの検査')
  .option(
    '--heads <section or file>',
    'at a hub: prints where the audit of this section ended; with --verify at a lead: the file of that / ハブの控え',
  )
  .action(async (options) => (await import('./audit.ts')).audit(options));
program
  .command('backup')
  .description('a copy of what a lead or a hub keeps, running or not / 記録の複写')
  .argument('<file>', 'the copy; it must not be there yet')
  .addOption(configuration(true))
  .action(async (file, options) => (await import('./backup.ts')).backup(file, options));
program
  .command('update')
  .description('runs a signed bundle in the place of this version, or this one again / 更新')
  .argument('<file>', 'the bundle; its signature is FILE.minisig')
  .option('--key <file>', 'the public key of who makes the releases', '/etc/matazu/release.pub')
  .option('--within <minutes>', 'how long a service may take until it is ready', Number, 2)
  .option('--unit <file>', 'the configuration of this machine’s unit', '/etc/matazu/section.yaml')
  .option('--hub <file>', 'the configuration of this machine’s hub', '/etc/matazu/hub.yaml')
  .action(async (file, options) => (await import('./update.ts')).update(file, options));
program
  .command('replay')
  .description('the estimates that a hub would have published for a log, as JSON lines / 記録の再生')
  .argument('<file>', 'JSON lines {section, event} or {section, waiting} in time order; - reads standard input')
  .addOption(configuration(false))
  .action(async (file, options) => (await import('./replay.ts')).replay(file, options));

program
  .command('people')
  .description('who may sign in at a section / サインインできる人')
  .command('first-code')
  .description('a code with which somebody becomes a supervisor, once / 責任者になるためのコード')
  .addOption(configuration(true))
  .action(async (options) => (await import('./people.ts')).firstCode(options));
addIdentityCommands(program);

// Whoever reads the output may have read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT_FAILURE));

try {
  await program.parseAsync();
} catch (error) {
  const fault = error instanceof Error ? error : new Error(String(error));
  // What this program says of its surroundings names the thing and the remedy; a stack would hide it.
  const isConfiguration = fault instanceof ConfigurationFault || fault.name === 'IdentityFault';
  const expected =
    isConfiguration ||
    ['LogFault', 'StoreFault', 'CopyFault', 'HardwareFault', 'InputFault', 'UpdateFault', 'EnrolmentFault'].includes(
      fault.name,
    ) ||
    'code' in fault;
  process.stderr.write(`matazu: ${expected ? fault.message : (fault.stack ?? fault.message)}\n`);
  process.exit(isConfiguration ? EXIT_CONFIGURATION : EXIT_FAILURE);
}
