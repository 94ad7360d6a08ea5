import { writeFileSync } from 'node:fs';
import { RequestFault } from '../../protocol/identity/authority/authority.ts';
import { IdentityFault } from '../../protocol/identity/files.ts';
import { IdentityFolder } from '../../protocol/identity/folder.ts';
import { type MachineOptions, machineOf, pathOf } from './machine.ts';
import { authorityAt, type PlaceOptions, placeOf, say, signerAt, tellOfClock } from './place.ts';
import { carriedText, readRequest } from './stick.ts';

export interface SignOptions extends PlaceOptions, MachineOptions {
  readonly at?: string;
}

/** `matazu sign FILE`: writes the answer in the place of the request. @throws ConfigurationFault, IdentityFault */
export async function sign(file: string, options: SignOptions): Promise<void> {
  const place = await placeOf(options);
  tellOfClock();
  const authority = await authorityAt(place);
  const machine = machineOf(options);
  const request = readRequest(file);
  const certificate = await authority.sign({ ...machine, request, now: Date.now() }).catch((error) => {
    throw error instanceof RequestFault ? new IdentityFault(`${file}: ${error.message}`) : error;
  });
  const { authorities } = new IdentityFolder({ folder: place.folder, now: () => null, graceMs: 0 });
  const signer = options.at !== undefined || place.enrolPort !== undefined ? signerAt(place, options.at) : undefined;
  writeFileSync(file, carriedText({ certificate, authorities: authorities.map(String).join('\n'), signer }));
  say(
    `${pathOf(machine.identity)}（${machine.identity.role}）の証明書を ${file} に書きました / its certificate is in the file`,
    `その端末で / on that machine: matazu join --answer ${file} --config FILE`,
  );
}
