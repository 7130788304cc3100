const property = (error: unknown, name: 'code' | 'kind'): string | undefined => {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value) ? value : undefined;
};

/** A word that names the error and holds nothing of its message: the code of a catalogue, a SQLSTATE, `ECONNREFUSED`, a class. */
export const errorCode = (error: unknown): string => property(error, 'code') ?? (error instanceof Error ? error.name : typeof error);

/** Whether somebody should look at it; a refusal is the business working as it should. */
export function isFault(error: unknown): boolean {
  const kind = property(error, 'kind');
  return kind === undefined || kind === 'internal' || kind === 'unavailable';
}
