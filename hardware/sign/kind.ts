import { z } from 'zod';
import type { DeviceKind } from '../device-kind.ts';
import type { SignDialect } from './dialect.ts';
import { dialects } from './dialects.ts';
import type { Sign } from './sign.ts';

const [first, ...others] = dialects;
export const SignConfiguration = z.discriminatedUnion('driver', [
  first.configuration,
  ...others.map(({ configuration }) => configuration),
]);
export type SignConfiguration = z.infer<typeof SignConfiguration>;

const byDriver = new Map<string, SignDialect<z.ZodType<SignConfiguration>>>(
  dialects.map((dialect) => [dialect.driver, dialect]),
);
/** @throws where there is no such dialect: an entry that nobody checked */
function dialectOf({ driver }: SignConfiguration): SignDialect<z.ZodType<SignConfiguration>> {
  const dialect = byDriver.get(driver);
  if (dialect === undefined) throw new Error(`no sign speaks ${driver}; hardware/sign/dialects.ts lists the dialects`);
  return dialect;
}

export const sign: DeviceKind<typeof SignConfiguration, Sign> = {
  kind: 'sign',
  name: { ja: '番号表示', en: 'number sign' },
  configuration: SignConfiguration,
  create: (configuration, environment, shared) => dialectOf(configuration).create(configuration, environment, shared),
  simulate: (configuration, options) => dialectOf(configuration).simulate(configuration, options),
  shares: { who: 'signs with addresses', by: 'address' },
};
