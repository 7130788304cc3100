import type { Database } from '@plinth/db';
import { listDeadLetters, resendDeadLetters } from '@plinth/module';
import { createLogger } from '@plinth/observability';
import type { LettersAsked } from '../command-line.ts';
import { openDatabases } from '../databases.ts';
import { requireLogins } from '../deployment/refused-login.ts';
import type { MigrationConfig } from './migrate.ts';

type Say = (line: string) => void;

/** Does `work` on the database of each module that is asked for, one after the other. */
async function onEach({ database, topology: { modules } }: MigrationConfig, asked: string | undefined, work: (database: Database<string>) => Promise<void>): Promise<void> {
  const wanted = modules.filter((name) => asked === undefined || name === asked);
  if (wanted.length === 0) throw new Error(`MODULES does not name ${asked ?? 'any module'}; it names ${modules.join(', ')}.`);
  const databases = openDatabases(database, wanted);
  try {
    await requireLogins(databases.logins);
    for (const name of wanted) {
      const own = databases[name]?.own;
      if (own) await work(own);
    }
  } finally {
    await databases.close();
  }
}

/** Tells which events no try could deliver, a line each: queue, event, its type, when it failed and with which error. */
export async function tellLetters(config: MigrationConfig, say: Say, { module: asked, queue, eventId, limit }: LettersAsked & { readonly limit: number }): Promise<void> {
  let told = 0;
  await onEach(config, asked, async ({ module, driver }) => {
    const letters = await listDeadLetters(driver, module, { queue, eventId, limit });
    for (const letter of letters) say([letter.queue, letter.eventId, letter.type, letter.failedAt, letter.error ?? ''].join('  ').trimEnd());
    told += letters.length;
  });
  if (told === 0) say('No dead letters.');
}

/** Delivers them again, and tells how many. */
export async function resendLetters(config: MigrationConfig, say: Say, { module: asked, queue, eventId }: LettersAsked): Promise<void> {
  const logger = createLogger({ level: 'error', pretty: false, service: 'plinth' });
  await onEach(config, asked, async ({ module, driver }) => {
    const resent = await resendDeadLetters({ module, driver, logger }, { queue, eventId });
    say(`${module}: ${resent} sent again`);
  });
}
