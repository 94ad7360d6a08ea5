import { Option, type Command as Program } from 'commander';
import type { UnitRole } from '../../protocol/identity/identity.ts';
import type { BrokerKind } from '../../protocol/wire/broker-acl.ts';

const ROLES = ['lead', 'member', 'booth', 'board', 'kiosk', 'broker'] satisfies (UnitRole | 'broker')[];

const collected = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

/** Where the identity lies: every one of these commands takes it. */
const placed = (command: Program): Program =>
  command
    .option('-c, --config <file>', 'the configuration whose identity it is / 設定ファイル')
    .option('--folder <folder>', 'the identity’s folder, where no configuration names it');

const machined = (command: Program): Program =>
  placed(command)
    .requiredOption('--unit <path>', 'city/office/section/unit; of a broker its name')
    .addOption(new Option('--role <role>', 'what it is there for').choices(ROLES).makeOptionMandatory())
    .option('--name <name>', 'a name or an address under which it is found; again for more', collected)
    .option('--at <host:port>', 'where machines reach this one; its own first name where it is left out');

/** The commands of who machines are: an authority, and how others come in and are shut out. */
export function addIdentityCommands(program: Program): void {
  const ca = program.command('ca').description('the authority that signs for the machines of a city / 認証局');
  placed(ca.command('init'))
    .description('makes it, and who this machine is / 認証局の作成')
    .requiredOption('--city <name>', 'the city, as people call it')
    .option('--name <name>', 'a name or an address under which this machine is found; again for more', collected, [])
    .option('--unit <path>', 'of a section without a hub: the lead that signs for it, city/office/section/unit')
    .action(async (options) => (await import('./ca.ts')).caInit(options));
  placed(ca.command('list'))
    .description('every certificate that stands / 証明書の一覧')
    .action(async (options) => (await import('./ca.ts')).caList(options));
  machined(program.command('invite'))
    .description('a code that brings one machine in, once, within a day / 端末の招待')
    .action(async (options) => (await import('./invite.ts')).invite(options));
  placed(program.command('join'))
    .description('this machine comes in, by a code or with a USB stick / 端末の参加')
    .argument('[code]', 'as "matazu invite" said it')
    .option('--request <file>', 'writes the request for a certificate, where no network leads to the authority')
    .option('--answer <file>', 'takes what "matazu sign" wrote')
    .action(async (code, options) => (await import('./join.ts')).join(code, options));
  machined(program.command('sign').argument('<file>', 'the request; the answer is written in its place'))
    .description('answers a request that came on a USB stick / 署名')
    .action(async (file, options) => (await import('./sign.ts')).sign(file, options));
  placed(program.command('renew'))
    .description('renews its certificate once that is due; a running unit or hub does so by itself / 証明書の更新')
    .action(async (options) => (await import('./renew.ts')).renew(options));
  placed(program.command('revoke'))
    .description('shuts a machine out, a stolen one say / 失効')
    .argument('[serials...]', 'single certificates, by their serial numbers')
    .option('--unit <path>', 'all that this machine was ever given')
    .action(async (serials, options) => (await import('./revoke.ts')).revoke(serials, options));
  placed(program.command('trust'))
    .description('believes another authority, while one takes the place of another / 認証局の交代')
    .argument('<file>', 'its ca.pem')
    .option('--only', 'and no other from now on')
    .option('--at <host:port>', 'where this machine renews from now on')
    .option('--revoked <file>', 'at whoever signs from now on: its revoked.json, whose machines stay shut out')
    .action(async (file, options) => (await import('./trust.ts')).trust(file, options));
  placed(program.command('acl'))
    .description('what each machine may do, for a broker elsewhere / 外部ブローカーの権限表')
    .addOption(
      new Option('--broker <kind>', 'which')
        .choices(['mosquitto', 'emqx'] satisfies BrokerKind[])
        .makeOptionMandatory(),
    )
    .action(async (options) => (await import('./acl.ts')).acl(options));
}
