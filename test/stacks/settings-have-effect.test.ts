import { readFileSync } from 'node:fs';
import { SCHEMA_FILE } from '../../tools/environment-schema';
import type { Changes } from '../environments/wrong';
import { problemsWith } from '../environments/wrong';
import { textsOf, variant } from './landscape-of';

const SUBSCRIPTION = '/subscriptions/11111111-2222-4333-8444-000000000000';
const NETWORKS = `${SUBSCRIPTION}/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks`;
const ACCOUNTS = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts`;
const SCOPES = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Insights/privateLinkScopes`;
const SPARK_POOLS = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/syn/bigDataPools`;
const OTHER = '11111111-2222-4333-8444-000000000099';

/** Another value of a setting, and the stacks that it changes. */
interface Effect {
  readonly base: 'dev' | 'prod';
  readonly change: Changes;
  readonly stacks: string;
  /** What makes the setting one that means something. */
  readonly given: Changes;
}

const dev = (change: Changes, stacks: string, given: Changes = {}): Effect => ({ base: 'dev', change, stacks, given });
const prod = (change: Changes, stacks: string, given: Changes = {}): Effect => ({ base: 'prod', change, stacks, given });

const ALL = 'network platform ml aks';
const PARTS = `${ALL} serving`.split(' ');
const AZURE_STATE = { state: { kind: 'azurerm', storageAccountName: 'ststates', containerName: 'states' } };
const HCP_STATE = { state: { kind: 'hcp', organization: 'contoso', project: 'ml', hostname: 'tfe.contoso.com' } };
const OWN_COMPUTE = { 'workspace.isolationMode': 'Disabled', 'workspace.outboundRules': undefined };
const TRAINING = { ...OWN_COMPUTE, 'network.subnets.training': 24 };
const EXISTING_SUBNETS = { privateEndpoints: { name: 'pe', cidr: '10.30.0.0/26' }, training: { name: 'ml', cidr: '10.30.2.0/24' }, aksNodes: { name: 'aks', cidr: '10.30.4.0/22' } };
const EXISTING = { ...OWN_COMPUTE, 'network.subnets': undefined, 'network.hub': undefined, 'network.natGatewayEnabled': false, 'network.existingVirtualNetwork': { id: `${NETWORKS}/vnet`, subnets: EXISTING_SUBNETS } };
const RULES = { 'workspace.outboundRules.serviceTags': { sql: { serviceTag: 'AzureMonitor' } }, 'workspace.outboundRules.privateEndpoints': { data: { targetId: `${ACCOUNTS}/stdata`, group: 'blob' } } };
const MONITOR = { 'network.monitorPrivateLink': { kind: 'existing', scopeId: `${SCOPES}/ampls` } };
const LIFECYCLE = { 'storage.lifecycle': { old: { account: 'workspace', prefixes: ['scratch/'], coolAfterDays: 30, deleteAfterDays: 365 } } };
const lifecycle = (change: Changes): Effect => dev(Object.fromEntries(Object.entries(change).map(([key, value]) => [`storage.lifecycle.old.${key}`, value])), 'platform', LIFECYCLE);
const APPLICATION = {
  name: 'rstudio', image: `rocker/rstudio@sha256:${'0'.repeat(64)}`, endpoints: [{ targetPort: 8787, publishedPort: 8787 }], volumes: [{ source: '/mnt', target: '/mnt' }], environment: { LANG: 'C' }, secretEnvironment: { RSP_LICENSE: 'posit' },
};
const application = (change: Changes): Effect =>
  dev(Object.fromEntries(Object.entries(change).map(([key, value]) => [`compute.instances[0].customApplications[0].${key}`, value])), 'ml', { 'compute.instances[0].customApplications': [APPLICATION] });
const ELIGIBLE = { eligibility: { personas: ['auditor'] } };
const SPARK = { 'features.synapseSpark': true, 'compute.synapseSpark': { name: 'spark', sparkPoolId: `${SPARK_POOLS}/one` } };
const INFERENCE = { 'aks.machineLearning.inference': { hostName: 'scoring.contoso.com', certificate: 'scoring', tlsSecret: 'scoring-tls' } };
const SERVICE = 'aks.serving.services.scoring';
const serving = (change: Changes, given: Changes = {}): Effect => prod(Object.fromEntries(Object.entries(change).map(([key, value]) => [`aks.serving.${key}`, value])), 'serving', given);
const service = (change: Changes, given: Changes = {}): Effect => prod(Object.fromEntries(Object.entries(change).map(([key, value]) => [`${SERVICE}.${key}`, value])), 'serving', given);
const CLIENTS = { 'aks.serving.gateway.clientRanges': ['10.0.0.0/8'] };
const OPEN_DEV = { 'aks.serving': { dnsZoneName: 'ml.contoso.com', gateway: { hostName: 'scoring.ml.contoso.com', certificateName: 'scoring', clientRanges: ['20.1.2.0/24'] }, quota: { cpuMillicores: 1000, memoryMib: 1024, pods: 10 }, services: {} } };
const ON_GPU = { [`${SERVICE}.pool`]: 'gpu', [`${SERVICE}.replicas`]: { min: 2, max: 2 }, 'aks.gpuPool.maxNodes': 20, 'aks.serving.quota.gpus': 20, [`${SERVICE}.resources.gpus`]: 1 };
const WITHOUT_AKS = { aks: undefined, 'features.aks': false, 'features.defender': false, 'network.subnets.aksNodes': undefined };

/** Another value for every setting of the schema, as `*` in the path of one among several by name. */
const EFFECTS: Readonly<Record<string, Effect>> = {
  name: dev({ name: 'dev2' }, ALL),
  stage: dev({ stage: 'production' }, 'platform ml aks', {
    ...AZURE_STATE, 'protection.reason': 'Nothing in it is worth keeping', 'storage.reason': 'Nothing in it is worth keeping', 'containerRegistry.reason': 'Nothing in it is worth keeping',
    'aks.skuTier': 'Standard', 'aks.zones': ['1', '2'], 'aks.systemPool.minNodes': 2, 'compute.cpuClusters.cpu-small.priority': 'Dedicated', 'compute.gpuClusters.gpu-small.priority': 'Dedicated',
  }),
  workload: dev({ workload: 'ml' }, ALL),
  subscriptionId: dev({ subscriptionId: OTHER }, ALL),
  tenantId: dev({ tenantId: OTHER }, ALL),
  cloud: dev({ cloud: 'usgovernment', location: 'usgovvirginia' }, ALL),
  location: dev({ location: 'northeurope' }, ALL),
  'tags.owner': dev({ 'tags.owner': 'others' }, ALL),
  'tags.costCenter': dev({ 'tags.costCenter': 'cc-2' }, ALL),
  'tags.dataClassification': dev({ 'tags.dataClassification': 'public' }, ALL),
  'tags.*': dev({ 'tags.project': 'churn' }, ALL),
  'state.kind': dev(AZURE_STATE, ALL),
  'state.storageAccountName': dev({ 'state.storageAccountName': 'stothers' }, ALL, AZURE_STATE),
  'state.containerName': dev({ 'state.containerName': 'others' }, ALL, AZURE_STATE),
  'state.useOidc': dev({ 'state.useOidc': true }, ALL, AZURE_STATE),
  'state.organization': dev({ 'state.organization': 'fabrikam' }, ALL, HCP_STATE),
  'state.project': dev({ 'state.project': undefined }, ALL, HCP_STATE),
  'state.hostname': dev({ 'state.hostname': undefined }, ALL, HCP_STATE),
  'protection.locksEnabled': dev({ 'protection.locksEnabled': true }, 'platform ml aks', { 'protection.purgeOnDestroyEnabled': false }),
  'protection.deletionProtectionEnabled': dev({ 'protection.deletionProtectionEnabled': true }, ALL, { 'protection.purgeOnDestroyEnabled': false }),
  'protection.purgeOnDestroyEnabled': dev({ 'protection.purgeOnDestroyEnabled': false }, ALL),
  'retention.logDays': dev({ 'retention.logDays': 31 }, 'platform'),
  'retention.softDeleteDays': dev({ 'retention.softDeleteDays': 8 }, 'platform'),
  'retention.untaggedImageDays': dev({ 'retention.untaggedImageDays': 8 }, 'platform'),
  'budget.monthlyAmount': dev({ 'budget.monthlyAmount': 501 }, 'platform'),
  'budget.thresholdsPercent[]': dev({ 'budget.thresholdsPercent[0]': 51 }, 'platform'),
  'budget.recipients[]': dev({ 'budget.recipients[0]': 'others@contoso.com' }, 'platform'),
  'budget.startMonth': dev({ 'budget.startMonth': '2027-01' }, 'platform'),
  'access.publicNetworkAccessEnabled': dev({ 'access.publicNetworkAccessEnabled': false, 'access.allowedIpRanges': [] }, 'network platform ml', { 'aks.privateCluster': true, 'aks.authorizedIpRanges': undefined }),
  'access.allowedIpRanges[]': dev({ 'access.allowedIpRanges[0]': '20.1.3.0/24' }, 'platform ml'),
  'network.addressSpace[]': dev({ 'network.addressSpace[0]': '10.11.0.0/20' }, 'network'),
  'network.subnets.privateEndpoints': dev({ 'network.subnets.privateEndpoints': 27 }, 'network'),
  'network.subnets.training': prod({ 'network.subnets.training': 25 }, 'network', TRAINING),
  'network.subnets.aksNodes': dev({ 'network.subnets.aksNodes': 23 }, 'network'),
  'network.existingVirtualNetwork.id': prod({ 'network.existingVirtualNetwork.id': `${NETWORKS}/other` }, 'platform ml aks', EXISTING),
  'network.existingVirtualNetwork.subnets.privateEndpoints.name': prod({ 'network.existingVirtualNetwork.subnets.privateEndpoints.name': 'other' }, 'platform ml', EXISTING),
  'network.existingVirtualNetwork.subnets.training.name': prod({ 'network.existingVirtualNetwork.subnets.training.name': 'other' }, 'ml', EXISTING),
  'network.existingVirtualNetwork.subnets.aksNodes.name': prod({ 'network.existingVirtualNetwork.subnets.aksNodes.name': 'other' }, 'aks', EXISTING),
  'network.natGatewayEnabled': dev({ 'network.natGatewayEnabled': true }, 'network aks'),
  'network.hub.virtualNetworkId': prod({ 'network.hub.virtualNetworkId': `${NETWORKS}/other` }, 'network'),
  'network.hub.addressSpace[]': prod({ 'network.hub.addressSpace[0]': '10.1.0.0/16' }, 'network'),
  'network.hub.useRemoteGateways': prod({ 'network.hub.useRemoteGateways': false }, 'network'),
  'network.privateDnsZones.kind': prod({ 'network.privateDnsZones': { kind: 'owned' } }, 'network platform ml aks'),
  'network.privateDnsZones.resourceGroupId': prod({ 'network.privateDnsZones.resourceGroupId': `${SUBSCRIPTION}/resourceGroups/other` }, 'platform ml aks'),
  'network.monitorPrivateLink.kind': dev({ 'network.monitorPrivateLink': { kind: 'owned' } }, 'network platform ml'),
  'network.monitorPrivateLink.scopeId': dev({ 'network.monitorPrivateLink.scopeId': `${SCOPES}/other` }, 'platform ml', MONITOR),
  'workspace.friendlyName': dev({ 'workspace.friendlyName': 'Churn' }, 'ml'),
  'workspace.isolationMode': dev({ 'workspace.isolationMode': 'AllowOnlyApprovedOutbound' }, 'ml'),
  'workspace.highBusinessImpact': dev({ 'workspace.highBusinessImpact': true }, 'ml'),
  'workspace.outboundRules.fqdns.*': prod({ 'workspace.outboundRules.fqdns.package-feed': 'feed.contoso.com' }, 'ml'),
  'workspace.outboundRules.serviceTags.*.serviceTag': prod({ 'workspace.outboundRules.serviceTags.sql.serviceTag': 'AzureActiveDirectory' }, 'ml', RULES),
  'workspace.outboundRules.serviceTags.*.protocol': prod({ 'workspace.outboundRules.serviceTags.sql.protocol': 'UDP' }, 'ml', RULES),
  'workspace.outboundRules.serviceTags.*.ports': prod({ 'workspace.outboundRules.serviceTags.sql.ports': '1433' }, 'ml', RULES),
  'workspace.outboundRules.privateEndpoints.*.targetId': prod({ 'workspace.outboundRules.privateEndpoints.data.targetId': `${ACCOUNTS}/stother` }, 'ml', RULES),
  'workspace.outboundRules.privateEndpoints.*.group': prod({ 'workspace.outboundRules.privateEndpoints.data.group': 'web' }, 'ml', RULES),
  'workspace.outboundRules.privateEndpoints.*.sparkEnabled': prod({ 'workspace.outboundRules.privateEndpoints.data.sparkEnabled': true }, 'ml', RULES),
  'storage.replication': dev({ 'storage.replication': 'ZRS' }, 'platform'),
  'storage.lifecycle.*.account': lifecycle({ account: 'dataLake' }),
  'storage.lifecycle.*.prefixes[]': lifecycle({ 'prefixes[0]': 'temporary/' }),
  'storage.lifecycle.*.coolAfterDays': lifecycle({ coolAfterDays: 31 }),
  'storage.lifecycle.*.coldAfterDays': lifecycle({ coldAfterDays: 60 }),
  'storage.lifecycle.*.archiveAfterDays': lifecycle({ archiveAfterDays: 90 }),
  'storage.lifecycle.*.deleteAfterDays': lifecycle({ deleteAfterDays: 366 }),
  'storage.lifecycle.*.deleteVersionsAfterDays': lifecycle({ deleteVersionsAfterDays: 30 }),
  'storage.lifecycle.*.deleteSnapshotsAfterDays': lifecycle({ deleteSnapshotsAfterDays: 30 }),
  'keyVault.sku': dev({ 'keyVault.sku': 'premium' }, 'platform'),
  'containerRegistry.zoneRedundant': dev({ 'containerRegistry.zoneRedundant': true }, 'platform'),
  'compute.cpuClusters.*.vmSize': dev({ 'compute.cpuClusters.cpu-small.vmSize': 'Standard_D8s_v5' }, 'ml'),
  'compute.cpuClusters.*.minNodes': dev({ 'compute.cpuClusters.cpu-small.minNodes': 1 }, 'ml'),
  'compute.cpuClusters.*.maxNodes': dev({ 'compute.cpuClusters.cpu-small.maxNodes': 3 }, 'ml'),
  'compute.cpuClusters.*.priority': dev({ 'compute.cpuClusters.cpu-small.priority': 'Dedicated' }, 'ml'),
  'compute.cpuClusters.*.idleMinutes': dev({ 'compute.cpuClusters.cpu-small.idleMinutes': 6 }, 'ml'),
  'compute.gpuClusters.*.vmSize': dev({ 'compute.gpuClusters.gpu-small.vmSize': 'Standard_NC8as_T4_v3' }, 'ml'),
  'compute.gpuClusters.*.minNodes': dev({ 'compute.gpuClusters.gpu-small.minNodes': 1 }, 'ml'),
  'compute.gpuClusters.*.maxNodes': dev({ 'compute.gpuClusters.gpu-small.maxNodes': 3 }, 'ml'),
  'compute.gpuClusters.*.priority': dev({ 'compute.gpuClusters.gpu-small.priority': 'Dedicated' }, 'ml'),
  'compute.gpuClusters.*.idleMinutes': dev({ 'compute.gpuClusters.gpu-small.idleMinutes': 6 }, 'ml'),
  'compute.imageBuildCluster': dev({ 'compute.imageBuildCluster': 'cpu-small' }, 'ml'),
  'compute.instances[].name': dev({ 'compute.instances[0].name': 'ci-other' }, 'ml'),
  'compute.instances[].vmSize': dev({ 'compute.instances[0].vmSize': 'Standard_D4s_v5' }, 'ml'),
  'compute.instances[].assignedTo.objectId': dev({ 'compute.instances[0].assignedTo.objectId': OTHER }, 'ml'),
  'compute.instances[].idleMinutes': dev({ 'compute.instances[0].idleMinutes': 31 }, 'ml'),
  'compute.instances[].schedule.timeZone': dev({ 'compute.instances[0].schedule.timeZone': 'UTC' }, 'ml'),
  'compute.instances[].schedule.startTime': dev({ 'compute.instances[0].schedule.startTime': '08:30' }, 'ml'),
  'compute.instances[].schedule.stopTime': dev({ 'compute.instances[0].schedule.stopTime': '18:30' }, 'ml'),
  'compute.instances[].schedule.days[]': dev({ 'compute.instances[0].schedule.days[4]': 'Saturday' }, 'ml'),
  'compute.instances[].setupScript': dev({ 'compute.instances[0].setupScript': 'Users/admin/setup.sh' }, 'ml'),
  'compute.instances[].customApplications[].name': application({ name: 'posit' }),
  'compute.instances[].customApplications[].image': application({ image: `rocker/rstudio@sha256:${'1'.repeat(64)}` }),
  'compute.instances[].customApplications[].endpoints[].targetPort': application({ 'endpoints[0].targetPort': 80 }),
  'compute.instances[].customApplications[].endpoints[].publishedPort': application({ 'endpoints[0].publishedPort': 8888 }),
  'compute.instances[].customApplications[].volumes[].source': application({ 'volumes[0].source': '/mnt/data' }),
  'compute.instances[].customApplications[].volumes[].target': application({ 'volumes[0].target': '/data' }),
  'compute.instances[].customApplications[].volumes[].readOnlyEnabled': application({ 'volumes[0].readOnlyEnabled': true }),
  'compute.instances[].customApplications[].environment.*': application({ 'environment.LANG': 'C.UTF-8' }),
  'compute.instances[].customApplications[].secretEnvironment.*': application({ 'secretEnvironment.RSP_LICENSE': 'other' }),
  'compute.synapseSpark.name': dev({ 'compute.synapseSpark.name': 'other' }, 'ml', SPARK),
  'compute.synapseSpark.sparkPoolId': dev({ 'compute.synapseSpark.sparkPoolId': `${SPARK_POOLS}/two` }, 'ml', SPARK),
  'aks.kubernetesVersion': dev({ 'aks.kubernetesVersion': '1.33' }, 'aks'),
  'aks.skuTier': dev({ 'aks.skuTier': 'Standard' }, 'aks'),
  'aks.privateCluster': dev({ 'aks.privateCluster': true, 'aks.authorizedIpRanges': undefined }, 'network aks'),
  'aks.authorizedIpRanges[]': dev({ 'aks.authorizedIpRanges[0]': '20.1.3.0/24' }, 'aks'),
  'aks.podCidr': dev({ 'aks.podCidr': '172.20.0.0/16' }, 'aks'),
  'aks.serviceCidr': dev({ 'aks.serviceCidr': '172.18.0.0/21' }, 'aks'),
  'aks.dnsServiceIp': dev({ 'aks.dnsServiceIp': '172.18.0.11' }, 'aks'),
  'aks.zones[]': prod({ 'aks.zones': ['1', '2'] }, 'aks'),
  'aks.systemPool.vmSize': prod({ 'aks.systemPool.vmSize': 'Standard_D8s_v5' }, 'aks'),
  'aks.systemPool.minNodes': prod({ 'aks.systemPool.minNodes': 4 }, 'aks'),
  'aks.systemPool.maxNodes': prod({ 'aks.systemPool.maxNodes': 7 }, 'aks'),
  'aks.cpuPool.vmSize': prod({ 'aks.cpuPool.vmSize': 'Standard_D16s_v5' }, 'aks'),
  'aks.cpuPool.minNodes': prod({ 'aks.cpuPool.minNodes': 4 }, 'aks'),
  'aks.cpuPool.maxNodes': prod({ 'aks.cpuPool.maxNodes': 13 }, 'aks'),
  'aks.gpuPool.vmSize': prod({ 'aks.gpuPool.vmSize': 'Standard_NC8as_T4_v3' }, 'aks'),
  'aks.gpuPool.minNodes': prod({ 'aks.gpuPool.minNodes': 1 }, 'aks'),
  'aks.gpuPool.maxNodes': prod({ 'aks.gpuPool.maxNodes': 5 }, 'aks'),
  'aks.adminGroupIds[]': dev({ 'aks.adminGroupIds[0]': OTHER }, 'aks'),
  'aks.upgradeChannel': dev({ 'aks.upgradeChannel': 'rapid' }, 'aks'),
  'aks.maintenanceWindow.day': dev({ 'aks.maintenanceWindow.day': 'Monday' }, 'aks'),
  'aks.maintenanceWindow.startHourUtc': dev({ 'aks.maintenanceWindow.startHourUtc': 2 }, 'aks'),
  'aks.maintenanceWindow.durationHours': dev({ 'aks.maintenanceWindow.durationHours': 5 }, 'aks'),
  'aks.machineLearning.training': prod({ 'aks.machineLearning.training': false }, 'aks', INFERENCE),
  'aks.machineLearning.inference.hostName': prod({ 'aks.machineLearning.inference.hostName': 'other.contoso.com' }, 'aks', INFERENCE),
  'aks.machineLearning.inference.certificate': prod({ 'aks.machineLearning.inference.certificate': 'other' }, 'aks', INFERENCE),
  'aks.machineLearning.inference.tlsSecret': prod({ 'aks.machineLearning.inference.tlsSecret': 'other' }, 'aks', INFERENCE),
  'aks.machineLearning.namespace': prod({ 'aks.machineLearning.namespace': 'other' }, 'aks'),
  'aks.machineLearning.instanceTypes.*.cpuCores': prod({ 'aks.machineLearning.instanceTypes.small.cpuCores': 1.5 }, 'aks'),
  'aks.machineLearning.instanceTypes.*.memoryGib': prod({ 'aks.machineLearning.instanceTypes.small.memoryGib': 6 }, 'aks'),
  'aks.machineLearning.instanceTypes.*.gpus': prod({ 'aks.machineLearning.instanceTypes.gpu.gpus': undefined }, 'aks'),
  'aks.machineLearning.instanceTypes.*.pool': prod({ 'aks.machineLearning.instanceTypes.small.pool': 'gpu' }, 'aks'),
  'aks.machineLearning.defaultInstanceType': prod({ 'aks.machineLearning.defaultInstanceType': 'medium' }, 'aks'),
  'aks.serving.dnsZoneName': prod({ 'aks.serving.dnsZoneName': 'other.contoso.com', 'aks.serving.gateway.hostName': 'scoring.other.contoso.com' }, 'serving'),
  'aks.serving.gateway.hostName': serving({ 'gateway.hostName': 'other.ml.contoso.com' }, { 'aks.serving.dnsZoneName': 'ml.contoso.com', 'aks.serving.gateway.hostName': 'scoring.ml.contoso.com' }),
  'aks.serving.gateway.certificateName': serving({ 'gateway.certificateName': 'other' }),
  'aks.serving.gateway.publicAddressEnabled': dev({ 'aks.serving.gateway.publicAddressEnabled': true }, 'serving', OPEN_DEV),
  'aks.serving.gateway.clientRanges[]': serving({ 'gateway.clientRanges[0]': '10.1.0.0/16' }, CLIENTS),
  'aks.serving.quota.cpuMillicores': serving({ 'quota.cpuMillicores': 90000 }),
  'aks.serving.quota.memoryMib': serving({ 'quota.memoryMib': 90000 }),
  'aks.serving.quota.pods': serving({ 'quota.pods': 90 }),
  'aks.serving.quota.gpus': serving({ 'quota.gpus': 21 }, ON_GPU),
  'aks.serving.services.*.repository': service({ repository: 'models/other' }),
  'aks.serving.services.*.pool': service({ pool: 'gpu' }, { 'aks.gpuPool.maxNodes': 20 }),
  'aks.serving.services.*.resources.cpuMillicores': service({ 'resources.cpuMillicores': 900 }),
  'aks.serving.services.*.resources.cpuLimitMillicores': service({ 'resources.cpuLimitMillicores': 3000 }),
  'aks.serving.services.*.resources.memoryMib': service({ 'resources.memoryMib': 1024 }),
  'aks.serving.services.*.resources.memoryLimitMib': service({ 'resources.memoryLimitMib': 2560 }),
  'aks.serving.services.*.resources.gpus': service({ 'resources.gpus': undefined }, ON_GPU),
  'aks.serving.services.*.modelLoadSeconds': service({ modelLoadSeconds: 120 }),
  'aks.serving.services.*.replicas.min': service({ 'replicas.min': 3 }),
  'aks.serving.services.*.replicas.max': service({ 'replicas.max': 3 }),
  'aks.serving.services.*.path': service({ path: '/scoring' }),
  'aks.serving.services.*.dataCollection': prod({ [`${SERVICE}.dataCollection`]: false }, 'platform serving'),
  'aks.serving.services.*.secrets[]': service({ 'secrets[0]': 'other' }, { [`${SERVICE}.secrets`]: ['feature-api'] }),
  'aks.serving.services.*.rollout.percents[]': service({ 'rollout.percents[0]': 20 }),
  'aks.serving.services.*.rollout.mirrorPercent': service({ 'rollout.mirrorPercent': 10 }),
  'aks.serving.services.*.rollout.pauseMinutes': service({ 'rollout.pauseMinutes': 60 }),
  'aks.serving.services.*.rollout.gates.errorPercent': service({ 'rollout.gates.errorPercent': 2 }),
  'aks.serving.services.*.rollout.gates.latencyP95Milliseconds': service({ 'rollout.gates.latencyP95Milliseconds': 600 }),
  'aks.serving.services.*.rollout.gates.latencyP99Milliseconds': service({ 'rollout.gates.latencyP99Milliseconds': 900 }),
  'aks.serving.services.*.rollout.gates.predictionDriftPercent': service({ 'rollout.gates.predictionDriftPercent': 20 }),
  'aks.serving.services.*.validation.command[]': service({ 'validation.command[0]': 'python3' }),
  'aks.serving.services.*.validation.datasetUri': service({ 'validation.datasetUri': 'abfss://curated@stother.dfs.core.windows.net/validation/2' }),
  'aks.serving.services.*.validation.quality.*': service({ 'validation.quality.r2': 0.95 }),
  'aks.serving.services.*.validation.timeoutMinutes': service({ 'validation.timeoutMinutes': 60 }),
  'personas.dataScientist[]': dev({ 'personas.dataScientist[0]': OTHER }, 'platform ml'),
  'personas.dataEngineer[]': dev({ 'personas.dataEngineer[0]': OTHER }, 'platform ml'),
  'personas.mlEngineer[]': dev({ 'personas.mlEngineer[0]': OTHER }, 'platform ml aks'),
  'personas.solutionArchitect[]': dev({ 'personas.solutionArchitect[0]': OTHER }, 'platform ml aks'),
  'personas.projectManager[]': dev({ 'personas.projectManager[0]': OTHER }, ALL),
  'personas.projectLead[]': dev({ 'personas.projectLead[0]': OTHER }, 'platform ml'),
  'personas.platformEngineer[]': dev({ 'personas.platformEngineer[0]': OTHER }, 'platform ml aks'),
  'personas.auditor[]': dev({ 'personas.auditor[0]': OTHER }, 'platform ml aks'),
  'eligibility.personas[]': dev({ 'eligibility.personas[0]': 'projectLead' }, 'platform ml aks', ELIGIBLE),
  'eligibility.durationDays': dev({ 'eligibility.durationDays': 30 }, 'platform ml aks', ELIGIBLE),
  'eligibility.permanentEnabled': dev({ 'eligibility.permanentEnabled': true }, 'platform ml aks', ELIGIBLE),
  'features.aks': prod(WITHOUT_AKS, 'network platform ml aks serving'),
  'features.featureStore': dev({ 'features.featureStore': true }, 'ml'),
  'features.customerManagedKeys': dev({ 'features.customerManagedKeys': true }, 'platform ml', { 'protection.purgeOnDestroyEnabled': false }),
  'features.computeInstances': dev({ 'features.computeInstances': false, 'compute.instances': [] }, 'ml'),
  'features.synapseSpark': dev(SPARK, 'ml'),
  'features.budget': dev({ 'features.budget': false, budget: undefined }, 'platform'),
  'features.defender': dev({ 'features.defender': true }, 'aks'),
  'features.diagnostics': dev({ 'features.diagnostics': false }, 'platform ml aks'),
};

/** Settings that explain or check others, and reach no resource themselves. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  $schema: 'names the schema of the file',
  'protection.reason': 'says why',
  'access.reason': 'says why',
  'storage.reason': 'says why',
  'containerRegistry.reason': 'says why',
  'compute.cpuClusters.*.reason': 'says why',
  'compute.gpuClusters.*.reason': 'says why',
  'network.existingVirtualNetwork.subnets.privateEndpoints.cidr': 'is checked against the other ranges',
  'network.existingVirtualNetwork.subnets.training.cidr': 'is checked against the other ranges',
  'network.existingVirtualNetwork.subnets.aksNodes.cidr': 'is checked against the other ranges',
  'containerRegistry.sku': 'is refused in all values but one',
};

describe('every setting', () => {
  test('is in the table', () => {
    expect([...Object.keys(EFFECTS), ...Object.keys(WITHOUT_EFFECT)].sort()).toEqual(settingsOf(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'))).sort());
  });

  test.each(['Basic', 'Standard'])('but the registry %s is accepted, wherever it is', (sku) => {
    expect(problemsWith('dev', { 'containerRegistry.sku': sku }).map(codeOf)).toEqual(['RegistryIpRulesNeedPremium']);
    expect(problemsWith('dev', { 'containerRegistry.sku': sku, 'access.allowedIpRanges': [] }).map(codeOf)).toEqual(['PublicAccessOpenToAll']);
    expect(problemsWith('test', { 'containerRegistry.sku': sku, 'retention.untaggedImageDays': undefined }).map(codeOf)).toEqual(['PrivateRegistryNeedsPremium']);
  });

  test.each(Object.entries(EFFECTS))('%s changes what is deployed', (_, { base, given, change, stacks }) => {
    expect(changedParts(partsOf(base, given), partsOf(base, { ...given, ...change })).join(' ')).toBe(stacks);
  });
});

const codeOf = (problem: string): string => problem.slice(1, problem.indexOf(']'));

const known = new Map<string, Readonly<Record<string, string>>>();

/** The text of every stack by its part, whatever the name of the environment. */
function partsOf(base: string, changes: Changes): Readonly<Record<string, string>> {
  const key = JSON.stringify([base, Object.entries(changes).map(([path, value]) => [path, value ?? null])]);
  const stacks = known.get(key) ?? Object.fromEntries(Object.entries(textsOf(variant(base, changes))).map(([name, text]) => [name.slice(name.indexOf('-') + 1), text]));
  known.set(key, stacks);
  return stacks;
}

function changedParts(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
  return PARTS.filter((part) => before[part] !== after[part]);
}

/** The paths of all settings, with `*` for names and `[]` for positions. */
function settingsOf(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { oneOf, properties, additionalProperties, items } = schema as Readonly<Record<string, unknown>>;
  if (Array.isArray(oneOf)) return [...new Set(oneOf.flatMap((kind) => settingsOf(kind, path)))];
  if (items !== undefined) return settingsOf(items, `${path}[]`);
  const named = Object.entries(properties ?? {}).flatMap(([key, child]) => settingsOf(child, path === '' ? key : `${path}.${key}`));
  const others = typeof additionalProperties === 'object' && additionalProperties !== null ? settingsOf(additionalProperties, `${path}.*`) : [];
  return named.length + others.length > 0 ? [...named, ...others] : [path];
}
