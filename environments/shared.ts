import { PLACEHOLDER } from './placeholders';
import type { SharedSettings } from './schema';

/** What all environments share: the account that keeps their state, whose own state is a local file, the registry of their models, and the project that builds them. */
export default {
  workload: 'mlops',
  subscriptionId: PLACEHOLDER.subscriptionId,
  tenantId: PLACEHOLDER.tenantId,
  location: 'westeurope',
  tags: { owner: 'ml-platform', costCenter: 'cc-1000', dataClassification: 'confidential' },

  state: { kind: 'local' },
  protection: { locksEnabled: true, deletionProtectionEnabled: true, purgeOnDestroyEnabled: false },
  access: { publicNetworkAccessEnabled: true, reason: 'Pipelines write states from outside the network; Entra only, no account keys', allowedIpRanges: [PLACEHOLDER.ipRange] },
  stateAccount: { containerName: 'tfstate', replication: 'GZRS', softDeleteDays: 90, contributorGroupIds: [PLACEHOLDER.platformEngineers] },
  modelRegistry: { regions: [{ location: 'westeurope' }] },

  devOps: {
    organizationUrl: PLACEHOLDER.organizationUrl,
    project: 'machine-learning',
    secretsVaultId: PLACEHOLDER.secretsVaultId,
    reviewerGroupIds: [PLACEHOLDER.platformEngineers],
    approvals: {
      test: { approverGroupIds: [PLACEHOLDER.mlEngineers] },
      production: {
        approverGroupIds: [PLACEHOLDER.projectLeads, PLACEHOLDER.platformEngineers],
        minimumApprovers: 2,
        businessHours: { startTime: '07:00', endTime: '18:00', days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday'], timeZone: 'W. Europe Standard Time' },
      },
    },
    agentPool: { kind: 'scaleSet', name: 'private', scaleSetId: PLACEHOLDER.agentScaleSetId, subnetId: PLACEHOLDER.agentSubnetId, maxAgents: 8 },
  },
} satisfies SharedSettings;
