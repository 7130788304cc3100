import type { Operation } from './contract.ts';

/** Which documented statuses of which operations have been seen. */
export interface Coverage {
  count(operationId: string | undefined, status: number): void;
  readonly requests: number;
  /** The statuses that no request has produced, by operation; only operations that miss some. */
  missing(): Map<string, string[]>;
  summary(): string;
}

export function createCoverage(operations: readonly Operation[]): Coverage {
  const seen = new Map(operations.map(({ operationId }) => [operationId, new Set<string>()]));
  let requests = 0;
  const missing = (): Map<string, string[]> =>
    new Map(
      operations
        .map(({ operationId, responses }): [string, string[]] => [operationId, Object.keys(responses).filter((status) => !seen.get(operationId)?.has(status))])
        .filter(([, statuses]) => statuses.length > 0),
    );
  return {
    count: (operationId, status) => {
      requests += 1;
      if (operationId !== undefined) seen.get(operationId)?.add(String(status));
    },
    get requests() {
      return requests;
    },
    missing,
    summary: () => {
      const left = missing();
      const documented = operations.reduce((sum, { responses }) => sum + Object.keys(responses).length, 0);
      const notSeen = [...left.values()].reduce((sum, statuses) => sum + statuses.length, 0);
      const lines = [...left].map(([operationId, statuses]) => `  ${operationId}: ${statuses.join(', ')}`);
      return [
        `${requests} requests; ${operations.length - left.size} of ${operations.length} operations answered with every documented status, ${documented - notSeen} of ${documented} statuses in all.`,
        ...(lines.length > 0 ? ['Not produced:', ...lines] : []),
      ].join('\n');
    },
  };
}
