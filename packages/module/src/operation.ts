import { AppError, fieldIssues, requestErrors } from '@plinth/kernel';
import { recordCall, traced } from '@plinth/observability';
import type { Call } from './call.ts';
import type { OperationContract } from './contract.ts';
import type { Observer } from './observer.ts';

export type OperationKind = 'service' | 'selector' | 'subscriber';

export interface OperationName {
  readonly module: string;
  readonly name: string;
  readonly kind: OperationKind;
}

/** Gives a call its span and its duration metric, whatever it does, and tells the observer. */
export async function observed<Output>({ module, name, kind }: OperationName, observer: Observer | undefined, run: () => Promise<Output>): Promise<Output> {
  const started = performance.now();
  const record = (outcome: string, code = outcome): void => {
    recordCall({ module, operation: name, kind, outcome }, (performance.now() - started) / 1000);
    observer?.called?.(module, name, code);
  };
  try {
    const output = await traced(`${module}.${name}`, { 'plinth.module': module, 'plinth.kind': kind }, run);
    record('ok');
    return output;
  } catch (error) {
    if (error instanceof AppError) record(error.kind, error.code);
    else record('internal');
    throw error;
  }
}

/** The parsed input, or `request.invalid` with every problem. */
export function parseInput(contract: OperationContract, input: unknown): unknown {
  const parsed = contract.input.safeParse(input);
  if (!parsed.success) throw requestErrors.invalid(fieldIssues(parsed.error.issues));
  return parsed.data;
}

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** Errors that any operation may answer with, besides those that its contract declares. */
const everywhere = ['access.', 'request.', 'idempotency.', 'runtime.'];

/**
 * Makes a call go through JSON and its schemas both ways, as it would to another process: what would be lost on the way, and
 * an error the contract does not declare, fails here. For development and tests.
 */
export function rehearsed<Input, Output>(
  contract: OperationContract,
  name: string,
  run: (input: Input, call: Call) => Promise<Output>,
): (input: Input, call: Call) => Promise<Output> {
  return async (input, call) => {
    try {
      const output = throughJson(await run(throughJson(input) as Input, call));
      return contract.output.parse(output) as Output;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code } = error;
      const declared = everywhere.some((prefix) => code.startsWith(prefix)) || contract.errors.some((known) => known.code === code);
      if (!declared) throw new Error(`${name} answers ${code}, which its contract does not declare.`, { cause: error });
      throw error;
    }
  };
}
