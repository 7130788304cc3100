import { moduleMigrations } from '@plinth/module';

/** All that `plinth migrate` applies to the schema `users`. */
export const usersMigrations = moduleMigrations('users', new URL('./db/migrations/', import.meta.url));
