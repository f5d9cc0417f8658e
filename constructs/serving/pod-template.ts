import type { NodeTaint } from '../aks/node-pool';
import { cpuQuantity, memoryQuantity } from './kubernetes-name';
import type { AllProbes, ProbeNumbers } from './scoring-checks';
import type { ScoringResources } from './scoring-options';
import type { ServingPool } from './serving-pool';

/** Where secrets of the vault are in a pod. */
export const SECRETS_PATH = '/mnt/secrets';

/** What pods of the service have in common, whether they score or validate. */
export interface PodTemplateOptions {
  readonly labels: Readonly<Record<string, string>>;
  /** @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly serviceAccountName: string;
  readonly image: string;
  /** @default - that of the image */
  readonly command?: readonly string[];
  readonly resources: ScoringResources;
  readonly pool: ServingPool;
  readonly configMapName: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<string, number>>;
  readonly temporaryMib: number;
  readonly userId: number;
  readonly terminationSeconds: number;
  /** @default - that of the namespace */
  readonly priorityClassName?: string;
  /** The SecretProviderClass whose secrets are mounted. @default - none */
  readonly secretProviderClassName?: string;
  /** @default - none: a job */
  readonly probes?: AllProbes;
  /** Labels whose pods are spread over zones and nodes. @default - they are not spread: a job */
  readonly spreadLabels?: Readonly<Record<string, string>>;
}

/** A pod that can do nothing but its work: no root, no capabilities, nothing to write but a temporary folder, no token of Kubernetes. */
export function podTemplate(options: PodTemplateOptions) {
  const secrets = options.secretProviderClassName;
  return {
    // The webhook of AKS gives a token for Entra to pods with the label, and to no others.
    metadata: { labels: { ...options.labels, 'azure.workload.identity/use': 'true' }, annotations: options.annotations && { ...options.annotations } },
    spec: {
      serviceAccountName: options.serviceAccountName,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: options.terminationSeconds,
      priorityClassName: options.priorityClassName,
      nodeSelector: { ...options.pool.nodeSelector },
      toleration: options.pool.taints.map(toleration),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: `${options.userId}`,
        runAsGroup: `${options.userId}`,
        fsGroup: `${options.userId}`,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      topologySpreadConstraint: options.spreadLabels && [
        spread('topology.kubernetes.io/zone', 'DoNotSchedule', options.spreadLabels),
        spread('kubernetes.io/hostname', 'ScheduleAnyway', options.spreadLabels),
      ],
      container: [{
        name: 'scoring',
        image: options.image,
        imagePullPolicy: 'IfNotPresent',
        command: options.command && [...options.command],
        port: Object.entries(options.ports).map(([name, containerPort]) => ({ name, containerPort })),
        envFrom: [{ configMapRef: { name: options.configMapName } }],
        env: Object.entries(options.variables).map(([name, value]) => ({ name, value })),
        resources: resourcesBlock(options.resources),
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        startupProbe: options.probes && probe(options.probes.startup),
        readinessProbe: options.probes && probe(options.probes.readiness),
        livenessProbe: options.probes && probe(options.probes.liveness),
        volumeMount: [
          { name: 'tmp', mountPath: '/tmp' },
          ...(secrets === undefined ? [] : [{ name: 'secrets', mountPath: SECRETS_PATH, readOnly: true }]),
        ],
      }],
      volume: [
        { name: 'tmp', emptyDir: { sizeLimit: memoryQuantity(options.temporaryMib) } },
        ...(secrets === undefined ? [] : [{ name: 'secrets', csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: secrets } } }]),
      ],
    },
  };
}

function toleration({ key, value, effect }: NodeTaint) {
  return { key, value, effect, operator: 'Equal' };
}

/** Each version of the template is spread by itself, so that pods that are about to go don't count. */
function spread(topologyKey: string, whenUnsatisfiable: string, labels: Readonly<Record<string, string>>) {
  return { topologyKey, whenUnsatisfiable, maxSkew: 1, matchLabelKeys: ['pod-template-hash'], labelSelector: [{ matchLabels: { ...labels } }] };
}

function resourcesBlock({ cpuMillicores, cpuLimitMillicores, memoryMib, memoryLimitMib, gpus }: ScoringResources) {
  const gpu: Readonly<Record<string, string>> = gpus === undefined ? {} : { 'nvidia.com/gpu': `${gpus}` };
  return {
    requests: { cpu: cpuQuantity(cpuMillicores), memory: memoryQuantity(memoryMib), ...gpu },
    limits: { cpu: cpuQuantity(cpuLimitMillicores), memory: memoryQuantity(memoryLimitMib), ...gpu },
  };
}

function probe({ path, port, periodSeconds, timeoutSeconds, failureThreshold }: ProbeNumbers) {
  return { httpGet: { path, port: `${port}` }, periodSeconds, timeoutSeconds, failureThreshold };
}
