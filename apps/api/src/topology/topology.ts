import { ConfigError, type ConfigProblem } from '@plinth/config';
import type { WorkerWork } from '@plinth/module';
import { type ModuleName, moduleNames } from '../modules.ts';
import type { TopologyConfig } from './config.ts';

/** Another process, which hosts a module for this one. */
export interface Remote {
  readonly url: string;
  /** Who this process says it is. */
  readonly issuer: string;
  readonly keys: readonly string[];
}

/** What this process does, and where the rest is done. */
export interface Topology {
  readonly hosted: readonly ModuleName[];
  /** Whether it serves the API. */
  readonly http: boolean;
  /** What it does of the background work of its modules; undefined for none. */
  readonly work: WorkerWork | undefined;
  /** Where the modules are that it does not host. */
  readonly remotes: Readonly<Partial<Record<ModuleName, Remote>>>;
  /** Where it answers for its modules; undefined where it answers no other process. */
  readonly internal: { readonly port: number; readonly keys: readonly string[] } | undefined;
}

const required = (variable: string, why: string): ConfigProblem => ({ variable, problem: `is required ${why}` });

/** What the variables say together. A `ConfigError` names each that is missing beside another. */
export function topologyOf({ modules, roles, internalPort, serviceKey, ...addresses }: TopologyConfig): Topology {
  const keys = serviceKey?.reveal() ?? [];
  const urlOf = (name: ModuleName): string | undefined => addresses[`${name}Url` as const];
  const elsewhere = moduleNames.filter((name) => !modules.includes(name));
  const problems = [
    ...elsewhere.filter((name) => urlOf(name) === undefined).map((name) => required(`${name.toUpperCase()}_URL`, `where MODULES leaves ${name} out`)),
    ...(keys.length === 0 && elsewhere.length > 0 ? [required('SERVICE_KEY', 'to call the modules that MODULES leaves out')] : []),
    ...(keys.length === 0 && internalPort !== undefined ? [required('SERVICE_KEY', 'where INTERNAL_PORT is set')] : []),
  ];
  if (problems.length > 0) throw new ConfigError(problems);

  const work = { jobs: roles.includes('worker'), schedules: roles.includes('scheduler') };
  return {
    hosted: moduleNames.filter((name) => modules.includes(name)),
    http: roles.includes('http'),
    work: work.jobs || work.schedules ? work : undefined,
    remotes: Object.fromEntries(elsewhere.map((name) => [name, { url: urlOf(name) ?? '', issuer: modules.join(' '), keys }])),
    internal: internalPort === undefined ? undefined : { port: internalPort, keys },
  };
}
