import { moduleMigrations } from '@plinth/module';

/** All that `plinth migrate` applies to the schema `billing`. */
export const billingMigrations = moduleMigrations('billing', new URL('./db/migrations/', import.meta.url));
