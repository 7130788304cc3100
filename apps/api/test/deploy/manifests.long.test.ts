import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findTool, needsTool } from '@plinth/vitest/long';
import { expect } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { deployFolder } from './files.ts';
import { type Manifest, ofKind, workloadsOf } from './manifests.ts';
import { policies, type Policy } from './policies.ts';

/** What the cluster would be sent: YAML 1.1, as the cluster reads it. */
function rendered(folder: string): Manifest[] {
  const { status, stdout, stderr } = spawnSync(findTool('kubectl') ?? '', ['kustomize', path.join(deployFolder, 'kubernetes', folder)], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return parseAllDocuments(stdout, { version: '1.1' }).map((document) => document.toJS() as Manifest);
}

needsTool('kubectl')('the example, as it is rendered, holds to every policy, is one release and is all in one namespace', () => {
  const manifests = [...rendered('example'), ...rendered('example/migrate')];
  expect(manifests).toHaveLength(12);
  expect(Object.values(policies).flatMap((policy: Policy) => policy(manifests))).toEqual([]);
  expect(workloadsOf(manifests).map(({ metadata, spec }) => [metadata.name, spec.template.spec.containers[0]?.image])).toEqual([
    ['api', 'registry.example.com/plinth:0.1.0'],
    ['migrate-0-1-0', 'registry.example.com/plinth:0.1.0'],
  ]);
  expect(manifests.filter(({ kind, metadata }) => kind !== 'Namespace' && (metadata as { namespace?: string }).namespace !== 'plinth')).toEqual([]);
  expect(ofKind(manifests, 'ConfigMap')[0]?.metadata.name).toMatch(/^plinth-\w{10}$/);
  expect(ofKind(manifests, 'HorizontalPodAutoscaler')[0]?.spec.minReplicas).toBe(3);
});
