import type { IForbiddenRuleType } from 'dependency-cruiser';
import { builtin } from '../patterns.ts';
import { whitelist } from '../rule.ts';
import { declarationNames, drizzle, pure, zod, type Vocabulary } from './vocabulary.ts';

/** R3 to R5: rules, data and declarations. */
export function foundationRules(vocabulary: Vocabulary): IForbiddenRuleType[] {
  const { src, own, platform, declarations, shared, neighbours } = vocabulary;
  const lone = declarationNames.filter((name) => name !== 'contract');
  const declaring = [...declarations, ...platform('kernel', 'config', 'module'), zod];
  return [
    ...whitelist({
      id: 'R3',
      about: `${src}/{rules,mails}`,
      from: own('rules', 'mails'),
      allow: [...own('rules', 'mails', 'contract'), ...platform('kernel'), ...pure],
    }),
    ...whitelist({
      id: 'R4',
      about: `${src}/db`,
      from: own('db'),
      allow: [...own('db'), ...platform('kernel', 'db'), drizzle],
    }),
    ...whitelist({
      id: 'R4',
      about: `${src}/migrations.ts`,
      from: own('migrations'),
      allow: [...own('db'), ...platform('kernel', 'db', 'module'), builtin('url'), builtin('path')],
    }),
    ...whitelist({ id: 'R5', about: `${src}/{${lone.join(',')}}`, from: own(...lone), allow: declaring }),
    ...whitelist({ id: 'R5', about: `${src}/contract`, from: own('contract'), allow: [...declaring, ...neighbours('./events')] }),
    ...whitelist({
      id: 'R5',
      about: `${src}/*.ts`,
      from: shared,
      allow: [...declaring, ...shared],
      types: [...own('db', 'rules', 'ports'), ...platform('db', 'jobs'), ...neighbours('.', './events')],
    }),
  ];
}

/** R6 and R7: reads and writes. */
export function useCaseRules(vocabulary: Vocabulary): IForbiddenRuleType[] {
  const { src, own, platform, declarations, shared, neighbours } = vocabulary;
  const reads = [
    ...own('db', 'rules', 'selectors'),
    ...declarations,
    ...shared,
    ...platform('kernel', 'db'),
    drizzle,
    ...pure,
  ];
  const types = [...own('ports'), ...neighbours('.', './events')];
  return [
    ...whitelist({ id: 'R6', about: `${src}/selectors`, from: own('selectors'), allow: reads, types }),
    ...whitelist({
      id: 'R7',
      about: `${src}/services`,
      from: own('services'),
      allow: [...reads, ...own('services', 'mails'), ...platform('module')],
      types,
    }),
  ];
}
