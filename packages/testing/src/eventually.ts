import { setTimeout as sleep } from 'node:timers/promises';

const interval = 20;

/**
 * Tries `attempt` again until it neither throws nor rejects, and resolves to its result: put `expect` inside. After
 * `timeoutMs` it rejects with what the last attempt said.
 */
export async function eventually<Result>(attempt: () => Result | Promise<Result>, timeoutMs = 5_000): Promise<Result> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await sleep(interval);
  }
}
