import { type Id, idToUuid, uuidToId } from '@plinth/kernel';
import { customType, type PgTimestampBuilderInitial, timestamp } from 'drizzle-orm/pg-core';

type TypedIdColumn<Prefix extends string> = ReturnType<typeof customType<{ data: Id<Prefix>; driverData: string }>>;

/** A `uuid` column that reads and writes as a typed id. */
export const typedId = <Prefix extends string>(prefix: Prefix): TypedIdColumn<Prefix> =>
  customType<{ data: Id<Prefix>; driverData: string }>({
    dataType: () => 'uuid',
    toDriver: idToUuid,
    fromDriver: (uuid) => uuidToId(prefix, uuid),
  });

/** A `timestamptz` column, to the millisecond, as a `Date`. */
export const instantColumn = (name: string): PgTimestampBuilderInitial<string> =>
  timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });
