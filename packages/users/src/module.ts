import type { Database } from '@plinth/db';
import { type Actor, idToUuid } from '@plinth/kernel';
import { createModule, defineContract, type ModuleRuntime, service, subscriber } from '@plinth/module';
import type { UsersConfig } from './config.ts';
import type { UpkeepDeps, UsersDeps } from './context.ts';
import { usersContract } from './contract/contract.ts';
import { prepareInvitationOperation, prepareMailOperation } from './contract/mail.ts';
import { type Upkeep, upkeepContract } from './contract/upkeep.ts';
import type { HostedUsers } from './contract/users.ts';
import { upkeepSchedule } from './jobs/upkeep.ts';
import { wiredAccessTokens } from './module/access-tokens.ts';
import { wiredApiKeys } from './module/api-keys.ts';
import { wiredInvitations } from './module/invitations.ts';
import { wiredMembers } from './module/members.ts';
import { wiredCredentials } from './module/credentials.ts';
import { wiredOrganizations } from './module/organizations.ts';
import { wiredPeople } from './module/people.ts';
import { wiredRoles } from './module/roles.ts';
import { wiredSessions } from './module/sessions.ts';
import { wiredSignUp } from './module/sign-up.ts';
import { type BreachList, rangeBreachList } from './ports/breach-list.ts';
import { commonPasswords } from './ports/common-passwords.ts';
import { type Mailer, smtpMailer } from './ports/mailer.ts';
import { type PasswordHasher, passwordHasher } from './ports/password-hasher.ts';
import { createSealer } from './ports/sealing.ts';
import { type Secrets, systemSecrets } from './ports/secrets.ts';
import { createSightings } from './ports/sightings.ts';
import { parsePepper } from './ports/stored-hash.ts';
import { type TokenSigner, tokenSigner } from './ports/token-signer.ts';
import { builtInRoles } from './rules/roles.ts';
import { findUpkeep } from './selectors/find-upkeep.ts';
import { prepareInvitation } from './services/prepare-invitation.ts';
import { prepareMail } from './services/mails/prepare-mail.ts';
import { prepareKeyNotice } from './services/prepare-key-notice.ts';
import { purgeExpired } from './services/purge-expired.ts';
import { purgeSessions } from './services/purge-sessions.ts';
import { recordSightings } from './services/record-sightings.ts';
import { proposeSigningKey, tendSigningKeys } from './services/tend-signing-keys.ts';
import { tendUnusedKeys } from './services/tend-unused-keys.ts';
import { sendInvitation } from './subscribers/send-invitation.ts';
import { sendKeyNotice } from './subscribers/send-key-notice.ts';
import { sendMail } from './subscribers/send-mail.ts';

export interface UsersOptions extends ModuleRuntime<'users'> {
  /** The same database `acrossOwners`, for background work. */
  readonly systemDatabase: Database<'users'>;
  readonly config: UsersConfig;
  /** Of all modules that are deployed together, this one's among them; roles are made of them. */
  readonly permissions: readonly string[];
  /** SMTP to the configured server, where it is left out. */
  readonly mailer?: Mailer;
  /** Argon2id under the configured peppers, where it is left out. */
  readonly hasher?: PasswordHasher;
  /** The configured list, where it is left out. */
  readonly breachList?: BreachList;
  /** Told whenever the breach list fails or is late, and a password goes unchecked. */
  readonly onBreachListFailure?: () => void;
  readonly secrets?: Secrets;
}

/** The module's border, and the services that only its own subscribers call. */
const wiredContract = defineContract('users', {
  services: { ...usersContract.services, prepareMail: prepareMailOperation, prepareInvitation: prepareInvitationOperation },
  selectors: usersContract.selectors,
  subscribers: usersContract.subscribers,
});

function scopeOf(actor: Actor): string[] {
  if (actor.type === 'anonymous' || actor.type === 'system') return [];
  const owners = actor.grants.map(({ ownerId }) => idToUuid(ownerId));
  return actor.type === 'user' ? [idToUuid(actor.userId), ...owners] : owners;
}

const configuredList = ({ breachListUrl: url }: UsersConfig): BreachList | undefined => (url === undefined ? undefined : rangeBreachList({ url }));

