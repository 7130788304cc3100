import type { Setting } from '@plinth/config';
import { slices } from '../../src/config.ts';

export interface DeploymentSetting {
  readonly variable: string;
  readonly secret: boolean;
  readonly required: 'always' | 'in production' | 'never';
}

/** Every variable that the process reads. A secret with a sample is one that production must set. */
export const settings: readonly DeploymentSetting[] = slices.flatMap((slice) =>
  Object.entries<Setting<unknown>>(slice.settings).map(([variable, { secret, sample, required }]) => ({
    variable,
    secret,
    required: sample === undefined ? required : 'in production',
  })),
);
