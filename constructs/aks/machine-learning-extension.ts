import { KubernetesClusterExtension } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-extension';
import type { ITerraformDependable } from 'cdktf';
import { Token } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import type { Problem } from '../core/errors';
import { formatProblem, Problems } from '../core/errors';
import type { IWaitable } from '../core/waitable';
import type { IKubernetesCluster } from './kubernetes-cluster';
import { labelKeyProblem, labelValueProblem } from './node-pool-checks';
import { isSelected, runsExtension } from './pool-fit';

const HOST_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const SECRET_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
/** The nodes that the three routers of the highly available form need. */
const HIGH_AVAILABILITY_NODES = 3;

/** What callers of Kubernetes online endpoints reach them by, encrypted. */
export interface InferenceCertificateOptions {
  /** The host name in the certificate, in lower case; its DNS record leads to the router. */
  readonly hostName: string;
  /** The secret in the namespace `azureml` of the cluster, with `cert.pem` and `key.pem`. It is never passed by value: the state would hold the key. */
  readonly secretName: string;
}

/** Where the router of the endpoints is. */
export enum InferenceRouterService {
  /** Behind a load balancer; a private one unless `publicLoadBalancerEnabled` is set. */
  LOAD_BALANCER = 'LoadBalancer',
  /** At an address within the cluster, behind an ingress of yours. */
  CLUSTER_IP = 'ClusterIP',
  /** At a port of every node, behind a load balancer of yours. */
  NODE_PORT = 'NodePort',
}

/** How a cluster answers requests to Kubernetes online endpoints. */
export interface InferenceOptions {
  /** Required, unless `insecureConnectionsEnabled` is set. @default - none */
  readonly certificate?: InferenceCertificateOptions;
  /** Whether requests, and the tokens in them, travel unencrypted; for trying things out. @default false */
  readonly insecureConnectionsEnabled?: boolean;
  /** @default InferenceRouterService.LOAD_BALANCER */
  readonly routerService?: InferenceRouterService;
  /** Whether the load balancer has an address on the internet. @default false */
  readonly publicLoadBalancerEnabled?: boolean;
  /** Whether there are three routers on three nodes instead of one. @default true */
  readonly highAvailabilityEnabled?: boolean;
}

export interface MachineLearningExtensionProps {
  /** A cluster with a pool that its parts can run on: without taints, or with `ml.azure.com/amlarc` or `ml.azure.com/amlarc-system`. */
  readonly cluster: IKubernetesCluster;
  /** @default - by the naming convention */
  readonly name?: string;
  /** Whether the cluster runs jobs and scores in batches. Either this or `inference`, or both. @default false */
  readonly trainingEnabled?: boolean;
  /** @default - no online endpoints */
  readonly inference?: InferenceOptions;
  /** The version to stay at, for example `1.1.76`; a change replaces the extension. @default - the release train `stable`, upgraded by itself */
  readonly version?: string;
  /** The labels of the nodes that the extension, and all that Azure Machine Learning runs, is confined to. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Whether the device plugin of NVIDIA is installed, without which no pod gets a GPU; false where the cluster has one. @default false */
  readonly nvidiaDevicePluginEnabled?: boolean;
  /** Whether metrics of GPUs are collected; for clusters with GPUs. @default false */
  readonly gpuMetricsEnabled?: boolean;
  /** Whether the cluster has a Prometheus operator already, which the extension then uses. @default false */
  readonly existingPrometheusOperatorEnabled?: boolean;
  /** Whether the cluster has the scheduler Volcano already, which jobs then use. Only with `trainingEnabled`. @default false */
  readonly existingVolcanoEnabled?: boolean;
}

/** What an extension that somebody else installed is known by. */
export interface MachineLearningExtensionAttributes {
  readonly cluster: IKubernetesCluster;
  readonly trainingEnabled: boolean;
  readonly inferenceEnabled: boolean;
}

/** What makes a cluster one that Azure Machine Learning can use, owned or existing. */
export interface IMachineLearningExtension extends IConstruct {
  readonly cluster: IKubernetesCluster;
  readonly trainingEnabled: boolean;
  readonly inferenceEnabled: boolean;
  /** For what comes after it; nothing where it is there already. */
  readonly waitables: readonly IWaitable[];
}

/**
 * Lets Azure Machine Learning run jobs and online endpoints in a cluster: the release train `stable`, HTTPS with a
 * certificate of yours, a private load balancer.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension
 */
export class MachineLearningExtension extends AzureConstruct implements IMachineLearningExtension, IWaitable {
  /** An extension that is installed already. */
  static fromAttributes(scope: Construct, id: string, attributes: MachineLearningExtensionAttributes): IMachineLearningExtension {
    return new ImportedMachineLearningExtension(scope, id, attributes);
  }

  readonly cluster: IKubernetesCluster;
  readonly trainingEnabled: boolean;
  readonly inferenceEnabled: boolean;
  readonly extensionId: string;
  readonly extensionName: string;
  /** The version that is installed. */
  readonly currentVersion: string;
  readonly dependable: ITerraformDependable;

