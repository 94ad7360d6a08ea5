import { z } from 'zod';
import { defaultPeaks, defaultThresholds } from './defaults.ts';
import type { Peak } from './views.ts';

const minutes = (usual: number) => z.number().min(1).max(600).default(usual);

/** Minutes of the median wait at which a level begins, as a section's lead tells them. */
export const ToldThresholds = z.object({
  moderate: minutes(defaultThresholds.moderate),
  busy: minutes(defaultThresholds.busy),
  packed: minutes(defaultThresholds.packed),
});

/** The same as they are configured. */
export const Thresholds = z
  .strictObject(ToldThresholds.shape)
  .refine(({ moderate, busy, packed }) => moderate < busy && busy < packed, 'moderate, busy and packed must grow');

const factor = (peak: Peak) => z.number().min(0.2).max(5).default(defaultPeaks[peak]);

/** How many times as many people wait on such days as on others, as a section's lead tells it; its own days correct it. */
export const ToldPeaks = z.object({
  monday: factor('monday'),
  'after-rest': factor('after-rest'),
  'month-end': factor('month-end'),
  moving: factor('moving'),
});

/** The same as it is configured. */
export const Peaks = z.strictObject(ToldPeaks.shape);
