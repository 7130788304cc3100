import { createHash } from 'node:crypto';

export interface BreachList {
  /** Whether the password is known from a leak. Gives up when the signal says so. */
  holds(password: string, signal: AbortSignal): Promise<boolean>;
}

/**
 * A list by k-anonymity, as Have I Been Pwned offers it: asked for the first five digits of the SHA-1, it answers with the rest
 * of every hash that begins so (`SUFFIX:COUNT`), padded with some that count 0. It never learns a password, nor which one of
 * hundreds was meant.
 */
export function rangeBreachList({ url }: { url: string }): BreachList {
  return {
    holds: async (password, signal) => {
      const hash = createHash('sha1').update(password).digest('hex').toUpperCase();
      const [prefix, suffix] = [hash.slice(0, 5), hash.slice(5)];
      const response = await fetch(`${url.replace(/\/$/, '')}/range/${prefix}`, { headers: { 'add-padding': 'true' }, signal });
      if (!response.ok) throw new Error(`The breach list answers ${response.status}.`);
      return (await response.text()).split('\n').some((line) => {
        const [known, count] = line.trim().split(':');
        return known?.toUpperCase() === suffix && Number(count) > 0;
      });
    },
  };
}
