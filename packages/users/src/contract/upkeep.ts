import { defineContract, type Module, operation } from '@plinth/module';
import { z } from 'zod';
import { usersEvents } from '../events.ts';
import { nothing } from './fields.ts';
import { mail } from './mail.ts';

const due = z.strictObject({ endedSessions: z.boolean(), expired: z.boolean(), unusedKeys: z.boolean(), signingKeys: z.boolean() });

/** What is kept in order across owners: background work, and no part of the module's border. */
export const upkeepContract = defineContract('users', {
  services: {
    purgeSessions: operation({ input: nothing, output: z.strictObject({ purged: z.int() }) }),
    purgeExpired: operation({ input: nothing, output: z.strictObject({ purged: z.int() }) }),
    tendUnusedKeys: operation({ input: nothing, output: z.strictObject({ warned: z.int(), expired: z.int() }) }),
    tendSigningKeys: operation({ input: nothing, output: z.strictObject({ made: z.int(), purged: z.int() }) }),
    prepareKeyNotice: operation({ input: usersEvents.apiKeyNoticeRequested.payload, output: mail.nullable() }),
  },
  selectors: { findUpkeep: operation({ input: nothing, output: due }) },
  subscribers: {},
});

export type Upkeep = Pick<Module<typeof upkeepContract>, 'services' | 'selectors'>;
