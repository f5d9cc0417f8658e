import { PLACEHOLDER } from './placeholders';
import type { SharedSettings } from './schema';

/** What all environments share: the account that keeps their state, whose own state is a local file, and the registry of their models. */
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
} satisfies SharedSettings;