  /**
   * @throws ValidationError `ExtensionPurposeRequired`, `ExtensionVersionInvalid`, `ExtensionVolcanoUnused`, `InferenceCertificateRequired`,
   * `InferenceCertificateUnused`, `InferenceHostNameInvalid`, `InferenceSecretNameInvalid`, `InferenceLoadBalancerUnused`, those of labels and of the name; and
   * at the end of synth `ExtensionPoolRequired`, `InferenceNodesTooFew`, `ExtensionGpuUnused`
   */
  constructor(scope: Construct, id: string, props: MachineLearningExtensionProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'kubernetesExtension', props.name, 'azureml');
    this.cluster = props.cluster;
    this.trainingEnabled = props.trainingEnabled ?? false;
    this.inferenceEnabled = props.inference !== undefined;
    this.check(problems, props);
    problems.throwIfAny();
    const resource = new KubernetesClusterExtension(this, 'Resource', {
      name,
      clusterId: props.cluster.resourceId,
      extensionType: 'Microsoft.AzureML.Kubernetes',
      releaseNamespace: 'azureml',
      ...(props.version === undefined ? { releaseTrain: 'stable' } : { version: props.version }),
      configurationSettings: this.settings(props),
      timeouts: { create: '60m', update: '60m', delete: '60m' },
    });
    this.extensionId = resource.id;
    this.extensionName = resource.name;
    this.currentVersion = resource.currentVersion;
    this.dependable = resource;
    this.node.addValidation({ validate: () => this.poolProblems(props).map(formatProblem) });
  }

  get waitables(): readonly IWaitable[] {
    return [this];
  }

  /** The settings as the chart of the extension takes them; the Azure CLI derives most of them from shorter ones. */
  private settings({ cluster, inference, nodeSelector = {}, ...props }: MachineLearningExtensionProps): Record<string, string> {
    const { resourceId, resourceName, location } = cluster;
    return {
      enableTraining: flag(this.trainingEnabled),
      enableInference: flag(this.inferenceEnabled),
      ...(inference ? inferenceSettings(inference) : {}),
      installNvidiaDevicePlugin: flag(props.nvidiaDevicePluginEnabled ?? false),
      installDcgmExporter: flag(props.gpuMetricsEnabled ?? false),
      installPromOp: flag(!(props.existingPrometheusOperatorEnabled ?? false)),
      ...(this.trainingEnabled ? { installVolcano: flag(!(props.existingVolcanoEnabled ?? false)) } : {}),
      ...Object.fromEntries(Object.entries(nodeSelector).map(([key, value]) => [`nodeSelector.${key}`, value])),
      cluster_name: resourceId,
      clusterId: resourceId,
      'prometheus.prometheusSpec.externalLabels.cluster_name': resourceId,
      cluster_name_friendly: resourceName,
      location,
      jobSchedulerLocation: location,
      domain: `${location}.cloudapp.azure.com`,
      'servicebus.enabled': 'false',
      'relayserver.enabled': 'false',
      'nginxIngress.enabled': 'true',
    };
  }

  private check(problems: Problems, { inference, version, existingVolcanoEnabled, nodeSelector = {} }: MachineLearningExtensionProps): void {
    problems.require(this.trainingEnabled || this.inferenceEnabled, { code: 'ExtensionPurposeRequired', prop: 'trainingEnabled', rule: "or 'inference' is required: without both, the extension does nothing", expected: 'one of the two, or both', fix: "set 'trainingEnabled: true', or add 'inference'" });
    problems.require(version === undefined || Token.isUnresolved(version) || /^\d+\.\d+\.\d+$/.test(version), { code: 'ExtensionVersionInvalid', prop: 'version', rule: 'is not a version of the extension', got: version, expected: 'major.minor.patch, for example 1.1.76', fix: 'leave it out for the release train stable, or take one from its release notes' });
    problems.require(existingVolcanoEnabled === undefined || this.trainingEnabled, { code: 'ExtensionVolcanoUnused', prop: 'existingVolcanoEnabled', rule: "has no effect without 'trainingEnabled': only jobs are scheduled by Volcano", got: existingVolcanoEnabled, expected: 'nothing', fix: 'leave it out' });
    if (inference) checkInference(problems, inference);
    Object.entries(nodeSelector).flatMap(([key, value]) => [labelKeyProblem('nodeSelector', key), labelValueProblem('nodeSelector', key, value)]).forEach((problem) => problem && problems.add(problem));
  }

  /** What the pools of the cluster can't hold, once all of them are defined. */
  private poolProblems({ inference, nodeSelector = {}, nvidiaDevicePluginEnabled, gpuMetricsEnabled }: MachineLearningExtensionProps): Problem[] {
    const { nodePools } = this.cluster;
    if (!nodePools.isComplete) return [];
    const fit = nodePools.pools.filter((pool) => runsExtension(pool) && isSelected(pool, nodeSelector));
    const nodes = fit.reduce((sum, { maxNodes }) => sum + maxNodes, 0);
    const gpu = nodePools.pools.some(({ vmSize }) => vmSize.hasGpu);
    const found = new Problems(this);
    found.require(fit.length > 0, { code: 'ExtensionPoolRequired', prop: 'cluster', rule: 'has no pool that the extension can run on', got: nodePools.poolNames, expected: 'a pool without taints and without ARM processors, with the labels of the selector', fix: 'add a pool for NodePoolPurpose.CPU' });
    found.require(fit.length === 0 || !inference || inference.highAvailabilityEnabled === false || nodes >= HIGH_AVAILABILITY_NODES, { code: 'InferenceNodesTooFew', prop: 'inference.highAvailabilityEnabled', rule: 'puts three routers on three nodes, which the pools never have', got: nodes, expected: `at least ${HIGH_AVAILABILITY_NODES} nodes in pools that the extension can run on`, fix: "raise 'maxNodes' of a pool, or set it to false" });
    found.require(gpu || !(nvidiaDevicePluginEnabled || gpuMetricsEnabled), { code: 'ExtensionGpuUnused', prop: nvidiaDevicePluginEnabled ? 'nvidiaDevicePluginEnabled' : 'gpuMetricsEnabled', rule: 'has no effect on a cluster without GPUs', got: true, expected: 'nothing', fix: 'leave it out, or add a pool for NodePoolPurpose.GPU' });
    return [...found.all];
  }
}

