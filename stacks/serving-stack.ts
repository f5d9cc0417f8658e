import type { App } from 'cdktf';
import { TerraformOutput } from 'cdktf';
import { NodePoolPurpose } from '../constructs/aks/node-pool';
import { fail } from '../constructs/core/errors';
import type { IResourceGroup } from '../constructs/governance/resource-group';
import { ResourceGroup } from '../constructs/governance/resource-group';
import { ManagedIdentity } from '../constructs/identity/managed-identity';
import { RolloutSteps } from '../constructs/ml/rollout-step';
import { VmSize } from '../constructs/ml/vm-size';
import type { MonitorWorkspace } from '../constructs/monitoring/monitor-workspace';
import { ContainerImage } from '../constructs/serving/container-image';
import { kubernetesProvider } from '../constructs/serving/kubernetes-provider';
import type { ScoringDeployment } from '../constructs/serving/scoring-deployment';
import { ScoringService } from '../constructs/serving/scoring-service';
import { ServiceAlerts } from '../constructs/serving/service-alerts';
import type { ServiceGate } from '../constructs/serving/service-gate';
import { ServiceMetric } from '../constructs/serving/service-gate';
import { ServiceGateway } from '../constructs/serving/service-gateway';
import { ServicePriority } from '../constructs/serving/service-priority';
import { ServiceRollout } from '../constructs/serving/service-rollout';
import type { ShownService } from '../constructs/serving/service-workbook';
import { ServiceWorkbook } from '../constructs/serving/service-workbook';
import { PodSecurityLevel, ServingNamespace } from '../constructs/serving/serving-namespace';
import { ServingPool } from '../constructs/serving/serving-pool';
import type { IStorageContainer } from '../constructs/storage/storage-container';
import { StorageContainer } from '../constructs/storage/storage-container';
import { findPlaceholders } from '../environments/placeholders';
import type { Environment, ServiceRelease } from '../environments/schema';
import type { AksStack } from './aks-stack';
import type { EnvironmentStackProps } from './environment-stack';
import { EnvironmentStack, SERVING_NAMESPACE, SERVING_SETTINGS } from './environment-stack';
import { grantPersonas } from './personas';
import type { PlatformStack } from './platform-stack';
import { stepVariableName } from './step-variable';

/** What the stack of the scoring services is given. */
export interface ServingStackProps extends EnvironmentStackProps {
  readonly platform: PlatformStack;
  readonly aks: AksStack;
}

type AksSettings = NonNullable<Environment['aks']>;
type ServingSettings = NonNullable<AksSettings['serving']>;
type ServiceSettings = ServingSettings['services'][string];
type Slot = ServiceRelease['live'];

/** What pods of gateways have together, at most. */
const GATEWAY_QUOTA = { cpuMillicores: 4000, memoryMib: 8192, pods: 10, loadBalancers: 1 };
/** Scoring goes before what has no class, for example training. */
const PRIORITY = 100_000;
const SLOTS = { blue: 'Blue', green: 'Green' } as const satisfies Record<Slot, string>;

/** What all services of the stack have in common. */
interface Parts {
  readonly namespace: ServingNamespace;
  readonly gateways: ServingNamespace;
  readonly gateway: ServiceGateway;
  readonly priority: ServicePriority;
  readonly pools: Readonly<Record<'cpu' | 'gpu', ServingPool | undefined>>;
  readonly dataContainer: IStorageContainer | undefined;
}

/** What answers requests in the cluster: the gateway, and the images that are released, with the rollouts of the next ones. */
export class ServingStack extends EnvironmentStack {
  private readonly platform: PlatformStack;
  private readonly aks: AksStack;
  private readonly monitorWorkspace: MonitorWorkspace;
  private readonly resourceGroup: IResourceGroup;

