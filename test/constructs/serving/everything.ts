import type { TerraformStack } from 'cdktf';
import { NodePoolPurpose } from '../../../constructs/aks/node-pool';
import { DataCollection, RollingRate } from '../../../constructs/ml/data-collection';
import { RolloutSteps } from '../../../constructs/ml/rollout-step';
import { VmSize } from '../../../constructs/ml/vm-size';
import { ActionGroup } from '../../../constructs/monitoring/action-group';
import { ContainerImage } from '../../../constructs/serving/container-image';
import { ScoringService } from '../../../constructs/serving/scoring-service';
import { ServiceAlerts } from '../../../constructs/serving/service-alerts';
import { ServiceMetric } from '../../../constructs/serving/service-gate';
import { ServiceGateway } from '../../../constructs/serving/service-gateway';
import { ServicePriority } from '../../../constructs/serving/service-priority';
import { ServiceRollout } from '../../../constructs/serving/service-rollout';
import { PodSecurityLevel, ServingNamespace } from '../../../constructs/serving/serving-namespace';
import { ServingPool } from '../../../constructs/serving/serving-pool';
import { ExistingResource } from '../../../constructs/core/existing-resource';
import { StorageContainer } from '../../../constructs/storage/storage-container';
import { testResourceGroup } from '../../support/template';
import { GROUP_ID, identity, storage } from '../ml/fixtures';
import { DIGEST, kubernetes, OTHER_DIGEST, registry, vault } from './serving-fixtures';

const MONITOR_ID = `${GROUP_ID}/providers/Microsoft.Monitor/accounts/amw-shared`;

/** A service with everything that can be said of one, for whole templates. */
export function everything(stack: TerraformStack): ServiceRollout {
  kubernetes(stack);
  const namespace = new ServingNamespace(stack, 'ScoringNamespace', { name: 'scoring', quota: { cpuMillicores: 20000, memoryMib: 65536, pods: 40, gpus: 2 }, podSecurityVersion: 'v1.34', labels: { team: 'prices' } });
  const gateways = new ServingNamespace(stack, 'GatewayNamespace', { name: 'gateways', quota: { cpuMillicores: 4000, memoryMib: 8192, pods: 10, loadBalancers: 1 }, podSecurityLevel: PodSecurityLevel.BASELINE });
  const keyVault = vault(stack);
  const scoring = identity(stack, 'Scoring');
  const gateway = new ServiceGateway(stack, 'Gateway', { namespace: gateways, name: 'scoring', hostName: 'scoring.ml.example.com', dnsZoneName: 'ml.example.com', certificate: { keyVault, certificateName: 'scoring', identity: identity(stack, 'Certificates') }, serviceNamespaces: [namespace], subnetName: 'snet-gateways', privateIpAddress: '10.0.4.10', clientRanges: ['10.0.0.0/8'] });
  const service = new ScoringService(stack, 'Service', {
    namespace,
    name: 'prices',
    identity: scoring,
    gatewayNamespaces: [gateways],
    secrets: { keyVault, secretNames: ['feature-api', 'geo-api'] },
    dataContainer: new StorageContainer(stack, 'Collected', { storageAccount: storage(stack), name: 'collected' }),
    egressRanges: ['0.0.0.0/0', '10.0.0.0/8'],
    priority: new ServicePriority(stack, 'Priority', { name: 'scoring', value: 100000 }),
  });
  const cpu = new ServingPool({ name: 'cpu', purpose: NodePoolPurpose.CPU, vmSize: VmSize.STANDARD_D8DS_V5, maxNodes: 4 });
  const gpu = new ServingPool({ name: 'gpu', purpose: NodePoolPurpose.GPU, vmSize: VmSize.STANDARD_NC4AS_T4_V3, maxNodes: 4 });
  const image = (variableName: string, defaultDigest: string): ContainerImage => ContainerImage.fromVariable(stack, variableName, { registry: registry(stack), repository: 'scoring/prices', variableName, defaultDigest });
  const shared = { modelLoadSeconds: 60, resources: { cpuMillicores: 500, cpuLimitMillicores: 2000, memoryMib: 1536, memoryLimitMib: 2048 } };
  const stable = service.addDeployment('Blue', { ...shared, name: 'blue', image: image('stable_digest', DIGEST), model: { name: 'prices', version: '3' }, pool: cpu, scaling: { minReplicas: 2, maxReplicas: 6, podsMetrics: [{ name: 'scoring_requests_per_second', averageValue: 12.5 }] }, dataCollection: { collections: [DataCollection.MODEL_INPUTS], samplingPercent: 20, rollingRate: RollingRate.DAY } });
  const candidate = service.addDeployment('Green', { ...shared, name: 'green', image: image('candidate_digest', OTHER_DIGEST), model: { name: 'prices', version: '4' }, pool: gpu, resources: { ...shared.resources, gpus: 1 }, scaling: { minReplicas: 1, maxReplicas: 2 }, variables: { BATCH_SIZE: '8' }, probes: { startup: { path: '/started', periodSeconds: 5 } } });
  const gates = [{ metric: ServiceMetric.ERROR_PERCENT, atMost: 1 }, { metric: ServiceMetric.LATENCY_P95_MILLISECONDS, atMost: 250 }, { metric: ServiceMetric.LATENCY_P99_MILLISECONDS, atMost: 800 }, { metric: ServiceMetric.PREDICTION_DRIFT_PERCENT, atMost: 10 }];
  const rollout = new ServiceRollout(stack, 'Rollout', {
    service, gateway, stable, candidate,
    steps: RolloutSteps.canary([10, 50], { gates, pauseMinutes: 30, mirrorPercent: 20 }),
    validation: { command: ['python', '-m', 'scoring.validate'], datasetUri: 'abfss://curated@stlake.dfs.core.windows.net/validation/7', quality: [{ metric: 'accuracy', atLeast: 0.92 }] },
    stepVariableName: 'rollout_step',
    pathPrefix: '/prices',
  });
  new ServiceAlerts(stack, 'Alerts', { resourceGroup: testResourceGroup(stack), name: 'prices in the cluster', service, monitorWorkspace: new ExistingResource(stack, 'MonitorWorkspace', MONITOR_ID), clusterName: 'aks-mlops-dev-we', stable, thresholds: gates.map(({ metric, atMost }) => ({ metric, above: atMost })), actionGroups: [ActionGroup.fromActionGroupId(stack, 'OnCall', `${GROUP_ID}/providers/Microsoft.Insights/actionGroups/ag-on-call`)] });
  return rollout;
}
