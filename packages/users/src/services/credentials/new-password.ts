import { requestErrors } from '@plinth/kernel';
import type { UsersReadContext } from '../../context.ts';
import { passwordProblems } from '../../rules/password-policy.ts';

const longestWait = 1000;

/** False where the list does not answer within a second: a service that is down keeps nobody from signing up. */
async function isBreached({ breachList }: UsersReadContext, password: string): Promise<boolean> {
  if (!breachList) return false;
  const { list, onFailure } = breachList;
  const signal = AbortSignal.timeout(longestWait);
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('The breach list did not answer in time.')), { once: true });
  });
  try {
    return await Promise.race([list.holds(password, signal), late]);
  } catch {
    onFailure();
    return false;
  }
}

export interface ChosenPassword {
  readonly password: string;
  /** Of whoever chooses it, where that is known. */
  readonly address: string | undefined;
}

/**
 * The slow half of whatever sets a password: judges it, then hashes it. `request.invalid` names what speaks against it. It looks at
 * the input alone, never at the account, so that it tells nothing about one.
 */
export async function hashChosenPassword(context: UsersReadContext, { password, address }: ChosenPassword): Promise<string> {
  const { hasher, config, commonPasswords } = context;
  const problems = passwordProblems({ password, address, product: config.productName, factorEnforced: false }, await commonPasswords());
  const breached = problems.length === 0 && (await isBreached(context, password));
  const found = breached ? [{ code: 'password_breached', message: 'Known from a leak of another service.' }] : problems;
  if (found.length > 0) throw requestErrors.invalid(found.map(({ code, message }) => ({ pointer: '/password', code, message })));
  return hasher.hash(password);
}
