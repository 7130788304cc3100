import { neededConnections } from '../../src/deployment/database-checks.ts';
import { patience } from '../../src/lifecycle/process.ts';
import { settings } from './settings.ts';
import { type Container, type Manifest, ofKind, type Peer, selects, type Template, variablesOf, workloadsOf } from './manifests.ts';

/** What is wrong, one line each; nothing where all is well. */
export type Policy = (manifests: readonly Manifest[]) => string[];

const endsWithin = patience / 1000;
/** Seconds between the last line of the process and the kill. */
const margin = 5;
/** What the manual asks of the server, less what others and administrators need. */
const connectionsOfServer = 300;
const connectionsOfOthers = 20;

const problems = (...checks: readonly (readonly [ok: boolean | undefined, problem: string])[]): string[] => checks.flatMap(([ok, problem]) => (ok === true ? [] : [problem]));

const ofTemplates =
  (judge: (template: Template, name: string) => string[]): Policy =>
  (manifests) =>
    workloadsOf(manifests).flatMap(({ metadata, spec }) => judge(spec.template, metadata.name).map((problem) => `${metadata.name}: ${problem}`));

const ofContainers =
  (judge: (container: Container, template: Template) => string[]): Policy =>
  (manifests) =>
    ofTemplates((template) => template.spec.containers.flatMap((container) => judge(container, template)))(manifests);

/** The profile *restricted* of Pod Security Standards 1.35. */
const restrictedPods: Policy = (manifests) => [
  ...ofKind(manifests, 'Namespace').flatMap(({ metadata }) =>
    problems([metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted', 'the namespace does not enforce restricted Pod Security']),
  ),
  ...ofTemplates(({ spec }) =>
    problems(
      [spec.securityContext.runAsNonRoot, 'may run as root'],
      [spec.securityContext.runAsUser === 10_001, 'does not run as 10001'],
      [spec.securityContext.seccompProfile?.type === 'RuntimeDefault', 'no seccomp profile'],
      [![spec.hostNetwork, spec.hostPID, spec.hostIPC].includes(true), 'shares a namespace of the host'],
      [spec.volumes.every((volume) => volume.hostPath === undefined), 'mounts a path of the host'],
    ),
  )(manifests),
  ...ofContainers(({ securityContext: { allowPrivilegeEscalation, privileged, capabilities }, ports = [] }) =>
    problems(
      [allowPrivilegeEscalation === false && privileged !== true, 'may gain privileges'],
      [capabilities?.drop?.includes('ALL') && capabilities.add === undefined, 'keeps capabilities'],
      [ports.every(({ hostPort }) => hostPort === undefined), 'takes a port of the host'],
    ),
  )(manifests),
];

const readOnlyRoot = ofContainers(({ securityContext, volumeMounts }) =>
  problems([securityContext.readOnlyRootFilesystem, 'its root can be written'], [volumeMounts.every(({ readOnly }) => readOnly), 'a mount can be written']),
);

const noToken = ofTemplates(({ spec }) =>
  problems([spec.automountServiceAccountToken === false, 'carries a token of the cluster'], [spec.enableServiceLinks === false, 'is told of every service in its environment']),
);

const probes = ofContainers(({ ports = [], startupProbe, livenessProbe, readinessProbe }) =>
  ports.length === 0
    ? []
    : problems(
        [startupProbe?.httpGet.path === '/healthz' && startupProbe.periodSeconds * startupProbe.failureThreshold >= 30, 'is not given time to start'],
        [livenessProbe?.httpGet.path === '/healthz', 'is not killed for being stuck, or for its database being away'],
        [livenessProbe && livenessProbe.periodSeconds * livenessProbe.failureThreshold >= 20, 'is killed for a pause'],
        [readinessProbe?.httpGet.path === '/readyz', 'gets requests before it is ready'],
        [[startupProbe, livenessProbe, readinessProbe].every((probe) => ports.some(({ name }) => name === probe?.httpGet.port)), 'is probed at a port that it does not have'],
      ),
);

/** Whoever sends requests has seen /readyz say no before the server closes, and the process has ended before it is killed. */
const drain: Policy = (manifests) =>
  ofTemplates((template) =>
    template.spec.containers.flatMap((container) => {
      const seconds = Number(variablesOf(container, manifests)['DRAIN_SECONDS'] ?? 0);
      const { readinessProbe, ports = [] } = container;
      const noticed = readinessProbe ? readinessProbe.periodSeconds * readinessProbe.failureThreshold : 0;
      return problems(
        [(template.spec.terminationGracePeriodSeconds ?? 30) >= Math.max(endsWithin, seconds) + margin, 'is killed before it has ended'],
        [ports.length === 0 || seconds >= noticed, 'closes before its probe has failed'],
      );
    }),
  )(manifests);

const resources = ofContainers(({ resources: { requests, limits } }) =>
  problems(
    [requests?.cpu !== undefined && requests.memory !== undefined, 'asks for nothing'],
    [limits?.memory !== undefined, 'may take all memory'],
    [limits?.cpu === undefined, 'is throttled'],
  ),
);

const rollout: Policy = (manifests) =>
  ofKind(manifests, 'Deployment').flatMap(({ metadata, spec }) => {
    const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate;
    return problems(
      [maxUnavailable === 0 && maxSurge > 0, `${metadata.name}: a release takes processes away before it brings new ones`],
      [selects(spec.selector.matchLabels, spec.template.metadata.labels), `${metadata.name}: does not select its own pods`],
      [(spec.template.spec.topologySpreadConstraints ?? []).length >= 2, `${metadata.name}: all processes may be on one machine`],
    );
  });

const disruption: Policy = (manifests) =>
  ofKind(manifests, 'Deployment').flatMap(({ metadata, spec }) => {
    const budget = ofKind(manifests, 'PodDisruptionBudget').find((one) => selects(one.spec.selector.matchLabels, spec.template.metadata.labels));
    return problems([budget?.spec.maxUnavailable === 1 && budget.spec.minAvailable === undefined, `${metadata.name}: not one at a time is taken away`]);
  });

const autoscaling: Policy = (manifests) =>
  ofKind(manifests, 'Deployment').flatMap(({ metadata, spec }) => {
    const scaler = ofKind(manifests, 'HorizontalPodAutoscaler').find((one) => one.spec.scaleTargetRef.kind === 'Deployment' && one.spec.scaleTargetRef.name === metadata.name);
    if (!scaler) return [`${metadata.name}: is not scaled`];
    const { minReplicas, maxReplicas } = scaler.spec;
    const ofPool = Number(spec.template.spec.containers.map((container) => variablesOf(container, manifests)['DATABASE_CONNECTIONS'])[0] ?? 8);
    const needed = (maxReplicas + spec.strategy.rollingUpdate.maxSurge) * neededConnections({ connectionsOfPool: ofPool });
    return problems(
      [minReplicas >= 2, `${metadata.name}: a single process`],
      [spec.replicas === undefined, `${metadata.name}: says how many, against its autoscaler`],
      [needed <= connectionsOfServer - connectionsOfOthers, `${metadata.name}: may open ${needed} connections`],
    );
  });

const named = (peer: Peer): boolean => peer.ipBlock === undefined && peer.namespaceSelector !== undefined;
const sparesMetadata = (peer: Peer): boolean => peer.ipBlock === undefined || (peer.ipBlock.except ?? []).includes('169.254.0.0/16');

const network: Policy = (manifests) => {
  const policies = ofKind(manifests, 'NetworkPolicy');
  const ingress = policies.flatMap(({ spec }) => spec.ingress ?? []);
  const egress = policies.flatMap(({ spec }) => spec.egress ?? []);
  const covered = policies.filter(({ spec }) => spec.podSelector.matchLabels !== undefined);
  return problems(
    [
      policies.some(({ spec }) => spec.podSelector.matchLabels === undefined && ['Ingress', 'Egress'].every((type) => spec.policyTypes.includes(type)) && !spec.ingress && !spec.egress),
      'what is not allowed is allowed',
    ],
    [ingress.every(({ from = [], ports = [] }) => from.length > 0 && ports.length > 0 && from.every(named)), 'anyone may connect'],
    [egress.every(({ to = [], ports = [] }) => to.length > 0 && ports.length > 0), 'may connect to anything'],
    [egress.every(({ to = [] }) => to.every(sparesMetadata)), 'may ask the cloud for its credentials'],
    [workloadsOf(manifests).every(({ spec }) => covered.some((policy) => selects(policy.spec.podSelector.matchLabels ?? {}, spec.template.metadata.labels))), 'a workload reaches nothing'],
  );
};

const suffix = '_FILE';

/** Secrets come as files of mounted Secrets, all that production needs, and the migrating role nowhere but where it migrates. */
const secrets: Policy = (manifests) =>
  ofTemplates((template) =>
    template.spec.containers.flatMap((container) => {
      const migrates = template.metadata.labels['app.kubernetes.io/name'] === 'migrate';
      const variables = variablesOf(container, manifests);
      const given = Object.keys(variables);
      const mounts = container.volumeMounts.filter(({ name: mount }) => template.spec.volumes.some((volume) => volume.name === mount && volume.secret?.defaultMode === 0o440));
      const lost = given.filter((variable) => variable.endsWith(suffix) && !mounts.some(({ mountPath }) => variables[variable] === `${mountPath}/${variable.slice(0, -suffix.length)}`));
      const needed = settings.filter(({ secret, required }) => secret && required !== 'never').map(({ variable }) => variable);
      return problems(
        [settings.every(({ variable, secret }) => !secret || !given.includes(variable)) && container.env.every(({ valueFrom }) => valueFrom === undefined), 'a secret is in the environment'],
        [lost.length === 0, `${lost.join(', ')}: no such file`],
        [migrates || needed.every((variable) => given.includes(variable + suffix)), 'a secret that production needs is missing'],
        [migrates === given.includes(`MIGRATION_DATABASE_URL${suffix}`), 'the migrating role is not where it belongs, and only there'],
      );
    }),
  )(manifests);

const references: Policy = (manifests) => [
  ...ofContainers(({ envFrom = [], volumeMounts }, { spec }) =>
    problems(
      [envFrom.every(({ configMapRef }) => ofKind(manifests, 'ConfigMap').some(({ metadata }) => metadata.name === configMapRef?.name)), 'its settings are missing'],
      [volumeMounts.every(({ name }) => spec.volumes.some((volume) => volume.name === name)), 'mounts a volume that is missing'],
      [spec.serviceAccountName === undefined || ofKind(manifests, 'ServiceAccount').some(({ metadata }) => metadata.name === spec.serviceAccountName), 'its account is missing'],
    ),
  )(manifests),
  ...ofKind(manifests, 'Service').flatMap(({ metadata, spec }) => {
    const pods = workloadsOf(manifests).filter((workload) => selects(spec.selector, workload.spec.template.metadata.labels));
    const ports = pods.flatMap((workload) => workload.spec.template.spec.containers.flatMap((container) => container.ports ?? []));
    return problems(
      [pods.length > 0 && spec.ports.every(({ targetPort }) => ports.some(({ name }) => name === targetPort)), `${metadata.name}: leads nowhere`],
      [spec.type === undefined || spec.type === 'ClusterIP', `${metadata.name}: is reached from outside, past the proxy`],
    );
  }),
];

const migration: Policy = (manifests) =>
  ofKind(manifests, 'Job').flatMap(({ metadata, spec }) =>
    problems(
      [spec.template.spec.restartPolicy === 'Never' && spec.backoffLimit !== undefined && spec.backoffLimit <= 3, `${metadata.name}: is tried without end`],
      [spec.activeDeadlineSeconds !== undefined, `${metadata.name}: runs without end`],
      [spec.ttlSecondsAfterFinished !== undefined, `${metadata.name}: is kept for ever`],
      [spec.template.spec.containers[0]?.args?.join(' ') === 'dist/cli.js migrate', `${metadata.name}: does not migrate`],
    ),
  );

export const policies = { restrictedPods, readOnlyRoot, noToken, probes, drain, resources, rollout, disruption, autoscaling, network, secrets, references, migration };
