import { z } from 'zod';
import { Identifier } from '../../protocol/ground/identifiers.ts';
import { withRules } from '../../protocol/ground/rules.ts';
import { PrinterLinkConfiguration } from '../links/link-configuration.ts';
import { readLayout } from './layout-files.ts';

/** A printer's entry of a unit's `devices:`. Checking it reads the files that its layout names. */
export const PrinterConfiguration = withRules(
  z.strictObject({
    id: Identifier,
    kind: z.literal('printer'),
    driver: z.literal('escpos'),
    link: PrinterLinkConfiguration,
    /** Width of the paper, millimetres. */
    width: z.union([z.literal(80), z.literal(58)], 'paper is 80 or 58 (millimetres wide)').default(80),
    /** `sent` for a model that lacks GS ( H: the driver then never sends that command. */
    proof: z.enum(['process-id', 'sent']).default('process-id'),
    /** How long a status request may stay unanswered before the printer counts as one that never answers. */
    statusTimeoutMs: z.int().min(50).max(10_000).default(500),
    /** How long the process id may take while the printer says that all is well. */
    proofTimeoutMs: z.int().min(200).max(60_000).default(5000),
    /** `utf-8` for a model that knows it (TM-m30, TM-T88VII). */
    encoding: z.enum(['shift_jis', 'utf-8']).default('shift_jis'),
    /** What a ticket looks like: a template (config/ticket.receipt) and a picture, files; Matazu's own where they are left out. */
    layout: z.strictObject({ template: z.string().optional(), logo: z.string().optional() }).prefault({}),
  }),
  function* ({ layout, width }) {
    if (layout === undefined || width === undefined) return;
    for (const { file, message } of readLayout(layout, width).faults) yield { path: ['layout', file], message };
  },
);
export type PrinterConfiguration = z.infer<typeof PrinterConfiguration>;
