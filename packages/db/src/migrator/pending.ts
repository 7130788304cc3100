import { MigrationError } from './error.ts';
import type { Ledgers } from './ledger.ts';
import type { Migration } from './migration-set.ts';

/** What the ledgers do not know, in the order in which it is applied; an error where a file is not what was applied. */
export function pendingOf(modules: ReadonlyMap<string, readonly Migration[]>, ledgers: Ledgers): Migration[] {
  const all = [...modules.values()].flat();
  const changed = all.filter(({ module, name, checksum }) => {
    const applied = ledgers.get(module)?.get(name);
    return applied !== undefined && applied !== checksum;
  });
  if (changed.length > 0) {
    const names = changed.map(({ module, name }) => `${module}: ${name}`).join(', ');
    throw new MigrationError(`Changed after it was applied: ${names}. Restore it, and put the change in a file of its own. Nothing was applied.`);
  }
  return all.filter(({ module, name }) => !ledgers.get(module)?.has(name));
}
