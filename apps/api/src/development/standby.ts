import { registerHooks } from 'node:module';

/** What the watcher tells a process that stands by: first to load, then, when something has changed, what, then to start. */
export type Order = { readonly order: 'load' } | { readonly order: 'renew'; readonly changed: readonly string[] } | { readonly order: 'start' };

/** Of each of our files that is loaded, by its URL: those that import it. */
const importers = new Map<string, Set<string>>();
let stale: ReadonlySet<string> = new Set();
const mark = '?changed';

const plain = (url: string): string => (url.endsWith(mark) ? url.slice(0, -mark.length) : url);
const isOurs = (url: string): boolean => url.startsWith('file:') && !url.includes('/node_modules/');

registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    if (!isOurs(resolved.url)) return resolved;
    const known = importers.get(resolved.url) ?? new Set();
    importers.set(resolved.url, known.add(plain(context.parentURL ?? '')));
    return stale.has(resolved.url) ? { ...resolved, url: resolved.url + mark } : resolved;
  },
});

/** Files and whatever imports them, over any number of files: what has to be loaded again when they change. */
function affectedBy(files: readonly string[]): Set<string> {
  const affected = new Set(files);
  for (const file of affected) for (const importer of importers.get(file) ?? []) affected.add(importer);
  return affected;
}

/** All that the entry imports; the entry itself would start. */
async function load(): Promise<void> {
  await Promise.all([import('../compose.ts'), import('../commands/migrate.ts'), import('./database.ts'), import('./mail.ts'), import('@plinth/mailbox')]);
}

const orders = {
  /** Code that does not load may be what the next change mends. */
  load: () => load().catch(() => undefined),
  renew: (changed: readonly string[]) => {
    stale = affectedBy(changed);
    return load();
  },
  start: async () => {
    await import('../development.ts');
    process.send?.([...importers.keys()]);
  },
};

let done: Promise<unknown> = Promise.resolve();
process.on('message', (message: Order) => {
  done = done
    .then(() => (message.order === 'renew' ? orders.renew(message.changed) : orders[message.order]()))
    .catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
});
// Without the watcher there is nobody to end it.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
