import { type ConfigOf, defineConfig, setting } from '@plinth/config';
import { z } from 'zod';
import { type ModuleName, moduleNames } from '../modules.ts';

const roles = ['http', 'worker', 'scheduler'] as const;

const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

const moduleUrl = (name: ModuleName) =>
  setting(z.url({ protocol: /^https?$/ }).optional(), {
    describe: `Where the process that hosts ${name} listens for others, such as http://${name}.internal:4000; for a process whose MODULES leaves ${name} out.`,
  });

const moduleUrls = Object.fromEntries(moduleNames.map((name) => [`${name.toUpperCase()}_URL`, moduleUrl(name)])) as {
  readonly [Name in ModuleName as `${Uppercase<Name>}_URL`]: ReturnType<typeof moduleUrl>;
};

export const topologyConfig = defineConfig('topology', {
  MODULES: setting(z.array(z.enum(moduleNames)).min(1).refine(distinct, 'Each module once.'), {
    default: [...moduleNames],
    describe: 'The modules that this process hosts. It serves the whole API all the same, and calls the others at their URL.',
  }),
  ROLES: setting(z.array(z.enum(roles)).min(1).refine(distinct, 'Each role once.'), {
    default: [...roles],
    describe: 'What the process does: http serves the API, worker carries events and runs what is due, scheduler says what is due.',
  }),
  ...moduleUrls,
  INTERNAL_PORT: setting(z.int().min(0).max(65_535).optional(), {
    describe: 'Port on which other processes call the modules of this one; never one that the world can reach. Unset: nobody does.',
  }),
  SERVICE_KEY: setting(z.array(z.string().min(32)).min(1).optional(), {
    secret: true,
    describe: 'What processes prove themselves with to each other. The first key signs, each of them is believed, so that a key can be replaced: openssl rand -base64 32.',
  }),
});

export type TopologyConfig = ConfigOf<typeof topologyConfig>;
