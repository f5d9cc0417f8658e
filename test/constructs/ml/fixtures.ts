import type { TerraformStack } from 'cdktf';
import { TerraformVariable } from 'cdktf';
import { AzapiProvider } from '../../../.gen/providers/azapi/provider';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import { SecretValue } from '../../../constructs/ml/secret-value';
import type { WorkspaceProps } from '../../../constructs/ml/workspace';
import { Workspace } from '../../../constructs/ml/workspace';
import type { IWorkspace } from '../../../constructs/ml/workspace-base';
import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import type { IManagedIdentity } from '../../../constructs/identity/managed-identity';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { ApplicationInsights } from '../../../constructs/monitoring/application-insights';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import type { PrivateEndpointOptions } from '../../../constructs/network/private-endpoint';
import type { ISubnet } from '../../../constructs/network/subnet';
import { Subnet } from '../../../constructs/network/subnet';
import { ContainerRegistry } from '../../../constructs/registry/container-registry';
import type { ContainerRegistryAttributes } from '../../../constructs/registry/container-registry';
import { KeyVault } from '../../../constructs/security/key-vault';
import { StorageAccount } from '../../../constructs/storage/storage-account';
import type { IStorageAccount, StorageAccountAttributes } from '../../../constructs/storage/storage-account';
import { LOCATION, SUBSCRIPTION_ID } from '../../support/template';

export const GROUP_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-platform`;
export const WORKSPACE_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices/workspaces/mlw-shared`;
export const STORAGE_ID = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/stshared`;
export const VAULT_ID = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/kv-shared`;
export const REGISTRY_ID = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/crshared`;
export const INSIGHTS_ID = `${GROUP_ID}/providers/Microsoft.Insights/components/appi-shared`;
export const SUBNET_ID = `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/vnet-shared/subnets/snet-training`;
export const PERSON_ID = 'aaaaaaaa-0000-4000-8000-000000000001';

/** A storage account that exists, so that templates have nothing but what is tested. */
export function storage(stack: TerraformStack, attributes: Partial<StorageAccountAttributes> = {}, id = 'Storage'): IStorageAccount {
  return StorageAccount.fromAttributes(stack, id, { resourceId: STORAGE_ID, location: LOCATION, ...attributes });
}

/** An existing subnet. */
export function subnet(stack: TerraformStack, location = LOCATION): ISubnet {
  return Subnet.fromSubnetId(stack, 'Subnet', SUBNET_ID, { location });
}

/** An existing identity. */
export function identity(stack: TerraformStack, name = 'Training'): IManagedIdentity {
  return ManagedIdentity.fromAttributes(stack, name, {
    resourceId: `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${name.toLowerCase()}`,
    principalId: 'bbbbbbbb-0000-4000-8000-000000000001',
    clientId: 'bbbbbbbb-0000-4000-8000-000000000002',
  });
}

/** A private endpoint in an existing subnet, with existing zones. */
export function endpoint(stack: TerraformStack, endpointSubnet: ISubnet): PrivateEndpointOptions {
  const zone = (name: string): string => `${GROUP_ID}/providers/Microsoft.Network/privateDnsZones/${name}`;
  const names = ['privatelink.api.azureml.ms', 'privatelink.notebooks.azure.net'];
  return { subnet: endpointSubnet, privateDnsZones: PrivateDnsZones.fromZoneIds(stack, 'Zones', Object.fromEntries(names.map((name) => [name, zone(name)]))) };
}

/** What a workspace needs, all of it existing. */
export function workspaceProps(stack: TerraformStack, registry: Partial<ContainerRegistryAttributes> = {}): WorkspaceProps {
  return {
    resourceGroup: ResourceGroup.fromResourceGroupId(stack, 'Group', `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-ml`, LOCATION),
    storageAccount: storage(stack),
    keyVault: KeyVault.fromAttributes(stack, 'Vault', { resourceId: VAULT_ID, purgeProtectionEnabled: true }),
    applicationInsights: ApplicationInsights.fromApplicationInsightsId(stack, 'Insights', INSIGHTS_ID),
    containerRegistry: ContainerRegistry.fromAttributes(stack, 'Registry', { resourceId: REGISTRY_ID, ...registry }),
    imageBuildComputeName: 'image-builds',
  };
}

/** An existing workspace; without managed network where `isolationMode` says so. */
export function workspace(stack: TerraformStack, isolationMode = IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND, userAssignedIdentity?: IManagedIdentity): IWorkspace {
  return Workspace.fromWorkspaceId(stack, 'Workspace', WORKSPACE_ID, { location: LOCATION, isolationMode, userAssignedIdentity });
}

/** Adds the azapi provider. */
export function azapi(stack: TerraformStack): void {
  new AzapiProvider(stack, 'azapi', {});
}

/** A secret that is a variable of the stack. */
export function secretOf(stack: TerraformStack, name = 'secret'): SecretValue {
  return SecretValue.fromVariable(new TerraformVariable(stack, name, { type: 'string', sensitive: true }));
}