class ImportedMachineLearningExtension extends AzureConstruct implements IMachineLearningExtension {
  readonly cluster: IKubernetesCluster;
  readonly trainingEnabled: boolean;
  readonly inferenceEnabled: boolean;
  readonly waitables: readonly IWaitable[] = [];

  constructor(scope: Construct, id: string, attributes: MachineLearningExtensionAttributes) {
    super(scope, id);
    this.cluster = attributes.cluster;
    this.trainingEnabled = attributes.trainingEnabled;
    this.inferenceEnabled = attributes.inferenceEnabled;
  }
}

function checkInference(problems: Problems, { certificate, insecureConnectionsEnabled = false, routerService = InferenceRouterService.LOAD_BALANCER, publicLoadBalancerEnabled }: InferenceOptions): void {
  problems.require(certificate !== undefined || insecureConnectionsEnabled, { code: 'InferenceCertificateRequired', prop: 'inference.certificate', rule: 'is required: requests and tokens would travel unencrypted', got: certificate, expected: 'the host name and the secret of a certificate', fix: "pass it, or set 'inference.insecureConnectionsEnabled: true' to try things out" });
  problems.require(certificate === undefined || !insecureConnectionsEnabled, { code: 'InferenceCertificateUnused', prop: 'inference.certificate', rule: "has no effect with 'insecureConnectionsEnabled'", got: certificate?.hostName, expected: 'nothing', fix: 'leave one of the two out' });
  problems.require(publicLoadBalancerEnabled === undefined || routerService === InferenceRouterService.LOAD_BALANCER, { code: 'InferenceLoadBalancerUnused', prop: 'inference.publicLoadBalancerEnabled', rule: `has no effect on a router of the kind ${routerService}`, got: publicLoadBalancerEnabled, expected: 'nothing', fix: 'leave it out' });
  if (!certificate) return;
  const { hostName, secretName } = certificate;
  problems.require(Token.isUnresolved(hostName) || HOST_NAME.test(hostName), { code: 'InferenceHostNameInvalid', prop: 'inference.certificate.hostName', rule: 'is not a host name', got: hostName, expected: 'a full name in lower case, for example scoring.contoso.com', fix: 'leave out the protocol, port and path' });
  problems.require(Token.isUnresolved(secretName) || SECRET_NAME.test(secretName), { code: 'InferenceSecretNameInvalid', prop: 'inference.certificate.secretName', rule: 'is not the name of a Kubernetes secret', got: secretName, expected: 'lower-case letters, digits, "-" and "."', fix: 'correct it' });
}

function inferenceSettings({ certificate, insecureConnectionsEnabled = false, routerService = InferenceRouterService.LOAD_BALANCER, publicLoadBalancerEnabled, highAvailabilityEnabled = true }: InferenceOptions): Record<string, string> {
  const isInternal = routerService === InferenceRouterService.LOAD_BALANCER && !(publicLoadBalancerEnabled ?? false);
  return {
    clusterPurpose: highAvailabilityEnabled ? 'FastProd' : 'DevTest',
    inferenceRouterHA: flag(highAvailabilityEnabled),
    inferenceRouterServiceType: routerService,
    ...(isInternal ? { internalLoadBalancerProvider: 'azure', 'scoringFe.serviceType.internalLoadBalancer': 'true' } : {}),
    ...(routerService === InferenceRouterService.NODE_PORT ? { 'scoringFe.serviceType.nodePort': 'true' } : {}),
    allowInsecureConnections: flag(insecureConnectionsEnabled),
    ...(certificate ? { sslCname: certificate.hostName, sslSecret: certificate.secretName, 'scoringFe.sslSecret': certificate.secretName } : {}),
  };
}

function flag(value: boolean): string {
  return value ? 'True' : 'False';
}