  constructor(scope: App, { platform, aks, ...props }: ServingStackProps) {
    super(scope, 'serving', props, placeholdersOf(props));
    this.platform = platform;
    this.aks = aks;
    const { releases = {} } = props;
    const settings = this.environment.aks;
    if (!settings?.serving) fail(this, { code: 'ServingSectionMissing', prop: 'aks.serving', rule: 'is required for scoring services', got: undefined, expected: 'their settings', fix: 'write them' });
    this.monitorWorkspace = aks.monitorWorkspace ?? fail(this, { code: 'ServingMetricsMissing', prop: 'aks', rule: 'collects no metrics, which gates and alerts ask for', got: undefined, expected: 'the stack of an environment with scoring services', fix: "define it with the same 'environment'" });
    this.resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: this.environment.location, purpose: 'serving' });
    kubernetesProvider(this, 'Kubernetes', { cluster: aks.cluster });
    const { serving } = settings;
    const parts = this.parts(settings, serving);
    const shown = Object.entries(serving.services).flatMap(([name, own]) => {
      const service = this.newService(name, own, parts);
      const release = releases[name];
      return release ? [this.release(service, name, own, release, parts)] : [];
    });
    if (shown.length > 0) new ServiceWorkbook(this, 'Workbook', { resourceGroup: this.resourceGroup, monitorWorkspace: this.monitorWorkspace, services: shown, displayName: `Scoring services of ${this.environment.name}` });
    this.addOutputs(parts);
    grantPersonas(this.environment, { costs: this.resourceGroup });
  }

  private parts(settings: AksSettings, serving: ServingSettings): Parts {
    const namespace = new ServingNamespace(this, 'Namespace', { name: SERVING_NAMESPACE, quota: serving.quota });
    const gateways = new ServingNamespace(this, 'GatewayNamespace', { name: 'serving-gateways', podSecurityLevel: PodSecurityLevel.BASELINE, quota: GATEWAY_QUOTA });
    const { hostName, certificateName, publicAddressEnabled, clientRanges } = serving.gateway;
    const identity = new ManagedIdentity(this, 'GatewayIdentity', { resourceGroup: this.resourceGroup, purpose: 'serving-gateway' });
    const gateway = new ServiceGateway(this, 'Gateway', {
      namespace: gateways,
      name: 'serving',
      hostName,
      dnsZoneName: serving.dnsZoneName,
      certificate: { keyVault: this.platform.keyVault, certificateName, identity },
      serviceNamespaces: [namespace],
      publicAddressEnabled,
      clientRanges,
    });
    identity.addFederatedCredential({ name: 'gateway', issuer: this.aks.cluster.oidcIssuerUrl, subject: gateway.subject });
    const { cpuPool, gpuPool } = settings;
    return {
      namespace,
      gateways,
      gateway,
      priority: new ServicePriority(this, 'Priority', { name: 'scoring', value: PRIORITY }),
      pools: {
        cpu: new ServingPool({ name: 'cpu', purpose: NodePoolPurpose.CPU, vmSize: VmSize.of(cpuPool.vmSize), maxNodes: cpuPool.maxNodes }),
        gpu: gpuPool && new ServingPool({ name: 'gpu', purpose: NodePoolPurpose.GPU, vmSize: VmSize.of(gpuPool.vmSize), maxNodes: gpuPool.maxNodes }),
      },
      dataContainer: Object.values(serving.services).some(({ dataCollection }) => dataCollection) ? new StorageContainer(this, 'CollectedData', { storageAccount: this.platform.dataLake, name: 'collected' }) : undefined,
    };
  }

  /** What runs of a service, and who of it answers. */
  private release(service: ScoringService, name: string, settings: ServiceSettings, release: ServiceRelease, parts: Parts): ShownService {
    const { rollout, validation, path } = settings;
    const other: Slot = release.live === 'blue' ? 'green' : 'blue';
    const stable = this.addDeployment(service, name, settings, release, release.live, parts) ?? fail(this, { code: 'ReleaseSlotEmpty', prop: `${name}.live`, rule: 'names a slot without an image', got: release.live, expected: 'a slot with an image', fix: 'correct the release' });
    const candidate = this.addDeployment(service, name, settings, release, other, parts);
    const gates = gatesOf(rollout.gates);
    new ServiceRollout(service, 'Rollout', {
      service,
      gateway: parts.gateway,
      stable,
      pathPrefix: path,
      ...(candidate ? {
        candidate,
        stepVariableName: stepVariableName(name),
        steps: RolloutSteps.canary(rollout.percents, { gates, pauseMinutes: rollout.pauseMinutes, mirrorPercent: rollout.mirrorPercent }),
        validation: { ...validation, quality: Object.entries(validation.quality).map(([metric, atLeast]) => ({ metric, atLeast })) },
      } : {}),
    });
    new ServiceAlerts(service, 'Alerts', {
      resourceGroup: this.resourceGroup,
      name: `scoring service ${name}`,
      service,
      monitorWorkspace: this.monitorWorkspace,
      clusterName: this.aks.cluster.resourceName,
      stable: gates.some(({ metric }) => metric === ServiceMetric.PREDICTION_DRIFT_PERCENT) ? stable : undefined,
      thresholds: gates.map(({ metric, atMost }) => ({ metric, above: atMost })),
      actionGroups: [this.platform.actionGroup],
    });
    this.output(`${outputName(name)}_stable_digest`, stable.image.digest);
    if (candidate) this.output(`${outputName(name)}_candidate_digest`, candidate.image.digest);
    return { stable, candidate };
  }

  private newService(name: string, { secrets, dataCollection }: ServiceSettings, { namespace, gateways, priority, dataContainer }: Parts): ScoringService {
    const identity = new ManagedIdentity(this, `Identity-${name}`, { resourceGroup: this.resourceGroup, purpose: `service-${name}` });
    const service = new ScoringService(this, `Service-${name}`, {
      namespace,
      name,
      identity,
      gatewayNamespaces: [gateways],
      secrets: secrets && { keyVault: this.platform.keyVault, secretNames: secrets },
      dataContainer: dataCollection ? dataContainer : undefined,
      priority,
    });
    service.waitFor(identity.addFederatedCredential({ name, issuer: this.aks.cluster.oidcIssuerUrl, subject: service.subject }));
    return service;
  }

  private addDeployment(service: ScoringService, name: string, { repository, pool, resources, replicas, modelLoadSeconds }: ServiceSettings, release: ServiceRelease, slot: Slot, { pools }: Parts): ScoringDeployment | undefined {
    const image = release[slot];
    if (!image) return undefined;
    const { cpuMillicores, memoryMib, gpus } = resources;
    return service.addDeployment(SLOTS[slot], {
      name: slot,
      image: ContainerImage.of({ registry: this.platform.containerRegistry, repository, digest: image.digest }),
      model: { name, version: image.modelVersion },
      pool: pools[pool] ?? fail(this, { code: 'ServingPoolUnknown', prop: `aks.serving.services.${name}.pool`, rule: 'is a pool that the cluster does not have', got: pool, expected: 'cpu', fix: "change it, or add 'aks.gpuPool'" }),
      resources: { cpuMillicores, cpuLimitMillicores: resources.cpuLimitMillicores ?? cpuMillicores * 2, memoryMib, memoryLimitMib: resources.memoryLimitMib ?? memoryMib, gpus },
      modelLoadSeconds,
      scaling: { minReplicas: replicas.min, maxReplicas: replicas.max },
    });
  }

  /** What release pipelines ask for. A release refers to the same, so that it changes this stack alone. */
  private addOutputs({ dataContainer }: Parts): void {
    this.output('cluster_name', this.aks.cluster.resourceName);
    this.output('image_registry', this.platform.containerRegistry.loginServer);
    this.output('monitor_workspace_id', this.monitorWorkspace.resourceId);
    this.output('prometheus_url', this.monitorWorkspace.queryEndpoint);
    if (dataContainer) this.output('collected_data_account', dataContainer.storageAccount.resourceName);
  }

  private output(name: string, value: string): void {
    new TerraformOutput(this, name, { value, staticId: true });
  }
}

/** What is left of the placeholders that only scoring services use, and of those among the released images. */
function placeholdersOf({ environment, releases = {} }: EnvironmentStackProps): string[] {
  const services = Object.keys(environment.aks?.serving?.services ?? {});
  const released = Object.fromEntries(Object.entries(releases).filter(([name]) => services.includes(name)));
  return [...findPlaceholders(environment).filter((path) => path.startsWith(SERVING_SETTINGS)), ...findPlaceholders(released).map((path) => `releases/${environment.name}.json: ${path}`)];
}

function gatesOf(gates: ServiceSettings['rollout']['gates']): ServiceGate[] {
  return Object.values(ServiceMetric).flatMap((metric) => {
    const atMost = gates[metric];
    return atMost === undefined ? [] : [{ metric, atMost }];
  });
}

/** A name as outputs have it. */
function outputName(service: string): string {
  return service.replaceAll('-', '_');
}
