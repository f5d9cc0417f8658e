import type { App } from 'cdktf';
import { ResourceGroup } from '../constructs/governance/resource-group';
import { StorageAccount } from '../constructs/storage/storage-account';
import { StorageReplication } from '../constructs/storage/storage-replication';
import { Subnet } from '../constructs/network/subnet';
import { publicNetwork, SHARED_GROUP, stateAccountName, stateContainerName } from './environment-stack';
import { groupPrincipal } from './personas';
import type { SharedStackProps } from './shared-stack';
import { SharedStack } from './shared-stack';

/**
 * The storage account that keeps the Terraform states: deployed once, by hand, before the first environment with an
 * `azurerm` state. Entra only; versions and deleted states can be recovered; nobody deletes it by mistake.
 * Environments whose states are kept here get a container each.
 */
export class SharedStateStack extends SharedStack {
  constructor(scope: App, { shared, environments }: SharedStackProps) {
    super(scope, 'state', { shared, environments });
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
