export { boundaryViolations } from './boundaries.ts';
export { createMailbox, type Mail, type Mailbox, type MailboxFaults } from './mailbox.ts';
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './database.ts';
export { describeSchema } from './schema-description.ts';
export { schemaDrift } from './schema-drift.ts';
export { eventually } from './eventually.ts';
export { testClock, type Duration, type TestClock } from './clock.ts';
