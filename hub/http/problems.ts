import { z } from 'zod';

export const Problem = z.looseObject({ type: z.string(), status: z.int(), title: z.string(), detail: z.string() });

export const unknownOffice = {
  status: 404,
  code: 'unknown-office',
  title: 'No such office',
  detail: 'その区役所・支所はありません。',
  messageEn: 'No such office.',
};

export const unknownSection = {
  status: 404,
  code: 'unknown-section',
  title: 'No such section',
  detail: 'その課はありません。',
  messageEn: 'No such section.',
};
