/** A migration that cannot go on; the message names the module and the file. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}
