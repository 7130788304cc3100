import path from 'node:path';
import { parseEnv } from 'node:util';
import { readDocuments, readText, readYaml } from './files.ts';

type Labels = Readonly<Record<string, string>>;

export interface Probe {
  httpGet: { path: string; port: string };
  periodSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
}

export interface Container {
  name: string;
  image: string;
  args?: string[];
  ports?: { name: string; containerPort: number; hostPort?: number }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  env: { name: string; value?: string; valueFrom?: unknown }[];
  securityContext: { allowPrivilegeEscalation?: boolean; privileged?: boolean; readOnlyRootFilesystem?: boolean; capabilities?: { add?: string[]; drop?: string[] } };
  resources: { requests?: { cpu?: string; memory?: string }; limits?: { cpu?: string; memory?: string } };
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
}

export interface PodSpec {
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  enableServiceLinks?: boolean;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  restartPolicy?: string;
  terminationGracePeriodSeconds?: number;
  securityContext: { runAsNonRoot?: boolean; runAsUser?: number; runAsGroup?: number; fsGroup?: number; seccompProfile?: { type: string } };
  topologySpreadConstraints?: { topologyKey: string; labelSelector: { matchLabels: Labels } }[];
  containers: Container[];
  volumes: { name: string; secret?: { secretName: string; defaultMode: number }; hostPath?: unknown }[];
}

export interface Template {
  metadata: { labels: Labels };
  spec: PodSpec;
}

interface Object_<Kind extends string, Spec> {
  kind: Kind;
  metadata: { name: string; labels?: Record<string, string> };
  spec: Spec;
}

export interface Peer {
  namespaceSelector?: { matchLabels: Labels };
  podSelector?: { matchLabels?: Labels };
  ipBlock?: { cidr: string; except?: string[] };
}

export interface Traffic {
  from?: Peer[];
  to?: Peer[];
  ports?: { protocol: string; port: number | string }[];
}

export type Deployment = Object_<
  'Deployment',
  { replicas?: number; selector: { matchLabels: Labels }; strategy: { rollingUpdate: { maxSurge: number; maxUnavailable: number } }; template: Template }
>;
export type Job = Object_<'Job', { backoffLimit?: number; activeDeadlineSeconds?: number; ttlSecondsAfterFinished?: number; template: Template }>;
export type NetworkPolicy = Object_<'NetworkPolicy', { podSelector: { matchLabels?: Labels }; policyTypes: string[]; ingress?: Traffic[]; egress?: Traffic[] }>;
export type Manifest =
  | Deployment
  | Job
  | NetworkPolicy
  | Object_<'Namespace', undefined>
  | (Object_<'ServiceAccount', undefined> & { automountServiceAccountToken?: boolean })
  | Object_<'Service', { type?: string; selector: Labels; ports: { port: number; targetPort: string }[] }>
  | Object_<'PodDisruptionBudget', { maxUnavailable?: number; minAvailable?: number; selector: { matchLabels: Labels } }>
  | Object_<'HorizontalPodAutoscaler', { scaleTargetRef: { kind: string; name: string }; minReplicas: number; maxReplicas: number }>
  | (Object_<'ConfigMap', undefined> & { data: Record<string, string> });

interface Kustomization {
  readonly resources: readonly string[];
  readonly configMapGenerator?: readonly { readonly name: string; readonly envs: readonly string[] }[];
}

/** What a kustomization without patches makes, names and labels as its files have them. */
export function readManifests(folder: string): Manifest[] {
  const { resources, configMapGenerator = [] } = readYaml(path.join(folder, 'kustomization.yaml')) as Kustomization;
  const written = resources.flatMap((file) => readDocuments(path.join(folder, file)) as Manifest[]);
  const generated = configMapGenerator.map(({ name, envs }): Manifest => {
    const data = Object.assign({}, ...envs.map((file) => parseEnv(readText(path.join(folder, file))))) as Record<string, string>;
    return { kind: 'ConfigMap', metadata: { name }, spec: undefined, data };
  });
  return [...written, ...generated];
}

export const ofKind = <Kind extends Manifest['kind']>(manifests: readonly Manifest[], kind: Kind): Extract<Manifest, { kind: Kind }>[] =>
  manifests.filter((manifest): manifest is Extract<Manifest, { kind: Kind }> => manifest.kind === kind);

export const workloadsOf = (manifests: readonly Manifest[]): (Deployment | Job)[] => [...ofKind(manifests, 'Deployment'), ...ofKind(manifests, 'Job')];

/** Every label of `selector` is among `labels`. */
export const selects = (selector: Labels, labels: Labels): boolean => Object.entries(selector).every(([label, value]) => labels[label] === value);

/** The variables of the container, those of its files as the path of the file. */
export function variablesOf(container: Container, manifests: readonly Manifest[]): Record<string, string> {
  const maps = (container.envFrom ?? []).flatMap(({ configMapRef }) => ofKind(manifests, 'ConfigMap').filter(({ metadata }) => metadata.name === configMapRef?.name));
  return Object.assign({}, ...maps.map(({ data }) => data), Object.fromEntries(container.env.map(({ name, value = '' }) => [name, value]))) as Record<string, string>;
}
