import { type ConfigOf, defineConfig, setting } from '@plinth/config';
import { z } from 'zod';

/** The modules of this deployment, each of them in this process or in another. */
export const moduleNames = ['users', 'billing'] as const;

export type ModuleName = (typeof moduleNames)[number];

const roles = ['http', 'worker', 'scheduler'] as const;

const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

const moduleUrl = (name: ModuleName) =>
  setting(z.url({ protocol: /^https?$/ }).optional(), {
    describe: `Where the process that hosts ${name} listens for others, such as http://${name}.internal:4000; for a process whose MODULES leaves ${name} out.`,
  });

export const topologyConfig = defineConfig('topology', {
  MODULES: setting(z.array(z.enum(moduleNames)).min(1).refine(distinct, 'Each module once.'), {
    default: [...moduleNames],
    describe: 'The modules that this process hosts. It serves the whole API all the same, and calls the others at their URL.',
  }),
  ROLES: setting(z.array(z.enum(roles)).min(1).refine(distinct, 'Each role once.'), {
    default: [...roles],
    describe: 'What the process does: http serves the API, worker carries events and runs what is due, scheduler says what is due.',
  }),
  USERS_URL: moduleUrl('users'),
  BILLING_URL: moduleUrl('billing'),
  INTERNAL_PORT: setting(z.int().min(0).max(65_535).optional(), {
    describe: 'Port on which other processes call the modules of this one; never one that the world can reach. Unset: nobody does.',
  }),
  SERVICE_KEY: setting(z.array(z.string().min(32)).min(1).optional(), {
    secret: true,
    describe: 'What processes prove themselves with to each other. The first key signs, each of them is believed, so that a key can be replaced: openssl rand -base64 32.',
  }),
});

export type TopologyConfig = ConfigOf<typeof topologyConfig>;
