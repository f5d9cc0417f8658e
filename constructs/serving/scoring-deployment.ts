import { ConfigMapV1 } from '@cdktf/provider-kubernetes/lib/config-map-v1';
import { DeploymentV1 } from '@cdktf/provider-kubernetes/lib/deployment-v1';
import { HorizontalPodAutoscalerV2 } from '@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2';
import { PodDisruptionBudgetV1 } from '@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1';
import { ServiceV1 } from '@cdktf/provider-kubernetes/lib/service-v1';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { suffixFrom } from '../core/deterministic';
import { cloudEndpoints } from '../core/cloud';
import { Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import type { DataCollectionOptions } from '../ml/data-collection';
import { checkDataCollection, dataCollectorBody } from '../ml/data-collection';
import type { ContainerImage } from './container-image';
import { checkKubernetesName, COMPONENT_LABEL, DEPLOYMENT_LABEL, SERVICE_LABEL } from './kubernetes-name';
import { podTemplate } from './pod-template';
import { allProbes, checkProbes, checkResources, checkScaling, checkVariables } from './scoring-checks';
import type { ReplicaScaling, ScoringResources, ServedModel, ServiceProbes } from './scoring-options';
import type { ScoringService } from './scoring-service';
import type { ServingPool } from './serving-pool';

/** What the service tells its containers itself. */
const OWN_VARIABLES = ['DATA_COLLECTION', 'DATA_COLLECTION_URL', 'DEPLOYMENT_NAME', 'METRICS_PORT', 'MODEL_NAME', 'MODEL_VERSION', 'PORT', 'SERVICE_NAME'];
/** The longest name that leaves room for that of the service, and for what Kubernetes adds. */
const MAX_NAME = 12;
/** Tells pods of one image and model from those of the next. */
const RELEASE_LABEL = 'app.kubernetes.io/version';

/** An image with a model, and how it runs. */
export interface ScoringDeploymentOptions {
  /** Tells deployments of a service apart: `blue`, `green`; 1 to 12 lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly image: ContainerImage;
  readonly model: ServedModel;
  readonly pool: ServingPool;
  readonly resources: ScoringResources;
  /** How long the model takes to load, at most. */
  readonly modelLoadSeconds: number;
  readonly scaling: ReplicaScaling;
  /** @default - `/healthz` for startup and liveness, `/readyz` for readiness */
  readonly probes?: ServiceProbes;
  /** How long a pod may finish its requests; 1 to 3600. @default 60 */
  readonly terminationSeconds?: number;
  /** Room in `/tmp`, the only folder that can be written. @default 512 */
  readonly temporaryMib?: number;
  /** Who the container runs as; never 0. @default 10001 */
  readonly userId?: number;
  /** Variables of the environment; never secrets. @default - those of the service alone */
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether requests and predictions are kept; needs `dataContainer` of the service. @default - where the service has one */
  readonly dataCollectionEnabled?: boolean;
  /** @default - inputs and outputs of the model, all of them */
  readonly dataCollection?: DataCollectionOptions;
}

export interface ScoringDeploymentProps extends ScoringDeploymentOptions {
  readonly service: ScoringService;
}

/**
 * Pods of one image and one model, as many as the load asks for. Another image or model comes up beside them, and is reached
 * by nobody until the rollout's route has changed; what `addDeployment` of a service makes.
 *
 * @see https://learn.microsoft.com/azure/aks/best-practices-app-cluster-reliability
 */
export class ScoringDeployment extends Construct {
  readonly service: ScoringService;
  readonly deploymentName: string;
  /** What it is called in the cluster: `<service>-<deployment>-<release>`, where each image and model is a release of its own. */
  readonly objectName: string;
  /** The host name that other pods of the namespace reach it by. */
  readonly clusterServiceName: string;
  readonly image: ContainerImage;
  readonly model: ServedModel;
  /** For what may only happen once its pods are ready; what is replaced stays until that has happened. */
  readonly dependables: readonly ITerraformDependable[];
  /** The settings of its containers, for jobs that run the same image. */
  readonly configMapName: string;
  readonly options: ScoringDeploymentOptions;

  /** @throws ValidationError with the codes that README.md lists */
  constructor(scope: Construct, id: string, { service, ...options }: ScoringDeploymentProps) {
    super(scope, id);
    this.service = service;
    this.options = options;
    this.deploymentName = options.name;
    this.image = options.image;
    this.model = options.model;
    this.check();
    service.register(this);
    const release = `${this.image.shortDigest}-${suffixFrom(`${this.model.name}/${this.model.version}`, 4)}`;
    this.objectName = `${service.serviceName}-${options.name}-${release}`;
    const labels = { [SERVICE_LABEL]: service.serviceName, [DEPLOYMENT_LABEL]: options.name, [COMPONENT_LABEL]: 'scoring', [RELEASE_LABEL]: release };
    const metadata = { name: this.objectName, namespace: service.namespace.namespaceName, labels };
    // Another image or model comes up beside the old one, which answers until the new one has passed and the route has changed.
    const lifecycle = { createBeforeDestroy: true };
    const config = new ConfigMapV1(this, 'Config', { metadata, data: this.settings(), lifecycle });
    this.configMapName = config.metadata.name;
    const resource = new DeploymentV1(this, 'Resource', {
      metadata,
      waitForRollout: true,
      spec: {
        replicas: `${options.scaling.minReplicas}`,
        selector: { matchLabels: labels },
        revisionHistoryLimit: 3,
        progressDeadlineSeconds: this.progressSeconds,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '1', maxUnavailable: '0' } },
        template: podTemplate({
          labels,
          // Containers read their settings once: other settings, other pods.
          annotations: { 'checksum/config': `\${sha256(jsonencode(${config.fqn}.data))}` },
          ...this.podOptions,
          variables: {},
          ports: { http: service.port, metrics: service.metricsPort },
          priorityClassName: service.priority?.priorityClassName,
          probes: allProbes(options.probes ?? {}, service.port, options.modelLoadSeconds),
          spreadLabels: labels,
        }),
      },
      timeouts: { create: `${this.rolloutMinutes}m`, update: `${this.rolloutMinutes}m` },
      dependsOn: [...service.prerequisites],
      // The autoscaler changes the number of pods; a plan must not change it back.
      lifecycle: { ...lifecycle, ignoreChanges: ['spec[0].replicas'] },
    });
    const cluster = new ServiceV1(this, 'Service', { metadata, spec: { type: 'ClusterIP', selector: labels, port: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }] }, lifecycle });
    this.clusterServiceName = cluster.metadata.name;
    const budget = new PodDisruptionBudgetV1(this, 'DisruptionBudget', { metadata, spec: { maxUnavailable: '1', selector: { matchLabels: labels } }, lifecycle });
    this.dependables = [resource, this.scale(resource, metadata), budget];
  }

  /** What pods of the deployment have, and jobs that try the same image. */
  get podOptions() {
    const { resources, pool, temporaryMib = 512, userId = 10001, terminationSeconds = 60 } = this.options;
    const { serviceAccountName, secretProviderClassName } = this.service;
    return { image: this.image.reference, resources, pool, temporaryMib, userId, terminationSeconds, serviceAccountName, secretProviderClassName, configMapName: this.configMapName };
  }

  private get progressSeconds(): number {
    return this.options.modelLoadSeconds * 2 + 300;
  }

  private get rolloutMinutes(): number {
    return Math.ceil((this.progressSeconds * this.options.scaling.maxReplicas) / 60);
  }

  private check(): void {
    const { name, resources, scaling, probes = {}, modelLoadSeconds, terminationSeconds = 60, temporaryMib = 512, userId = 10001, variables = {}, dataCollection, dataCollectionEnabled, pool } = this.options;
    const { service } = this;
    const problems = new Problems(this);
    checkKubernetesName(problems, 'name', name, MAX_NAME);
    problems.require(service.deployments.every(({ deploymentName }) => deploymentName !== name), { code: 'ScoringDeploymentTaken', prop: 'name', rule: 'is the name of another deployment of the service', got: name, expected: 'a name of its own', fix: 'rename one of the two' });
    checkResources(problems, resources);
    checkScaling(problems, scaling);
    checkProbes(problems, allProbes(probes, service.port, modelLoadSeconds), [service.port, service.metricsPort], modelLoadSeconds);
    problems.require(Number.isInteger(terminationSeconds) && terminationSeconds >= 1 && terminationSeconds <= 3600, { code: 'TerminationTimeInvalid', prop: 'terminationSeconds', rule: 'is out of range', got: terminationSeconds, expected: 'whole seconds from 1 to 3600', fix: 'choose a number in the range' });
    problems.require(Number.isInteger(temporaryMib) && temporaryMib >= 1, { code: 'TemporarySizeInvalid', prop: 'temporaryMib', rule: 'is no amount', got: temporaryMib, expected: 'a whole number from 1', fix: 'correct it' });
    problems.require(Number.isInteger(userId) && userId >= 1, { code: 'ContainerUserInvalid', prop: 'userId', rule: 'is nobody that a container may run as', got: userId, expected: 'a whole number from 1; 0 is root', fix: 'name a user of the image that is not root' });
    checkVariables(problems, variables, OWN_VARIABLES);
    problems.require(service.dataContainer !== undefined || (dataCollection === undefined && dataCollectionEnabled !== true), { code: 'DataContainerRequired', prop: 'dataCollection', rule: "needs 'dataContainer' of the service", got: dataCollection ?? dataCollectionEnabled, expected: 'a container to keep the data in', fix: 'pass it to the service, or leave this out' });
    checkDataCollection(problems, dataCollectionEnabled, dataCollection);
    if (problems.all.length === 0) pool.place(problems, 'scaling.maxReplicas', scaling.maxReplicas + scaling.minReplicas, resources);
    problems.throwIfAny();
  }

  private settings(): Record<string, string> {
    const { service, model, options } = this;
    const container = service.dataContainer;
    const collector = container && dataCollectorBody(options.dataCollectionEnabled, options.dataCollection);
    return {
      ...options.variables,
      SERVICE_NAME: service.serviceName,
      DEPLOYMENT_NAME: options.name,
      MODEL_NAME: model.name,
      MODEL_VERSION: model.version,
      PORT: `${service.port}`,
      METRICS_PORT: `${service.metricsPort}`,
      ...(container && collector ? { DATA_COLLECTION: JSON.stringify(collector), DATA_COLLECTION_URL: `https://${container.storageAccount.resourceName}.blob.${cloudEndpoints(cloudOf(this)).storage}/${container.resourceName}/${service.serviceName}/${options.name}` } : {}),
    };
  }

  private scale(target: DeploymentV1, metadata: { readonly name: string; readonly namespace: string }): HorizontalPodAutoscalerV2 {
    const { minReplicas, maxReplicas, cpuPercent = 70, podsMetrics = [], scaleDownDelaySeconds = 300 } = this.options.scaling;
    return new HorizontalPodAutoscalerV2(this, 'Autoscaler', {
      metadata,
      spec: {
        minReplicas,
        maxReplicas,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target.metadata.name },
        metric: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpuPercent } } },
          ...podsMetrics.map(({ name, averageValue }) => ({ type: 'Pods', pods: { metric: { name }, target: { type: 'AverageValue', averageValue: decimalQuantity(averageValue) } } })),
        ],
        behavior: {
          scaleUp: [{ stabilizationWindowSeconds: 0, selectPolicy: 'Max', policy: [{ type: 'Percent', value: 100, periodSeconds: 60 }] }],
          scaleDown: [{ stabilizationWindowSeconds: scaleDownDelaySeconds, selectPolicy: 'Min', policy: [{ type: 'Pods', value: 1, periodSeconds: 60 }] }],
        },
      },
      lifecycle: { createBeforeDestroy: true },
    });
  }
}

/** A number as Kubernetes writes it: `20`, `1500m`. */
function decimalQuantity(value: number): string {
  return Number.isInteger(value) ? `${value}` : `${Math.round(value * 1000)}m`;
}
