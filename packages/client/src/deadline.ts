export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Aborts after that time, or with `other`. Its timer holds it: `AbortSignal.any` of a signal that nothing else holds is lost to
 * the garbage collector, and a call under it would never end.
 */
export function startDeadline(milliseconds: number, other?: AbortSignal | null): Deadline {
  const controller = new AbortController();
  const stop = (reason: unknown): void => controller.abort(reason);
  const timer = setTimeout(() => stop(new DOMException('The call took too long.', 'TimeoutError')), milliseconds);
  const follow = (): void => stop(other?.reason);
  if (other?.aborted) follow();
  other?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      other?.removeEventListener('abort', follow);
    },
  };
}
