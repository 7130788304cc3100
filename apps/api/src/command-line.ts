import { parseArgs } from 'node:util';
import { readEnvironment } from '@plinth/config';

export const usage = `Usage: plinth COMMAND

  migrate [apply]                                      applies what is pending in every module of MODULES
  migrate plan [--sql]                                 tells what would be applied, in order; with --sql, the statements too
  migrate status                                       tells the state of every migration
  operator create --email ADDRESS --password-stdin     makes a verified operator; the password is the first line of standard input
  seed [--organizations N] [--events N]                makes a demo with subscriptions, use and invoices; in development alone
  check --deploy                                       looks at the configuration and the database for what production refuses
  openapi                                              prints the OpenAPI document
`;

/** What was asked for is no command. */
export class UsageError extends Error {}

export type Command =
  | { readonly name: 'migrate' | 'migrate status' | 'check' | 'openapi' }
  | { readonly name: 'migrate plan'; readonly sql: boolean }
  | { readonly name: 'operator create'; readonly email: string }
  | { readonly name: 'seed'; readonly organizations: number; readonly events: number };

const options = {
  email: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  deploy: { type: 'boolean' },
  sql: { type: 'boolean' },
  organizations: { type: 'string' },
  events: { type: 'string' },
} as const;

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (!/^\d{1,8}$/.test(text) || count === 0) throw new UsageError(`--${option} takes a number from 1 to 99999999, not ${JSON.stringify(text)}.`);
  return count;
}

/** The command of a command line; a `UsageError` for none. Nothing of the application is loaded for it. */
export function commandOf(args: string[]): Command {
  const { values, positionals } = parsed(args);
  const { email, 'password-stdin': passwordStdin = false, deploy = false, sql = false, organizations = '1', events = '1500' } = values;
  const name = positionals.join(' ');
  switch (name) {
    case 'migrate':
    case 'migrate apply':
      return { name: 'migrate' };
    case 'migrate plan':
      return { name, sql };
    case 'migrate status':
    case 'openapi':
      return { name };
    case 'operator create':
      if (email === undefined || !passwordStdin) throw new UsageError('operator create needs --email ADDRESS and --password-stdin.');
      return { name, email };
    case 'seed':
      if (readEnvironment() === 'production') throw new UsageError('seed makes an operator whose password everybody knows: not in production.');
      return { name, organizations: countOf('organizations', organizations), events: countOf('events', events) };
    case 'check':
      if (!deploy) throw new UsageError('check needs --deploy: the code is checked by npm test.');
      return { name };
    default:
      throw new UsageError(name === '' ? 'No command.' : `Unknown command: ${name}.`);
  }
}
