import { z } from 'zod';
import { written } from '../../../protocol/ground/identifiers.ts';
import type { HttpServer } from '../../../protocol/wire/transport/fastify-server.ts';

/** Whom the city names to those who find a hole, and until which day that holds. */
export const SecurityContact = z.strictObject({
  contact: written(
    /^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+|tel:\+[0-9-]+)$/,
    'write mailto:, https:// or tel:+, as in mailto:security@city.example.jp',
  ),
  expires: z.iso.date('write a day, as in 2027-03-31'),
  /** The page that says how the city deals with reports. */
  policy: written(/^https:\/\/\S+$/, 'write https:// and the address of a page').optional(),
});
export type SecurityContact = z.infer<typeof SecurityContact>;

/** RFC 9116, where whoever looks for holes looks first. Without a contact there is none, rather than one of nobody. */
export function addSecurityTxt(server: HttpServer, security: SecurityContact | undefined): void {
  if (security === undefined) return;
  const { contact, expires, policy } = security;
  const lines = [
    `Contact: ${contact}`,
    `Expires: ${expires}T23:59:59+09:00`,
    'Preferred-Languages: ja, en',
    ...(policy === undefined ? [] : [`Policy: ${policy}`]),
  ];
  const text = lines.map((line) => `${line}\n`).join('');
  server.get('/.well-known/security.txt', { schema: { hide: true } as object }, (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('text/plain; charset=utf-8').send(text),
  );
}
