import type { App } from 'cdktf';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { ManagedIdentity } from '../../constructs/identity/managed-identity';
import { BuiltInRole } from '../../constructs/identity/built-in-role';
import { Principal } from '../../constructs/identity/role-assignment';
import { ComputeCluster } from '../../constructs/ml/compute-cluster';
import { OutboundRuleSets } from '../../constructs/ml/outbound-rule-sets';
import { VmSize } from '../../constructs/ml/vm-size';
import { Workspace } from '../../constructs/ml/workspace';
import { PrivateDnsZones } from '../../constructs/network/private-dns-zones';
import { Subnet } from '../../constructs/network/subnet';
import { KeyVault } from '../../constructs/security/key-vault';
import { KeyVaultKey } from '../../constructs/security/key-vault-key';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ExampleStack } from '../support/example-stack';
import { Foundation } from '../support/foundation';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
  /** Where private endpoints go: a subnet that the machine which deploys reaches, since it makes a key in a private vault. */
  endpointSubnetId: `/subscriptions/${PLACEHOLDER.subscriptionId}/resourceGroups/rg-build/providers/Microsoft.Network/virtualNetworks/vnet-build/subnets/snet-pe`,
  /** The private DNS zones that this machine resolves. */
  privateDnsResourceGroupId: PLACEHOLDER.privateDnsResourceGroupId,
  /** An Entra group that whoever deploys is in. */
  deployersGroupId: PLACEHOLDER.platformEngineers,
  /** The object id of Azure Cosmos DB in your tenant: `az ad sp show --id a232010e-820c-4083-83bb-3ace5fc29d0b --query id`. */
  cosmosDbPrincipalId: PLACEHOLDER.userObjectId,
};

class CustomerManagedKeys extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'customer-managed-keys', { workload: 'cmk', settings });
    const { location } = settings;
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location });
    const zones = PrivateDnsZones.namesFor('amlworkspace', 'blob', 'file', 'queue', 'table', 'vault', 'registry');
    const privateEndpoint = {
      subnet: Subnet.fromSubnetId(this, 'PrivateEndpoints', settings.endpointSubnetId, { location }),
      privateDnsZones: PrivateDnsZones.fromZoneIds(this, 'Zones', Object.fromEntries(zones.map((zone) => [zone, `${settings.privateDnsResourceGroupId}/providers/Microsoft.Network/privateDnsZones/${zone}`]))),
    };

    const keys = new KeyVault(this, 'Keys', { resourceGroup, purpose: 'key', privateEndpoints: [privateEndpoint] });
    const deployers = Principal.group('Deployers', settings.deployersGroupId);
    const key = new KeyVaultKey(this, 'Key', { keyVault: keys, requiredRoleAssignments: [keys.grantCryptoAdminister(deployers)] });
    // The workspace keeps its metadata in an Azure Cosmos DB of Microsoft's, which encrypts with the key too.
    const ofCosmosDb = keys.grantCryptoUse(Principal.servicePrincipal('CosmosDb', settings.cosmosDbPrincipalId));

    // One identity for everything: the workspace has none of its own.
    const identity = new ManagedIdentity(this, 'Identity', { resourceGroup, purpose: 'workspace' });
    const customerManagedKey = { key, identity };
    const foundation = new Foundation(this, 'Foundation', { resourceGroup, privateEndpoint, customerManagedKey });
    const { storageAccount, keyVault, containerRegistry } = foundation;
    const workspace = new Workspace(this, 'Workspace', {
      ...foundation.workspaceProps,
      identity,
      requiredRoleAssignments: [
        resourceGroup.addRoleAssignment({ role: BuiltInRole.CONTRIBUTOR, grantee: identity }),
        resourceGroup.addRoleAssignment({ role: BuiltInRole.NETWORK_CONNECTION_APPROVER, grantee: identity }),
        storageAccount.grantBlobWrite(identity),
        storageAccount.grantFileWrite(identity),
        keyVault.grantAdminister(identity),
        ofCosmosDb,
      ],
      customerManagedKey,
      highBusinessImpactEnabled: true,
      imageBuildComputeName: 'image-build',
      outboundRules: [OutboundRuleSets.batch(storageAccount)],
    });
    containerRegistry.grantPush(identity);
    new ComputeCluster(this, 'ImageBuild', { workspace, name: 'image-build', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1, identities: [identity] });
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new CustomerManagedKeys(app);
}

runExample(module, define);
