import type { IForbiddenRuleType } from 'dependency-cruiser';
import type { Workspace } from '../workspace.ts';
import { appRules, neighbourRules, platformPathRules } from './between.ts';
import { foundationRules, useCaseRules } from './core.ts';
import { orderRules, testRules } from './everywhere.ts';
import { platformRules } from './platform.ts';
import { doorRules, shellRules } from './shell.ts';
import { vocabularyOf } from './vocabulary.ts';

/** Every rule that imports can break, for the packages that the workspace has today. */
export function rulesOf(workspace: Workspace): IForbiddenRuleType[] {
  const inside = workspace.modules.flatMap((module) => {
    const vocabulary = vocabularyOf(module, workspace);
    return [
      ...foundationRules(vocabulary),
      ...useCaseRules(vocabulary),
      ...shellRules(vocabulary),
      ...neighbourRules(module, workspace),
    ];
  });
  return [
    ...platformRules(workspace),
    ...platformPathRules(workspace),
    ...inside,
    ...doorRules(workspace),
    ...workspace.apps.flatMap((app) => appRules(app, workspace)),
    ...orderRules(),
    ...testRules(workspace),
  ];
}
