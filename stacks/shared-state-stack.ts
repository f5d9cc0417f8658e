import type { App } from 'cdktf';
import { ResourceGroup } from '../constructs/governance/resource-group';
import { StorageAccount } from '../constructs/storage/storage-account';
import { StorageReplication } from '../constructs/storage/storage-replication';
import { Subnet } from '../constructs/network/subnet';
import { findPlaceholders } from '../environments/placeholders';
import type { Environment, SharedSettings } from '../environments/schema';
import { MANDATORY_TAGS } from '../environments/schema';
import { BaseStack } from './base-stack';
import { publicNetwork, SHARED_GROUP, stateAccountName, stateBackend, stateContainerName } from './environment-stack';
import { groupPrincipal } from './personas';

/** What the state stack is given. */
export interface SharedStateStackProps {
  readonly shared: SharedSettings;
  /** The environments whose states are kept here get a container each. */
  readonly environments: readonly Environment[];
}

/**
 * The storage account that keeps the Terraform states: deployed once, by hand, before the first environment with an
 * `azurerm` state. Entra only; versions and deleted states can be recovered; nobody deletes it by mistake.
 */
export class SharedStateStack extends BaseStack {
  constructor(scope: App, { shared, environments }: SharedStateStackProps) {
    super(scope, `${SHARED_GROUP}-state`, {
      group: SHARED_GROUP,
      workload: shared.workload,
      location: shared.location,
      subscriptionId: shared.subscriptionId,
      tenantId: shared.tenantId,
      tags: { ...shared.tags, environment: SHARED_GROUP },
      mandatoryTags: [...MANDATORY_TAGS, 'environment'],
      backend: stateBackend(shared.state, SHARED_GROUP, shared),
      placeholders: findPlaceholders(shared),
      deletionProtectionEnabled: shared.protection.deletionProtectionEnabled,
      purgeOnDestroy: shared.protection.purgeOnDestroyEnabled,
    });
    const { access, protection, stateAccount, location } = shared;
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location, purpose: 'state' });
    const account = new StorageAccount(this, 'StateAccount', {
      resourceGroup,
      name: stateAccountName(shared),
      replication: StorageReplication[stateAccount.replication],
      blobSoftDeleteDays: stateAccount.softDeleteDays,
      containerSoftDeleteDays: stateAccount.softDeleteDays,
      changeFeedRetentionDays: stateAccount.softDeleteDays,
      lock: protection.locksEnabled ? {} : undefined,
      ...publicNetwork(access),
      privateEndpoints: stateAccount.privateEndpointSubnetId
        ? [{ subnet: Subnet.fromSubnetId(this, 'PrivateEndpoints', stateAccount.privateEndpointSubnetId, { location }), dnsManagedByPolicy: true, group: 'blob' }]
        : undefined,
    });
    const groups = environments.filter(({ state }) => state.kind === 'azurerm' && state.storageAccountName === undefined).map(({ name }) => name);
    for (const group of [...(shared.state.kind === 'azurerm' ? [SHARED_GROUP] : []), ...groups]) account.addContainer(stateContainerName(shared, group));
    stateAccount.contributorGroupIds.forEach((group) => account.grantBlobWrite(groupPrincipal('StateContributor', group)));
  }
}
