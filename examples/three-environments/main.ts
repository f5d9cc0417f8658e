import { checkedEnvironment, loadSharedSettings, PLACEHOLDER } from '../../environments';
import { withVariables } from '../../environments/loading/variables';
import type { Environment, SharedSettings } from '../../environments';
import { defineEnvironment } from '../../stacks/landscape';
import type { DefineExample } from '../support/run-example';
import { runExample } from '../support/run-example';

const MAIN = 'examples/three-environments/main.ts';

/** What all three have in common. */
const common = {
  workload: 'three',
  subscriptionId: PLACEHOLDER.subscriptionId,
  tenantId: PLACEHOLDER.tenantId,
  location: 'westeurope',
  access: { publicNetworkAccessEnabled: false, allowedIpRanges: [] },
  keyVault: { sku: 'standard' },
  personas: {
    dataScientist: [PLACEHOLDER.dataScientists],
    dataEngineer: [PLACEHOLDER.dataEngineers],
    mlEngineer: [PLACEHOLDER.mlEngineers],
    solutionArchitect: [],
    projectManager: [],
    projectLead: [PLACEHOLDER.projectLeads],
    platformEngineer: [PLACEHOLDER.platformEngineers],
    auditor: [PLACEHOLDER.auditors],
  },
  features: { aks: false, featureStore: false, customerManagedKeys: false, computeInstances: false, synapseSpark: false, budget: true, defender: false, diagnostics: true },
} satisfies Partial<Environment>;

const imageBuild = { vmSize: 'Standard_D2s_v5', minNodes: 0, maxNodes: 1, priority: 'Dedicated', idleMinutes: 5 } as const;
const cluster = { vmSize: 'Standard_D4s_v5', minNodes: 0, maxNodes: 4, priority: 'LowPriority', idleMinutes: 5 } as const;
const budget = { thresholdsPercent: [80, 100], recipients: [PLACEHOLDER.email], startMonth: '2026-12' };

/** Each one stricter than the one before. Names are their own, so that states and resources are, too. */
export const environments: readonly Environment[] = [
  {
    ...common,
    name: 'dev3',
    stage: 'development',
    tags: { owner: 'ml-platform', costCenter: 'cc-1000', dataClassification: 'internal' },
    state: { kind: 'local' },
    protection: { locksEnabled: false, deletionProtectionEnabled: false, purgeOnDestroyEnabled: true },
    retention: { logDays: 30, softDeleteDays: 7 },
    budget: { ...budget, monthlyAmount: 300 },
    network: { addressSpace: ['10.50.0.0/22'], subnets: { privateEndpoints: 26 }, natGatewayEnabled: false, privateDnsZones: { kind: 'owned' } },
    workspace: { isolationMode: 'AllowInternetOutbound', highBusinessImpact: false },
    storage: { replication: 'LRS' },
    containerRegistry: { sku: 'Premium', zoneRedundant: false },
    compute: { cpuClusters: { 'cpu-small': cluster, 'image-build': imageBuild }, gpuClusters: {}, imageBuildCluster: 'image-build', instances: [] },
  },
  {
    ...common,
    name: 'test3',
    stage: 'test',
    tags: { owner: 'ml-platform', costCenter: 'cc-1000', dataClassification: 'internal' },
    state: { kind: 'local' },
    protection: { locksEnabled: false, deletionProtectionEnabled: false, purgeOnDestroyEnabled: true },
    retention: { logDays: 30, softDeleteDays: 7 },
    budget: { ...budget, monthlyAmount: 500 },
    network: { addressSpace: ['10.50.4.0/22'], subnets: { privateEndpoints: 26 }, natGatewayEnabled: false, privateDnsZones: { kind: 'owned' } },
    workspace: { isolationMode: 'AllowOnlyApprovedOutbound', highBusinessImpact: false },
    storage: { replication: 'ZRS' },
    containerRegistry: { sku: 'Premium', zoneRedundant: false },
    compute: { cpuClusters: { 'cpu-small': cluster, 'image-build': imageBuild }, gpuClusters: {}, imageBuildCluster: 'image-build', instances: [] },
  },
  {
    ...common,
    name: 'prod3',
    stage: 'production',
    tags: { owner: 'ml-platform', costCenter: 'cc-1000', dataClassification: 'confidential' },
    state: { kind: 'azurerm', storageAccountName: 'stcontosostates', containerName: 'tfstate-three', useOidc: true },
    protection: { locksEnabled: true, deletionProtectionEnabled: true, purgeOnDestroyEnabled: false },
    retention: { logDays: 365, softDeleteDays: 90, untaggedImageDays: 90 },
    budget: { ...budget, monthlyAmount: 3000 },
    network: { addressSpace: ['10.50.8.0/22'], subnets: { privateEndpoints: 26 }, natGatewayEnabled: false, privateDnsZones: { kind: 'owned' } },
    workspace: { isolationMode: 'AllowOnlyApprovedOutbound', highBusinessImpact: true, outboundRules: { fqdns: { 'package-feed': 'pkgs.dev.azure.com' } } },
    storage: { replication: 'GZRS' },
    containerRegistry: { sku: 'Premium', zoneRedundant: true },
    compute: { cpuClusters: { 'cpu-large': { ...cluster, maxNodes: 8, priority: 'Dedicated' }, 'image-build': imageBuild }, gpuClusters: {}, imageBuildCluster: 'image-build', instances: [] },
  },
];

/** Without the registry of the landscape in `environments/`. */
export const shared: SharedSettings = { ...loadSharedSettings(), modelRegistry: undefined };

/** Environments are apps of their own: they don't share a construct tree. */
export const definitions: readonly DefineExample[] = environments.map((data) => (app) => {
  const environment = withVariables(checkedEnvironment(data, data.name, MAIN), data.name, process.env);
  defineEnvironment(app, { environment, shared, definedIn: MAIN });
});

runExample(module, ...definitions);
