import { requestErrors } from '@plinth/kernel';
import type { Call } from './call.ts';

export interface VersionCheck {
  readonly requireVersion: (current: number) => void;
  /** Fails where the caller expects a version that the service never compared: its precondition would be lost. */
  readonly requireCompared: (operation: string) => void;
}

/** The comparison of one call in one transaction. */
export function versionCheckOf({ expectedVersions }: Call): VersionCheck {
  let compared = expectedVersions === undefined;
  return {
    requireVersion: (current) => {
      compared = true;
      if (expectedVersions && !expectedVersions.includes(current)) throw requestErrors.preconditionFailed({ version: current });
    },
    requireCompared: (operation) => {
      if (!compared) throw new Error(`${operation} compares no version: call requireVersion once its row is locked.`);
    },
  };
}
