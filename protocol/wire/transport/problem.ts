import type { FastifyReply } from 'fastify';
import { z } from 'zod';

/** RFC 9457. `code` is for programs; `detail` is for people, Japanese; `messageEn` the same in English. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly messageEn?: string;
  readonly code?: string;
  /** Each fault of a request with its path. */
  readonly faults?: readonly string[];
  /** How often one may still be wrong, and until when nothing is tried, milliseconds since 1970. */
  readonly triesLeft?: number;
  readonly until?: number;
}

export const PROBLEM_TYPE = 'application/problem+json';

/** A problem as it is sent. */
export const ProblemDocument = z.looseObject({
  type: z.string(),
  status: z.int(),
  title: z.string(),
  detail: z.string(),
  messageEn: z.string().optional(),
  code: z.string().optional(),
  faults: z.array(z.string()).optional(),
});

/** Answers with a problem document; who asked for a page is shown it as one (problem-page.ts). */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, ...rest } = problem;
  return reply
    .code(status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify({ type: 'about:blank', status, ...rest }));
}

/** For a handler that has to throw what it would answer. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/** What a machine that has an identity says in clear text to nobody but the proxies in front of it. */
export const IN_CLEAR_TEXT: Problem = {
  status: 403,
  code: 'not-secure',
  title: 'Not in clear text',
  detail: 'このページは暗号化されていないため、ほかの端末では開けません。https:// で始まるアドレスで開いてください。',
  messageEn:
    'This page is not encrypted and opens on no other machine. Open it by its https:// address; a proxy in front of it is named under http.proxies in the configuration.',
};

/** Whatever it is that is asked, whoever signs in may, or is told who may. */
export const SIGN_IN_NEEDED: Problem = {
  status: 401,
  code: 'sign-in-needed',
  title: 'Nobody is signed in here',
  detail: 'サインインしてください。',
  messageEn: 'Sign in first.',
};

export const FOREIGN = {
  page: {
    status: 403,
    code: 'foreign-page',
    title: 'Pages of other sites change nothing here',
    detail:
      'ほかのサイトのページからの操作は受け付けません。リバースプロキシを通して開いている場合は、その公開名を設定の http.names に加えてください。',
    messageEn:
      'Nothing is done for a page of another site. If this page is opened through a reverse proxy, add its public name to http.names in the configuration.',
  },
  name: {
    status: 403,
    code: 'foreign-name',
    title: 'Not a name of this server',
    detail: 'このアドレスの名前では使えません。設定の http.names に名前を加えるか、IPアドレスで開いてください。',
    messageEn:
      'Nothing is told or done by this name. Add it to http.names in the configuration, or open the page by its address.',
  },
} as const satisfies Record<string, Problem>;

const crowded = (code: string, title: string): Problem => ({
  status: 429,
  code,
  title,
  detail: 'このアドレスからの接続が多すぎます。使っていないページを閉じて、しばらくしてからもう一度お試しください。',
  messageEn: 'Too much is asked from this address. Close pages that are not used, and try again in a while.',
});
export const TOO_MANY_CONNECTIONS = crowded('too-many-connections', 'Too many connections from one address');
export const TOO_MANY_STREAMS = crowded('too-many-streams', 'Too many event streams to one address');
export const TOO_OFTEN = crowded('too-often', 'Asked too often from one address');

export const NOTHING_HERE: Problem = {
  status: 404,
  title: 'Nothing is here',
  detail: 'このアドレスには何もありません。',
  messageEn: 'Nothing is at this address.',
  code: 'not-found',
};

export const INTERNAL: Problem = {
  status: 500,
  title: 'Internal error',
  detail: '内部で問題が起きました。記録をご確認ください。',
  messageEn: 'Something went wrong inside. The log says what.',
};
