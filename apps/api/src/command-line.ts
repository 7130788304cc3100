import { parseArgs } from 'node:util';
import { readEnvironment } from '@plinth/config';

export const usage = `Usage: plinth COMMAND

  migrate [apply]                                      applies what is pending in every module of MODULES
  migrate plan [--sql]                                 tells what would be applied, in order; with --sql, the statements too
  migrate status                                       tells the state of every migration
  operator create --email ADDRESS --password-stdin     makes a verified operator; the password is the first line of standard input
  seed [--organizations N] [--events N]                makes a demo with subscriptions, use and invoices; in development alone
  dead-letters list [--module NAME] [--queue NAME] [--event ID] [--limit N]
                                                       tells which events no try could deliver, those of the latest failures first
  dead-letters resend --all | [--module NAME] [--queue NAME] [--event ID]
                                                       delivers them again; a subscriber that has had one does nothing
  check --deploy                                       looks at the configuration and the database for what production refuses
  openapi                                              prints the OpenAPI document
`;

/** What was asked for is no command. */
export class UsageError extends Error {}

/** Dead letters: all of them, where nothing is said. */
export interface LettersAsked {
  readonly module: string | undefined;
  readonly queue: string | undefined;
  readonly eventId: string | undefined;
}

export type Command =
  | { readonly name: 'migrate' | 'migrate status' | 'check' | 'openapi' }
  | { readonly name: 'migrate plan'; readonly sql: boolean }
  | { readonly name: 'operator create'; readonly email: string }
  | ({ readonly name: 'dead-letters list'; readonly limit: number } & LettersAsked)
  | ({ readonly name: 'dead-letters resend' } & LettersAsked)
  | { readonly name: 'seed'; readonly organizations: number; readonly events: number };

const options = {
  email: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  deploy: { type: 'boolean' },
  sql: { type: 'boolean' },
  organizations: { type: 'string' },
  events: { type: 'string' },
  module: { type: 'string' },
  queue: { type: 'string' },
  event: { type: 'string' },
  limit: { type: 'string' },
  all: { type: 'boolean' },
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

function lettersOf({ module, queue, event: eventId }: ReturnType<typeof parsed>['values']): LettersAsked {
  if (eventId !== undefined && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(eventId)) throw new UsageError(`--event takes the id of an event, not ${JSON.stringify(eventId)}.`);
  return { module, queue, eventId };
}

/** The command of a command line; a `UsageError` for none. Nothing of the application is loaded for it. */
export function commandOf(args: string[]): Command {
  const { values, positionals } = parsed(args);
  const { email, 'password-stdin': passwordStdin = false, deploy = false, sql = false, organizations = '1', events = '1500', limit = '100', all = false } = values;
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
    case 'dead-letters list':
      return { name, ...lettersOf(values), limit: countOf('limit', limit) };
    case 'dead-letters resend': {
      const asked = lettersOf(values);
      if (all === Object.values(asked).some((value) => value !== undefined)) throw new UsageError('dead-letters resend needs --all, or any of --module, --queue and --event.');
      return { name, ...asked };
    }
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
