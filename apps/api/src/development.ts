import { readConfig, readEnvironment, Secret } from '@plinth/config';
import { type Mailbox, startMailbox } from '@plinth/mailbox';
import { createLogger, type Logger, startMetrics, stopProcessTracing } from '@plinth/observability';
import { usersConfig } from '@plinth/users';
import type { FastifyInstance } from 'fastify';
import { migrateAll } from './commands/migrate.ts';
import { compose } from './compose.ts';
import { type HostConfig, slices } from './config.ts';
import { requireLogins } from './deployment/refused-login.ts';
import { withEmbeddedDatabase } from './development/database.ts';
import { showMails } from './development/mail.ts';
import { endWithSignals } from './lifecycle/process.ts';
import { refuseToStart } from './lifecycle/refuse.ts';
import { serve } from './lifecycle/serve.ts';
import { version } from './version.ts';

const { SMTP_URL, LINK_BASE_URL } = usersConfig.settings;

/** Mails go to the mailbox and their links to its page, where nothing else is set. */
function withMailbox(config: HostConfig, mailbox: Mailbox): HostConfig {
  const { host, users } = config;
  const ownServer = users.smtpUrl.reveal() !== SMTP_URL.defaults.development;
  const ownLinks = users.linkBaseUrl !== LINK_BASE_URL.defaults.development;
  return {
    ...config,
    users: {
      ...users,
      smtpUrl: ownServer ? users.smtpUrl : new Secret(mailbox.url),
      linkBaseUrl: ownLinks ? users.linkBaseUrl : `http://${host.host}:${host.port}/dev/mail`,
    },
  };
}

/** What has been started, to be ended in reverse. */
interface Started {
  add(end: () => Promise<unknown>): void;
  end(): Promise<void>;
}

function createStarted(): Started {
  const ends: (() => Promise<unknown>)[] = [];
  return {
    add: (end) => void ends.push(end),
    end: async () => {
      for (let end = ends.pop(); end; end = ends.pop()) await end();
    },
  };
}

/** Everything on this machine: the embedded database, its migrations, the mailbox, then the same composition as production. */
async function start(started: Started, logger: Logger, read: HostConfig): Promise<void> {
  started.add(stopProcessTracing);
  const database = await withEmbeddedDatabase(read);
  started.add(() => database.stop());
  await migrateAll(database.config, (applied) => {
    logger.info({ applied }, 'Migrated.');
  });
  const mailbox = await startMailbox();
  started.add(() => mailbox.close());
  const metrics = startMetrics({ service: read.observability.otelServiceName, version });
  started.add(() => metrics.shutdown());

  const config = withMailbox(database.config, mailbox);
  const extra = (app: FastifyInstance) => showMails(app, mailbox);
  const composition = await compose({ config, environment: readEnvironment(), version, logger, metrics, extra });
  await requireLogins(composition.databases.logins);
  const serving = await serve(composition, { ...config.host, logger });
  started.add(() => serving.stop());
  const { address } = serving;
  console.log(`Plinth listens on ${address} (documentation: ${address}/docs, mails: ${address}/dev/mail)`);
}

async function main(): Promise<void> {
  if (readEnvironment() === 'production') throw new Error('This starts a development server: set NODE_ENV=development, or start main.js.');
  const read = readConfig(slices);
  const { logLevel, otelServiceName: service } = read.observability;
  const logger = createLogger({ level: logLevel, pretty: process.stdout.isTTY, service, version });
  const started = createStarted();
  const starting = start(started, logger, read);
  // A signal that comes before everything is up waits for it: what was half started could not be ended.
  endWithSignals({ logger, stop: () => starting.catch(() => undefined).then(() => started.end()) });
  try {
    await starting;
  } catch (error) {
    await started.end();
    throw error;
  }
}

await main().catch(refuseToStart);
