import { type Id, idToUuid, uuidToId } from '@plinth/kernel';
import { customType, timestamp } from 'drizzle-orm/pg-core';

/** A `uuid` column that reads and writes as a typed id. */
export const typedId = <Prefix extends string>(prefix: Prefix) =>
  customType<{ data: Id<Prefix>; driverData: string }>({
    dataType: () => 'uuid',
    toDriver: idToUuid,
    fromDriver: (uuid) => uuidToId(prefix, uuid),
  });

/** A `timestamptz` column, to the millisecond, as a `Date`. */
export const instantColumn = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });
