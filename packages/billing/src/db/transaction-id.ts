import { customType } from 'drizzle-orm/pg-core';

/** Of PostgreSQL (`xid8`), which counts them; as text. */
export const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });
