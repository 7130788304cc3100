import type { FieldIssue } from '@plinth/kernel';
import type { Feature, PlanFeature } from '../contract/features.ts';

/** All that is wrong with what a plan entitles to; `kinds` are those of the features that there are, by key. */
export function featureProblems(granted: readonly PlanFeature[], kinds: ReadonlyMap<string, Feature['kind']>): FieldIssue[] {
  return granted.flatMap(({ feature, limit }, index) => {
    const pointer = `/features/${index}`;
    const kind = kinds.get(feature);
    if (kind === undefined) return [{ pointer: `${pointer}/feature`, code: 'unknown_feature', message: `There is no feature ${feature}.` }];
    const repeated = granted.findIndex((other) => other.feature === feature) < index;
    const fits = (kind === 'limit') === (limit !== undefined);
    return [
      ...(repeated ? [{ pointer: `${pointer}/feature`, code: 'repeated_feature', message: `${feature} is there already.` }] : []),
      ...(fits ? [] : [{ pointer: `${pointer}/limit`, code: 'limit_of_kind', message: kind === 'limit' ? `${feature} has a limit; null is no limit.` : `${feature} has no limit.` }]),
    ];
  });
}
