import { IdentityFault } from '../../protocol/identity/files.ts';
import { idAt } from './machine.ts';
import { authorityAt, type PlaceOptions, placeOf, say } from './place.ts';

export interface RevokeOptions extends PlaceOptions {
  readonly unit?: string;
}

/** `matazu revoke`: shuts a machine out, or single certificates. @throws ConfigurationFault, IdentityFault */
export async function revoke(serials: readonly string[], { unit, ...options }: RevokeOptions): Promise<void> {
  if ((unit === undefined) === (serials.length === 0))
    throw new IdentityFault('give --unit city/office/section/unit, or serial numbers ("matazu ca list" has them)');
  const authority = await authorityAt(await placeOf(options));
  const now = Date.now();
  if (unit !== undefined) {
    const { certificates, codes } = authority.revokeMachine(idAt(unit), now);
    const isKnown = certificates + codes > 0;
    say(
      isKnown
        ? `${unit} の証明書 ${certificates} 件と、未使用の招待コード ${codes} 件を無効にしました / shut out, its unused codes too${AT_ONCE}`
        : `${unit} は、この認証局の記録にありません。名前を確かめてください / it is not known here: look at "matazu ca list"`,
    );
    process.exitCode = isKnown ? 0 : 1;
    return;
  }
  const read = serials.map((serial) => serial.replaceAll(':', '').toUpperCase());
  const wrong = read.find((serial) => !/^[0-9A-F]{2,40}$/.test(serial));
  if (wrong !== undefined) throw new IdentityFault(`${wrong} is no serial number: "matazu ca list" has them`);
  const known = authority.revoke(read, now);
  const strange = read.length - known.length;
  say(
    `証明書 ${read.length} 件を無効にしました / shut out${AT_ONCE}`,
    ...(strange === 0
      ? []
      : [`うち ${strange} 件は、この認証局の記録にないものです / of them unknown to this authority`]),
  );
}

const AT_ONCE = '（動いているハブが数秒で全端末に知らせます / a running hub tells all machines within seconds）';
