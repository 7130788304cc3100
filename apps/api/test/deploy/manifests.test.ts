import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from '@plinth/config';
import { describe, expect, test } from 'vitest';
import { slices } from '../../src/config.ts';
import { neededConnections } from '../../src/deployment/database-checks.ts';
import { checkConfiguration } from '../../src/deployment/check-deployment.ts';
import { productionEnvironment } from '../deployment.ts';
import { parseEnv } from 'node:util';
import { readText, readYaml, repository } from './files.ts';
import { type Container, type Manifest, ofKind, readManifests, type Template, variablesOf, workloadsOf } from './manifests.ts';
import { policies, type Policy } from './policies.ts';

const manifests = [...readManifests('kubernetes/base'), ...readManifests('kubernetes/migrate')];

const connectionsOf = (connectionsOfPool: number): number => neededConnections({ connectionsOfPool });

const complaints = (of: readonly Manifest[]): Record<string, string[]> =>
  Object.fromEntries(Object.entries(policies).map(([name, policy]: [string, Policy]) => [name, policy(of)] as const).filter(([, problems]) => problems.length > 0));

test('the manifests hold to every policy', () => {
  expect(workloadsOf(manifests).map(({ metadata }) => metadata.name)).toEqual(['api', 'migrate']);
  expect(manifests).toHaveLength(12);
  expect(complaints(manifests)).toEqual({});
});

const template = (of: readonly Manifest[], name = 'api'): Template => workloadsOf(of).find(({ metadata }) => metadata.name === name)!.spec.template;
const container = (of: readonly Manifest[], name = 'api'): Container => template(of, name).spec.containers[0]!;
const deployment = (of: readonly Manifest[]) => ofKind(of, 'Deployment')[0]!.spec;
const scaler = (of: readonly Manifest[]) => ofKind(of, 'HorizontalPodAutoscaler')[0]!.spec;
const networkPolicy = (of: readonly Manifest[], name: string) => ofKind(of, 'NetworkPolicy').find(({ metadata }) => metadata.name === name)!.spec;
const data = (of: readonly Manifest[]) => ofKind(of, 'ConfigMap')[0]!.data;
const job = (of: readonly Manifest[]) => ofKind(of, 'Job')[0]!.spec;
const remove = (of: Manifest[], kind: Manifest['kind'], name?: string): void => {
  const index = of.findIndex((manifest) => manifest.kind === kind && (name === undefined || manifest.metadata.name === name));
  of.splice(index, 1);
};

