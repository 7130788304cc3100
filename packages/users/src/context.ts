import type { Actor } from '@plinth/kernel';
import type { PayloadOf, ReadContext, ServiceContext } from '@plinth/module';
import type { UsersConfig } from './config.ts';
import type { Mail } from './contract/mail.ts';
import type { usersEvents } from './events.ts';
import type { BreachList } from './ports/breach-list.ts';
import type { Mailer } from './ports/mailer.ts';
import type { PasswordHasher } from './ports/password-hasher.ts';
import type { Secrets } from './ports/secrets.ts';
import type { Sightings } from './ports/sightings.ts';
import type { TokenSigner } from './ports/token-signer.ts';
import type { Roles } from './rules/roles.ts';

export interface UsersDeps {
  readonly config: UsersConfig;
  readonly hasher: PasswordHasher;
  /** Most common passwords in their normal form. */
  readonly commonPasswords: () => Promise<ReadonlySet<string>>;
  readonly breachList: { readonly list: BreachList; readonly onFailure: () => void } | undefined;
  readonly mailer: Mailer;
  readonly secrets: Secrets;
  readonly sightings: Sightings;
  readonly tokenSigner: TokenSigner;
  /** Makes a key to sign with, where there is none. */
  readonly tendSigningKeys: () => Promise<unknown>;
  readonly roles: Roles;
  /** The module's own services of these names, for their subscribers: a transaction that is over before anything is sent. */
  readonly prepareKeyNotice: (request: PayloadOf<typeof usersEvents.apiKeyNoticeRequested>, actor: Actor) => Promise<Mail | null>;
  readonly prepareMail: (request: PayloadOf<typeof usersEvents.mailRequested>, actor: Actor) => Promise<Mail | null>;
  readonly prepareInvitation: (request: PayloadOf<typeof usersEvents.invitationMailRequested>, actor: Actor) => Promise<Mail | null>;
}

export type UsersReadContext = ReadContext<'users'> & UsersDeps;
export type UsersContext = ServiceContext<'users'> & UsersDeps;

/** What works across owners has less to work with. */
export type UpkeepDeps = Pick<UsersDeps, 'config' | 'tokenSigner'>;
export type UpkeepReadContext = ReadContext<'users'> & UpkeepDeps;
export type UpkeepContext = ServiceContext<'users'> & UpkeepDeps;
