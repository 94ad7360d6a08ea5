import { z } from 'zod';
import { withRules } from '../ground/rules.ts';
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
export const Thresholds = withRules(
  z.strictObject(ToldThresholds.shape),
  function* ({ moderate = 0, busy = Number.NaN, packed = Number.POSITIVE_INFINITY }) {
    if (moderate >= busy || busy >= packed || moderate >= packed)
      yield { path: [], message: 'moderate, busy and packed must grow' };
  },
);

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
