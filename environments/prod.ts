import { PLACEHOLDER } from './placeholders';
import type { Environment } from './schema';

/** Production: zone-redundant, private, locked and protected; only approved traffic leaves it. */
export default {
  name: 'prod',
  stage: 'production',
  workload: 'mlops',
  subscriptionId: PLACEHOLDER.subscriptionId,
  tenantId: PLACEHOLDER.tenantId,
  location: 'westeurope',
  tags: { owner: 'ml-platform', costCenter: 'cc-1000', dataClassification: 'confidential' },

  state: { kind: 'azurerm', useOidc: true },
  protection: { locksEnabled: true, deletionProtectionEnabled: true, purgeOnDestroyEnabled: false },
  retention: { logDays: 365, softDeleteDays: 90, untaggedImageDays: 90 },
  budget: { monthlyAmount: 10000, thresholdsPercent: [50, 75, 90, 100], recipients: [PLACEHOLDER.email], startMonth: '2026-12' },
  access: { publicNetworkAccessEnabled: false, allowedIpRanges: [] },

  network: {
    addressSpace: ['10.30.0.0/20'],
    subnets: { privateEndpoints: 25, aksNodes: 22 },
    natGatewayEnabled: true,
    hub: { virtualNetworkId: PLACEHOLDER.hubVirtualNetworkId, addressSpace: ['10.0.0.0/16'], useRemoteGateways: true },
    privateDnsZones: { kind: 'existing', resourceGroupId: PLACEHOLDER.privateDnsResourceGroupId },
  },

  workspace: {
    isolationMode: 'AllowOnlyApprovedOutbound',
    highBusinessImpact: true,
    outboundRules: { fqdns: { 'package-feed': 'pkgs.dev.azure.com' } },
  },
  storage: { replication: 'GZRS' },
  keyVault: { sku: 'premium' },
  containerRegistry: { sku: 'Premium', zoneRedundant: true },

  compute: {
    cpuClusters: {
      'cpu-large': { vmSize: 'Standard_D8s_v5', minNodes: 0, maxNodes: 10, priority: 'Dedicated', idleMinutes: 15 },
      'image-build': { vmSize: 'Standard_D4s_v5', minNodes: 0, maxNodes: 2, priority: 'Dedicated', idleMinutes: 15 },
    },
    gpuClusters: {
      'gpu-large': { vmSize: 'Standard_NC24ads_A100_v4', minNodes: 0, maxNodes: 4, priority: 'Dedicated', idleMinutes: 15 },
    },
    imageBuildCluster: 'image-build',
    instances: [],
  },

  aks: {
    skuTier: 'Standard',
    privateCluster: true,
    podCidr: '172.16.0.0/16',
    serviceCidr: '172.18.0.0/20',
    dnsServiceIp: '172.18.0.10',
    zones: ['1', '2', '3'],
    systemPool: { vmSize: 'Standard_D4s_v5', minNodes: 3, maxNodes: 6 },
    cpuPool: { vmSize: 'Standard_D8s_v5', minNodes: 3, maxNodes: 12 },
    gpuPool: { vmSize: 'Standard_NC4as_T4_v3', minNodes: 0, maxNodes: 4 },
    adminGroupIds: [PLACEHOLDER.platformEngineers],
    upgradeChannel: 'stable',
    maintenanceWindow: { day: 'Sunday', startHourUtc: 1, durationHours: 6 },
    machineLearning: {
      training: true,
      namespace: 'machine-learning',
      instanceTypes: {
        small: { cpuCores: 2, memoryGib: 8, pool: 'cpu' },
        medium: { cpuCores: 6, memoryGib: 20, pool: 'cpu' },
        gpu: { cpuCores: 3, memoryGib: 20, gpus: 1, pool: 'gpu' },
      },
      defaultInstanceType: 'small',
    },
    serving: {
      dnsZoneName: PLACEHOLDER.dnsZoneName,
      gateway: { hostName: `scoring-prod.${PLACEHOLDER.dnsZoneName}`, certificateName: 'scoring' },
      quota: { cpuMillicores: 22000, memoryMib: 45056, pods: 22 },
      services: {
        scoring: {
          repository: 'models/scoring',
          pool: 'cpu',
          resources: { cpuMillicores: 1000, memoryMib: 2048 },
          modelLoadSeconds: 60,
          replicas: { min: 2, max: 4 },
          dataCollection: true,
          rollout: { percents: [10, 50], mirrorPercent: 20, pauseMinutes: 30, gates: { errorPercent: 1, latencyP95Milliseconds: 500, predictionDriftPercent: 10 } },
          validation: { command: ['python', '-m', 'diabetes_model.scoring.validate'], datasetUri: PLACEHOLDER.validationData, quality: { r2: 0.3 } },
        },
      },
    },
  },

  personas: {
    dataScientist: [PLACEHOLDER.dataScientists],
    dataEngineer: [PLACEHOLDER.dataEngineers],
    mlEngineer: [PLACEHOLDER.mlEngineers],
    solutionArchitect: [PLACEHOLDER.solutionArchitects],
    projectManager: [PLACEHOLDER.projectManagers],
    projectLead: [PLACEHOLDER.projectLeads],
    platformEngineer: [PLACEHOLDER.platformEngineers],
    auditor: [PLACEHOLDER.auditors],
  },

  features: { aks: true, featureStore: true, customerManagedKeys: true, computeInstances: false, synapseSpark: false, budget: true, defender: true, diagnostics: true },
} satisfies Environment;
