import { runInNewContext } from 'node:vm';
import { type AttackPattern, checkSync } from 'recheck';
import type { Expression } from './collect.ts';

/** As long as a text within a body may be, and as long as it may take. */
const length = 100_000;
const milliseconds = 250;

function textOf({ pumps, suffix }: AttackPattern): string {
  const ofOnce = pumps.reduce((sum, { pump }) => sum + pump.length, 0);
  const times = Math.ceil(length / Math.max(1, ofOnce));
  return pumps.map(({ prefix, pump }) => prefix + pump.repeat(times)).join('') + suffix;
}

/** Whether the attack is over in time, in the better of two tries. */
function withstands(expression: RegExp, text: string): boolean {
  const isInTime = (): boolean => {
    try {
      runInNewContext('expression.test(text)', { expression, text }, { timeout: milliseconds });
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
      throw error;
    }
  };
  return isInTime() || isInTime();
}

/**
 * What is wrong with an expression: that a text can be made which it takes too long for. Where the analysis, which counts the steps of
 * a machine of its own, finds an attack, the attack is tried on the machine in use.
 */
export function flawOf({ source, flags, place }: Expression): string | undefined {
  const found = checkSync(source, flags, { timeout: 120_000 });
  const named = `/${source}/${flags} in ${place}`;
  if (found.status === 'safe') return undefined;
  if (found.status === 'unknown') return `${named}: not decided, ${found.error.kind}`;
  if (withstands(new RegExp(source, flags), textOf(found.attack))) return undefined;
  return `${named}: ${found.complexity.summary}, with ${found.attack.pattern}`;
}
