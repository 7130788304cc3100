import type { IForbiddenRuleType } from 'dependency-cruiser';
import { testFiles, type Pattern } from './patterns.ts';

/** The rules of docs/boundaries.md that imports can break. */
export const ruleIds = [
  'R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9', 'R10', 'R11', 'R12', 'R13', 'R14', 'R15',
] as const;

export type RuleId = (typeof ruleIds)[number];

/** A generated rule is named after the rule it belongs to and what it is about: `R6 users/src/selectors`. */
export const nameOf = (id: RuleId, about: string): string => `${id} ${about}`;

export const idOf = (name: string): string => name.split(' ', 1)[0] ?? name;

interface Whitelist {
  readonly id: RuleId;
  readonly about: string;
  readonly from: readonly Pattern[];
  /** Files of `from` that another rule speaks about; tests unless told otherwise. */
  readonly except?: readonly Pattern[];
  readonly allow: readonly Pattern[];
  /** Whether all modules that come with Node are allowed; false unless told otherwise. */
  readonly builtins?: boolean;
  /** What may be imported for its types alone. */
  readonly types?: readonly Pattern[];
}

/** Whatever is not named is forbidden: other packages, npm packages, Node's own modules and what cannot be resolved. */
export function whitelist(list: Whitelist): IForbiddenRuleType[] {
  const { id, about, from, except = testFiles, allow, builtins = false, types = [] } = list;
  const source = { path: [...from], ...(except.length > 0 ? { pathNot: [...except] } : {}) };
  const anything: IForbiddenRuleType = {
    name: nameOf(id, about),
    severity: 'error',
    from: source,
    to: { pathNot: [...allow, ...types], ...(builtins ? { dependencyTypesNot: ['core'] } : {}) },
  };
  if (types.length === 0) return [anything];
  return [
    anything,
    {
      name: nameOf(id, `${about} (types only)`),
      severity: 'error',
      from: source,
      to: { path: [...types], pathNot: [...allow], dependencyTypesNot: ['type-only'] },
    },
  ];
}
