import { PLACEHOLDER } from './placeholders';
import type { Environment } from './schema';

/** Test: as private as production, so that what works here works there; smaller, and not replicated over zones. */
export default {
  name: 'test',
  stage: 'test',
  workload: 'mlops',
  subscriptionId: PLACEHOLDER.subscriptionId,
  tenantId: PLACEHOLDER.tenantId,
  location: 'westeurope',
  tags: { owner: 'ml-platform', costCenter: 'cc-1000', dataClassification: 'internal' },

  state: { kind: 'azurerm' },
  protection: { locksEnabled: false, deletionProtectionEnabled: false, purgeOnDestroyEnabled: false },
  retention: { logDays: 60, softDeleteDays: 30, untaggedImageDays: 30 },
  budget: { monthlyAmount: 2000, thresholdsPercent: [50, 80, 100], recipients: [PLACEHOLDER.email], startMonth: '2026-12' },
  access: { publicNetworkAccessEnabled: false, allowedIpRanges: [] },

  network: {
    addressSpace: ['10.20.0.0/20'],
    subnets: { privateEndpoints: 26, aksNodes: 23 },
    natGatewayEnabled: true,
    hub: { virtualNetworkId: PLACEHOLDER.hubVirtualNetworkId, addressSpace: ['10.0.0.0/16'], useRemoteGateways: false },
    privateDnsZones: { kind: 'owned' },
  },

  workspace: { isolationMode: 'AllowInternetOutbound', highBusinessImpact: false },
  storage: { replication: 'ZRS' },
  keyVault: { sku: 'standard' },
  containerRegistry: { sku: 'Premium', zoneRedundant: false },

  compute: {
    cpuClusters: {
      'cpu-small': { vmSize: 'Standard_D4s_v5', minNodes: 0, maxNodes: 4, priority: 'Dedicated', idleMinutes: 10 },
      'image-build': { vmSize: 'Standard_D2s_v5', minNodes: 0, maxNodes: 1, priority: 'Dedicated', idleMinutes: 10 },
    },
    gpuClusters: {
      'gpu-small': { vmSize: 'Standard_NC4as_T4_v3', minNodes: 0, maxNodes: 2, priority: 'LowPriority', idleMinutes: 10 },
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
    zones: [],
    systemPool: { vmSize: 'Standard_D4s_v5', minNodes: 2, maxNodes: 3 },
    cpuPool: { vmSize: 'Standard_D4s_v5', minNodes: 1, maxNodes: 4 },
    adminGroupIds: [PLACEHOLDER.platformEngineers],
    upgradeChannel: 'patch',
    maintenanceWindow: { day: 'Saturday', startHourUtc: 1, durationHours: 4 },
    machineLearning: {
      training: true,
      namespace: 'machine-learning',
      instanceTypes: {
        small: { cpuCores: 1, memoryGib: 4, pool: 'cpu' },
        medium: { cpuCores: 3, memoryGib: 10, pool: 'cpu' },
      },
      defaultInstanceType: 'small',
    },
    serving: {
      dnsZoneName: PLACEHOLDER.dnsZoneName,
      gateway: { hostName: `scoring-test.${PLACEHOLDER.dnsZoneName}`, certificateName: 'scoring' },
      quota: { cpuMillicores: 6000, memoryMib: 12288, pods: 12 },
      services: {
        scoring: {
          repository: 'models/scoring',
          pool: 'cpu',
          resources: { cpuMillicores: 500, memoryMib: 1024 },
          modelLoadSeconds: 60,
          replicas: { min: 1, max: 2 },
          dataCollection: true,
          rollout: { percents: [50], mirrorPercent: 20, pauseMinutes: 10, gates: { errorPercent: 1, latencyP95Milliseconds: 500, predictionDriftPercent: 10 } },
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

  features: { aks: true, featureStore: true, customerManagedKeys: false, computeInstances: false, synapseSpark: false, budget: true, defender: true, diagnostics: true },
} satisfies Environment;
