import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../../ground/configuration.ts';
import type { Problem } from './problem.ts';

/** Whether nobody on the way reads what is sent: by https, or within one machine. */
export const isPrivate = ({ protocol, ip }: FastifyRequest): boolean => protocol === 'https' || isLoopback(ip);

/** What people type would be read on its way. */
export const NOT_SECURE: Problem = {
  status: 403,
  code: 'not-secure',
  title: 'Not in clear text',
  detail: 'このページは暗号化されていないため、サインインできません。https:// で始まるアドレスで開いてください。',
  messageEn: 'This page is not encrypted, so nobody signs in here. Open it by its https:// address.',
};

/** Whether it is a unit's own screen that asks: a browser of the same machine, and nobody who is passed on by one. */
export const isOwnScreen = ({ ip, headers }: FastifyRequest): boolean =>
  isLoopback(ip) && headers['x-forwarded-for'] === undefined && headers.forwarded === undefined;
