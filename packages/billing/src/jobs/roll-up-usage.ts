import type { Schedule } from '@plinth/jobs';

/** Rolling up, each step a transaction of its own. */
export interface RollUps {
  /** Begins with the meters that are new. */
  start(): Promise<void>;
  /** Rolls up some of what came in; false where nothing is left that no other worker rolls up. */
  step(): Promise<boolean>;
}

/** Rolls up all that came in for all meters. Workers side by side share the meters. */
export async function rollUpAll(rollUps: RollUps): Promise<void> {
  await rollUps.start();
  while (await rollUps.step());
}

/** Every minute. */
export const rollUpSchedule = (rollUps: RollUps): Schedule => ({
  name: 'roll-up-usage',
  cron: '* * * * *',
  run: () => rollUpAll(rollUps),
});