/** One flaw each, planted into a copy: the policy that must tell, and what it must say. */
const flaws: readonly [policy: keyof typeof policies, says: string, plant: (of: Manifest[]) => unknown][] = [
  ['restrictedPods', 'the namespace does not enforce', (of) => (ofKind(of, 'Namespace')[0]!.metadata.labels!['pod-security.kubernetes.io/enforce'] = 'baseline')],
  ['restrictedPods', 'api: may run as root', (of) => delete template(of).spec.securityContext.runAsNonRoot],
  ['restrictedPods', 'migrate: does not run as 10001', (of) => (template(of, 'migrate').spec.securityContext.runAsUser = 1000)],
  ['restrictedPods', 'api: no seccomp profile', (of) => delete template(of).spec.securityContext.seccompProfile],
  ['restrictedPods', 'api: shares a namespace', (of) => (template(of).spec.hostNetwork = true)],
  ['restrictedPods', 'migrate: mounts a path of the host', (of) => template(of, 'migrate').spec.volumes.push({ name: 'host', hostPath: { path: '/' } })],
  ['restrictedPods', 'api: may gain privileges', (of) => delete container(of).securityContext.allowPrivilegeEscalation],
  ['restrictedPods', 'api: may gain privileges', (of) => (container(of).securityContext.privileged = true)],
  ['restrictedPods', 'api: keeps capabilities', (of) => (container(of).securityContext.capabilities = { drop: ['NET_RAW'] })],
  ['restrictedPods', 'api: keeps capabilities', (of) => (container(of).securityContext.capabilities = { drop: ['ALL'], add: ['SYS_ADMIN'] })],
  ['restrictedPods', 'api: takes a port of the host', (of) => (container(of).ports![0]!.hostPort = 80)],
  ['readOnlyRoot', 'migrate: its root can be written', (of) => delete container(of, 'migrate').securityContext.readOnlyRootFilesystem],
  ['readOnlyRoot', 'api: a mount can be written', (of) => delete container(of).volumeMounts[0]!.readOnly],
  ['noToken', 'api: carries a token', (of) => delete template(of).spec.automountServiceAccountToken],
  ['noToken', 'migrate: is told of every service', (of) => delete template(of, 'migrate').spec.enableServiceLinks],
  ['probes', 'api: is not given time to start', (of) => delete container(of).startupProbe],
  ['probes', 'api: is not given time to start', (of) => (container(of).startupProbe!.failureThreshold = 3)],
  ['probes', 'api: is not killed for being stuck', (of) => (container(of).livenessProbe!.httpGet.path = '/readyz')],
  ['probes', 'api: is killed for a pause', (of) => (container(of).livenessProbe!.periodSeconds = 1)],
  ['probes', 'api: gets requests before it is ready', (of) => (container(of).readinessProbe!.httpGet.path = '/healthz')],
  ['probes', 'api: is probed at a port', (of) => (container(of).livenessProbe!.httpGet.port = 'admin')],
  ['drain', 'api: is killed before it has ended', (of) => (template(of).spec.terminationGracePeriodSeconds = 25)],
  ['drain', 'api: closes before its probe has failed', (of) => (container(of).readinessProbe!.periodSeconds = 10)],
  ['drain', 'api: closes before its probe has failed', (of) => delete data(of)['DRAIN_SECONDS']],
  ['resources', 'api: asks for nothing', (of) => delete container(of).resources.requests!.memory],
  ['resources', 'migrate: may take all memory', (of) => delete container(of, 'migrate').resources.limits],
  ['resources', 'api: is throttled', (of) => (container(of).resources.limits!.cpu = '1')],
  ['rollout', 'api: a release takes processes away', (of) => (deployment(of).strategy.rollingUpdate = { maxSurge: 1, maxUnavailable: 1 })],
  ['rollout', 'api: does not select its own pods', (of) => (deployment(of).selector.matchLabels = { 'app.kubernetes.io/name': 'web' })],
  ['rollout', 'api: all processes may be on one machine', (of) => delete template(of).spec.topologySpreadConstraints],
  ['disruption', 'api: not one at a time', (of) => remove(of, 'PodDisruptionBudget')],
  ['disruption', 'api: not one at a time', (of) => (ofKind(of, 'PodDisruptionBudget')[0]!.spec = { minAvailable: 2, selector: deployment(of).selector })],
  ['autoscaling', 'api: is not scaled', (of) => (scaler(of).scaleTargetRef.name = 'web')],
  ['autoscaling', 'api: a single process', (of) => (scaler(of).minReplicas = 1)],
  ['autoscaling', 'api: says how many', (of) => (deployment(of).replicas = 2)],
  ['autoscaling', `api: may open ${21 * connectionsOf(Number(data(manifests)['DATABASE_CONNECTIONS']))} connections`, (of) => (scaler(of).maxReplicas = 20)],
  ['autoscaling', `api: may open ${7 * connectionsOf(8)} connections`, (of) => delete data(of)['DATABASE_CONNECTIONS']],
  ['network', 'what is not allowed is allowed', (of) => remove(of, 'NetworkPolicy', 'nothing')],
  ['network', 'what is not allowed is allowed', (of) => (networkPolicy(of, 'nothing').policyTypes = ['Ingress'])],
  ['network', 'anyone may connect', (of) => delete networkPolicy(of, 'api').ingress![0]!.from],
  ['network', 'anyone may connect', (of) => (networkPolicy(of, 'api').ingress![0]!.from = [{ ipBlock: { cidr: '0.0.0.0/0' } }])],
  ['network', 'may connect to anything', (of) => delete networkPolicy(of, 'api').egress![0]!.ports],
  ['network', 'may ask the cloud', (of) => delete networkPolicy(of, 'migrate').egress![0]!.to![0]!.ipBlock!.except],
  ['network', 'a workload reaches nothing', (of) => remove(of, 'NetworkPolicy', 'migrate')],
  ['secrets', 'api: a secret is in the environment', (of) => container(of).env.push({ name: 'CODE_KEY', value: 'a secret' })],
  ['secrets', 'api: a secret is in the environment', (of) => (data(of)['SMTP_URL'] = 'smtps://user:password@mail.example.com')],
  ['secrets', 'api: a secret is in the environment', (of) => container(of).env.push({ name: 'OTHER', valueFrom: { secretKeyRef: {} } })],
  ['secrets', 'api: CODE_KEY_FILE: no such file', (of) => (container(of).env.find(({ name }) => name === 'CODE_KEY_FILE')!.value = '/run/secrets/other/CODE_KEY')],
  ['secrets', 'migrate: DATABASE_URL_FILE, MIGRATION_DATABASE_URL_FILE: no such file', (of) => (template(of, 'migrate').spec.volumes[0]!.secret!.defaultMode = 0o444)],
  ['secrets', 'api: a secret that production needs is missing', (of) => container(of).env.splice(1, 1)],
  ['secrets', 'api: the migrating role', (of) => container(of).env.push({ name: 'MIGRATION_DATABASE_URL_FILE', value: '/run/secrets/plinth/MIGRATION_DATABASE_URL' })],
  ['references', 'api: its settings are missing', (of) => remove(of, 'ConfigMap')],
  ['references', 'api: mounts a volume that is missing', (of) => (template(of).spec.volumes = [])],
  ['references', 'api: its account is missing', (of) => remove(of, 'ServiceAccount')],
  ['references', 'api: leads nowhere', (of) => (ofKind(of, 'Service')[0]!.spec.ports[0]!.targetPort = 'https')],
  ['references', 'api: is reached from outside', (of) => (ofKind(of, 'Service')[0]!.spec.type = 'LoadBalancer')],
  ['migration', 'migrate: is tried without end', (of) => (template(of, 'migrate').spec.restartPolicy = 'OnFailure')],
  ['migration', 'migrate: runs without end', (of) => delete job(of).activeDeadlineSeconds],
  ['migration', 'migrate: is kept for ever', (of) => delete job(of).ttlSecondsAfterFinished],
  ['migration', 'migrate: does not migrate', (of) => (container(of, 'migrate').args = ['dist/cli.js', 'check'])],
];

