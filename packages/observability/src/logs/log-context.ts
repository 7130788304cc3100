import { AsyncLocalStorage } from 'node:async_hooks';
import { redactBindings } from './redact.ts';

export type LogBindings = Readonly<Record<string, string | number | boolean>>;

const storage = new AsyncLocalStorage<Record<string, unknown>>();

/** Runs `run` so that every line logged in it, at any distance, carries `bindings` beside those already there. */
export const withLogContext = <Result>(bindings: LogBindings, run: () => Result): Result =>
  storage.run({ ...storage.getStore(), ...redactBindings(bindings) }, run);

export const logContext = (): Readonly<Record<string, unknown>> | undefined => storage.getStore();