const configuredHasher = ({ passwordPeppers }: UsersConfig): PasswordHasher => passwordHasher({ peppers: passwordPeppers.reveal().map(parsePepper) });

const configuredSigner = ({ sealingKeys }: UsersConfig): TokenSigner => tokenSigner(createSealer(sealingKeys.reveal().map(parsePepper)));

/** Upkeep across owners, at work on `database`. */
export function createUpkeep({ config, tokenSigner = configuredSigner(config), ...runtime }: ModuleRuntime<'users'> & Pick<UpkeepDeps, 'config'> & Partial<UpkeepDeps>): Upkeep {
  return createModule(upkeepContract, {
    ...runtime,
    deps: { config, tokenSigner },
    scopeOf: () => [],
    services: {
      purgeSessions: service(purgeSessions),
      purgeExpired: service(purgeExpired),
      tendUnusedKeys: service(tendUnusedKeys),
      tendSigningKeys: service(tendSigningKeys, { before: proposeSigningKey }),
      prepareKeyNotice: service(prepareKeyNotice, { audit: ({ input }) => ({ target: input.keyId }) }),
    },
    selectors: { findUpkeep },
  });
}

/** Puts users together. Each call of its services is one transaction on `database`. */
export function createUsers(options: UsersOptions): HostedUsers {
  const { config, permissions, systemDatabase, secrets = systemSecrets, breachList: list = configuredList(config), onBreachListFailure: onFailure = () => undefined, ...rest } = options;
  const { mailer = smtpMailer({ url: config.smtpUrl.reveal(), from: config.mailFrom }), hasher = configuredHasher(config), ...runtime } = rest;
  const signer = configuredSigner(config);
  const deps: UsersDeps = {
    config,
    tokenSigner: signer,
    tendSigningKeys: () => upkeep.services.tendSigningKeys({}, { actor: { type: 'system', name: 'users.upkeep' } }),
    hasher,
    commonPasswords,
    breachList: list && { list, onFailure },
    mailer,
    secrets,
    sightings: createSightings((batch) => recordSightings(runtime.database, batch)),
    roles: builtInRoles(permissions),
    prepareKeyNotice: (request, actor) => upkeep.services.prepareKeyNotice(request, { actor }),
    prepareMail: (request, actor) => prepareOwnMail(request, { actor }),
    prepareInvitation: (request, actor) => prepareOwnInvitation(request, { actor }),
  };

  const upkeep = createUpkeep({ ...runtime, config, tokenSigner: signer, database: systemDatabase });
  const wired = createModule(wiredContract, {
    ...runtime,
    deps,
    scopeOf,
    services: {
      ...wiredSignUp.services,
      ...wiredSessions.services,
      ...wiredAccessTokens.services,
      ...wiredCredentials.services,
      ...wiredApiKeys.services,
      ...wiredPeople.services,
      ...wiredOrganizations.services,
      ...wiredMembers.services,
      ...wiredRoles.services,
      ...wiredInvitations.services,
      prepareInvitation: service(prepareInvitation, { audit: ({ input }) => ({ target: input.invitationId }) }),
      prepareMail: service(prepareMail, {
        audit: ({ input }) => {
          const target = input.userId ?? input.signUpId;
          return target === null ? {} : { target };
        },
      }),
    },
    selectors: {
      ...wiredSessions.selectors,
      ...wiredAccessTokens.selectors,
      ...wiredApiKeys.selectors,
      ...wiredPeople.selectors,
      ...wiredOrganizations.selectors,
      ...wiredMembers.selectors,
      ...wiredRoles.selectors,
      ...wiredInvitations.selectors,
    },
    schedules: [upkeepSchedule(upkeep)],
    subscribers: {
      sendMail: subscriber(async () => undefined, { before: sendMail }),
      sendInvitation: subscriber(async () => undefined, { before: sendInvitation }),
      sendKeyNotice: subscriber(async () => undefined, { before: sendKeyNotice }),
    },
  });

  const { prepareMail: prepareOwnMail, prepareInvitation: prepareOwnInvitation, ...services } = wired.services;
  return { ...wired, services };
}
