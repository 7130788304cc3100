import { shortestPassword } from '../contract/fields.ts';

export interface JudgedPassword {
  readonly password: string;
  /** Of whoever chooses it; undefined where the choice is not yet anyone's. */
  readonly address: string | undefined;
  readonly product: string;
  /** Whether the account never opens without another factor. */
  readonly factorEnforced: boolean;
}

export interface PasswordProblem {
  readonly code: 'password_too_short' | 'password_too_common' | 'password_personal';
  readonly message: string;
}

/** The form in which two passwords count as one for a list or a name: NFKC, and no cases. What is hashed is never changed. */
export const normalPassword = (password: string): string => password.normalize('NFKC').toLowerCase();

/** A shorter name is in half of all sentences. */
const shortestName = 3;

const holds = (password: string, name: string): boolean => {
  const wanted = normalPassword(name);
  return wanted.length >= shortestName && normalPassword(password).includes(wanted);
};

/**
 * All that speaks against a password: its length in code points, a list of common ones (in their normal form), the local part
 * of the address and the product's name. No rule about kinds of characters (NIST SP 800-63B-4, section 3.1.1.2).
 */
export function passwordProblems({ password, address, product, factorEnforced }: JudgedPassword, common: ReadonlySet<string>): PasswordProblem[] {
  const shortest = factorEnforced ? shortestPassword.withFactor : shortestPassword.alone;
  const localPart = address?.slice(0, address.lastIndexOf('@')) ?? '';
  const problems: PasswordProblem[] = [];
  if (Array.from(password).length < shortest) problems.push({ code: 'password_too_short', message: `At least ${shortest} characters.` });
  if (common.has(normalPassword(password))) problems.push({ code: 'password_too_common', message: 'One of the most common passwords.' });
  if (holds(password, localPart)) problems.push({ code: 'password_personal', message: 'It holds a part of the address.' });
  if (holds(password, product)) problems.push({ code: 'password_personal', message: "It holds the product's name." });
  return problems;
}
