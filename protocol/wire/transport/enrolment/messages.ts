import { z } from 'zod';

const Pem = z.string().max(8_192);

/** `POST /api/v1/enrol`: who has a code, and its request for a certificate. */
export const EnrolRequest = z.object({ code: z.string().max(200), request: Pem });
/** `POST /api/v1/renew`, by the machine's own certificate. */
export const RenewRequest = z.object({ request: Pem });
/** What both are answered with, PEM. */
export const EnrolAnswer = z.object({
  certificate: Pem,
  /** Whom the machine is to believe: all that whoever signs believes. */
  authorities: z.string().max(65_536),
});
