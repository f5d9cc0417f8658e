import { define as approvedOutboundPrivateSearch } from './approved-outbound-private-search/main';
import { define as batchScoring } from './batch-scoring/main';
import { define as customerManagedKeys } from './customer-managed-keys/main';
import { define as dataPlatform } from './data-platform/main';
import { define as datastoreMatrix } from './datastore-matrix/main';
import { define as existingWorkspace } from './existing-workspace/main';
import { define as featureStore } from './feature-store/main';
import { define as hubAndTwoProjects } from './hub-and-two-projects/main';
import { define as hubQuickStart } from './hub-quick-start/main';
import { define as managedNetworkApprovedOutbound } from './managed-network-approved-outbound/main';
import { define as managedNetworkInternetOutbound } from './managed-network-internet-outbound/main';
import { define as monitoredModelWithRetraining } from './monitored-model/main';
import { define as privateHub } from './private-hub/main';
import { define as privateOwnNetwork } from './private-own-network/main';
import { define as publicQuickStart } from './public-quick-start/main';
import { define as safeRollout } from './safe-rollout/main';
import type { DefineExample } from './support/run-example';
import { definitions as threeEnvironmentsOneRegistry } from './three-environments-one-registry/main';
import { definitions as threeEnvironments } from './three-environments/main';

/** The examples by the names of their folders, the simple ones first; one with several environments is several apps. */
export const EXAMPLES: Readonly<Record<string, readonly DefineExample[]>> = {
  'public-quick-start': [publicQuickStart],
  'feature-store': [featureStore],
  'customer-managed-keys': [customerManagedKeys],
  'private-own-network': [privateOwnNetwork],
  'managed-network-internet-outbound': [managedNetworkInternetOutbound],
  'managed-network-approved-outbound': [managedNetworkApprovedOutbound],
  'approved-outbound-private-search': [approvedOutboundPrivateSearch],
  'datastore-matrix': [datastoreMatrix],
  'data-platform': [dataPlatform],
  'existing-workspace': [existingWorkspace],
  'hub-quick-start': [hubQuickStart],
  'hub-and-two-projects': [hubAndTwoProjects],
  'private-hub': [privateHub],
  'safe-rollout': [safeRollout],
  'batch-scoring': [batchScoring],
  'monitored-model': [monitoredModelWithRetraining],
  'three-environments': threeEnvironments,
  'three-environments-one-registry': threeEnvironmentsOneRegistry,
};
