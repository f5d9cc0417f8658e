import { PLACEHOLDER } from './placeholders';
import type { Environment } from './schema';

/** Development: small, scales to zero, reachable from our offices, deleted without regret. */
export default {
  name: 'dev',
  stage: 'development',
  workload: 'mlops',
  subscriptionId: PLACEHOLDER.subscriptionId,
  tenantId: PLACEHOLDER.tenantId,
  location: 'westeurope',
  tags: { owner: 'ml-platform', costCenter: 'cc-1000', dataClassification: 'internal' },

  state: { kind: 'azurerm' },
  protection: { locksEnabled: false, deletionProtectionEnabled: false, purgeOnDestroyEnabled: true },
  retention: { logDays: 30, softDeleteDays: 7 },
  budget: { monthlyAmount: 500, thresholdsPercent: [50, 80, 100], recipients: [PLACEHOLDER.email], startMonth: '2026-12' },
  access: { publicNetworkAccessEnabled: true, reason: 'Development is done from laptops in the offices, without a VPN', allowedIpRanges: [PLACEHOLDER.ipRange] },

  network: {
    addressSpace: ['10.10.0.0/20'],
    subnets: { privateEndpoints: 26, aksNodes: 24 },
    natGatewayEnabled: false,
    privateDnsZones: { kind: 'owned' },
  },

  workspace: { isolationMode: 'AllowInternetOutbound', highBusinessImpact: false },
  storage: { replication: 'LRS' },
  keyVault: { sku: 'standard' },
  containerRegistry: { sku: 'Premium', zoneRedundant: false },

  compute: {
    cpuClusters: {
      'cpu-small': { vmSize: 'Standard_D4s_v5', minNodes: 0, maxNodes: 2, priority: 'LowPriority', idleMinutes: 5 },
      'image-build': { vmSize: 'Standard_D2s_v5', minNodes: 0, maxNodes: 1, priority: 'Dedicated', idleMinutes: 5 },
    },
    gpuClusters: {
      'gpu-small': { vmSize: 'Standard_NC4as_T4_v3', minNodes: 0, maxNodes: 1, priority: 'LowPriority', idleMinutes: 5 },
    },
    imageBuildCluster: 'image-build',
    instances: [
      {
        name: 'ci-mlops-dev-first',
        vmSize: 'Standard_D2s_v5',
        assignedTo: { objectId: PLACEHOLDER.userObjectId },
        idleMinutes: 30,
        schedule: { timeZone: 'W. Europe Standard Time', stopTime: '19:00', days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] },
      },
    ],
  },

  aks: {
    skuTier: 'Free',
    privateCluster: false,
    authorizedIpRanges: [PLACEHOLDER.ipRange],
    podCidr: '172.16.0.0/16',
    serviceCidr: '172.18.0.0/20',
    dnsServiceIp: '172.18.0.10',
    zones: [],
    systemPool: { vmSize: 'Standard_D4s_v5', minNodes: 1, maxNodes: 2 },
    cpuPool: { vmSize: 'Standard_D4s_v5', minNodes: 0, maxNodes: 2 },
    adminGroupIds: [PLACEHOLDER.platformEngineers],
    upgradeChannel: 'patch',
    maintenanceWindow: { day: 'Sunday', startHourUtc: 1, durationHours: 4 },
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

  features: { aks: true, featureStore: false, customerManagedKeys: false, computeInstances: true, synapseSpark: false, budget: true, defender: false, diagnostics: true },
} satisfies Environment;
