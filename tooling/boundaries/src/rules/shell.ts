import type { IForbiddenRuleType } from 'dependency-cruiser';
import { library } from '../patterns.ts';
import { nameOf, whitelist } from '../rule.ts';
import type { Workspace } from '../workspace.ts';
import { folderNames, zod, type Vocabulary } from './vocabulary.ts';

/** R8 to R11: what wakes a module, wires it, translates for it and offers it. */
export function shellRules(vocabulary: Vocabulary): IForbiddenRuleType[] {
  const { src, libraries, own, platform, declarations, shared, neighbours } = vocabulary;
  return [
    ...whitelist({
      id: 'R8',
      about: `${src}/{subscribers,jobs}`,
      from: own('subscribers', 'jobs'),
      allow: [
        ...own('subscribers', 'jobs', 'services', 'selectors'),
        ...declarations,
        ...shared,
        ...platform('kernel', 'jobs'),
        ...neighbours('./events'),
      ],
      types: platform('module'),
    }),
    ...whitelist({
      id: 'R9',
      about: `${src}/module.ts`,
      from: own('module'),
      allow: [
        ...own('module', 'migrations', ...folderNames.filter((name) => name !== 'http')),
        ...declarations,
        ...shared,
        ...platform('kernel', 'db', 'jobs', 'module'),
        // An event is named where its subscriber is wired.
        ...neighbours('./events'),
      ],
      types: neighbours('.'),
    }),
    ...whitelist({
      id: 'R9',
      about: `${src}/ports`,
      from: own('ports'),
      builtins: true,
      allow: [...own('ports'), ...declarations, ...shared, ...platform('kernel'), ...libraries],
    }),
    ...whitelist({
      id: 'R10',
      about: `${src}/http`,
      from: own('http'),
      allow: [...own('http'), ...declarations, ...platform('kernel', 'http'), library('fastify'), zod],
      types: own('index'),
    }),
    ...whitelist({
      id: 'R11',
      about: `${src}/index.ts`,
      from: own('index'),
      allow: [...own('module', 'ports'), ...declarations, ...shared],
    }),
  ];
}

/** R11: a consumer without Fastify can open every door of a module but `./http`. */
export function doorRules({ modules, platform }: Workspace): IForbiddenRuleType[] {
  const http = platform.filter(({ folder }) => folder === 'packages/http').map(({ folder }) => `^${folder}/`);
  return modules.map(({ folder }) => ({
    name: nameOf('R11', `${folder} without Fastify`),
    severity: 'error',
    from: { path: `^${folder}/src/(?:index|events|migrations)\\.ts$` },
    to: { path: [library('fastify'), ...http], reachable: true },
  }));
}
