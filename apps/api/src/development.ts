import { readConfig, readEnvironment, Secret } from '@plinth/config';
import { type Mailbox, startMailbox } from '@plinth/mailbox';
import { createLogger, startMetrics, stopProcessTracing } from '@plinth/observability';
import { usersConfig } from '@plinth/users';
import { migrateAll } from './commands/migrate.ts';
import { compose } from './compose.ts';
import { type HostConfig, slices } from './config.ts';
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

/** Everything on this machine: the embedded database, its migrations, the mailbox, then the same composition as production. */
async function main(): Promise<void> {
  const environment = readEnvironment();
  if (environment === 'production') throw new Error('This starts a development server: set NODE_ENV=development, or start main.js.');
  const read = readConfig(slices);
  const { logLevel, otelServiceName: service } = read.observability;
  const logger = createLogger({ level: logLevel, pretty: process.stdout.isTTY, service, version });
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  endWithSignals({ logger, stop });

  ends.push(stopProcessTracing);
  const database = await withEmbeddedDatabase(read);
  ends.push(() => database.stop());
  await migrateAll(database.config.database, (applied) => {
    logger.info({ applied }, 'Migrated.');
  });
  const mailbox = await startMailbox();
  ends.push(() => mailbox.close());
  const metrics = startMetrics({ service, version });
  ends.push(() => metrics.shutdown());

  const config = withMailbox(database.config, mailbox);
  const composition = await compose({ config, environment, version, logger, metrics, extra: (app) => showMails(app, mailbox) });
  const serving = await serve(composition, { ...config.host, logger });
  ends.push(() => serving.stop());
  console.log(`Plinth listens on ${serving.address} (documentation: ${serving.address}/docs, mails: ${serving.address}/dev/mail)`);
}

await main().catch(refuseToStart);