describe('a planted flaw is told of', () => {
  test.each(flaws)('%s: %s (%#)', (policy, says, plant) => {
    const copy = structuredClone(manifests);
    plant(copy);
    expect(policies[policy](copy).join('\n')).toContain(says);
  });

  test('for every policy', () => {
    expect([...new Set(flaws.map(([policy]) => policy))].toSorted()).toEqual(Object.keys(policies).toSorted());
  });
});

test('the heap of the image is half of the memory that the manifests grant', () => {
  const [, mebibytes] = /^CMD \["--max-old-space-size=(\d+)"/m.exec(readFileSync(path.join(repository, 'Dockerfile'), 'utf8')) ?? [];
  expect([Number(mebibytes), container(manifests).resources.limits?.memory]).toEqual([512, '1Gi']);
});

interface Overlay {
  readonly images: readonly { readonly name: string; readonly newTag: string }[];
}

test('the example runs one release everywhere, and production starts with its settings', () => {
  const overlays = ['example', 'example/migrate'].map((folder) => readYaml(`kubernetes/${folder}/kustomization.yaml`) as Overlay);
  expect(overlays.flatMap(({ images }) => images)).toEqual([{ name: 'plinth', newName: 'registry.example.com/plinth', newTag: '0.1.0' }, overlays[0]?.images[0]]);
  expect(workloadsOf(manifests).map(({ spec }) => spec.template.spec.containers[0]?.image)).toEqual(['plinth', 'plinth']);

  const given = Object.entries({ ...variablesOf(container(manifests), manifests), ...parseEnv(readText('kubernetes/example/settings.env')) });
  const secret = productionEnvironment();
  const variables = Object.fromEntries(given.map(([variable, value = '']) => (variable.endsWith('_FILE') ? [variable.slice(0, -5), secret[variable.slice(0, -5)]] : [variable, value])));
  expect(checkConfiguration(readConfig(slices, variables)).filter(({ severity }) => severity === 'error')).toEqual([]);
});
