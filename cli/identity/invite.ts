import qrcode from 'qrcode';
import { codeText } from '../../protocol/identity/authority/code.ts';
import { type MachineOptions, machineOf, pathOf } from './machine.ts';
import { authorityAt, type PlaceOptions, placeOf, say, signerAt, tellOfClock } from './place.ts';

export interface InviteOptions extends PlaceOptions, MachineOptions {
  readonly at?: string;
}

/** `matazu invite`: a code that brings one machine in, within a day. @throws ConfigurationFault, IdentityFault */
export async function invite(options: InviteOptions): Promise<void> {
  const place = await placeOf(options);
  tellOfClock();
  const authority = await authorityAt(place);
  const machine = machineOf(options);
  const at = signerAt(place, options.at);
  const code = codeText({ at, ...authority.invite({ ...machine, now: Date.now() }) });
  // A terminal is dark or light: where it can be told, the picture has its own colours.
  const picture = process.stdout.isTTY ? ({ type: 'terminal', small: true } as const) : ({ type: 'utf8' } as const);
  say(
    `${pathOf(machine.identity)}（${machine.identity.role}）の招待コード。24時間以内に1回だけ使えます / for 24 hours, once:`,
    '',
    `  ${code}`,
    '',
    await qrcode.toString(code, picture),
    `見つかる名前 / found as: ${machine.names.join(', ')}`,
    `その端末で / on that machine: matazu join ${code} --config FILE`,
  );
}
