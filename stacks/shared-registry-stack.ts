import type { App } from 'cdktf';
import { fail } from '../constructs/core/errors';
import { ResourceGroup } from '../constructs/governance/resource-group';
import type { IMlRegistry } from '../constructs/ml/ml-registry';
import { MlRegistry } from '../constructs/ml/ml-registry';
import { Subnet } from '../constructs/network/subnet';
import { StorageReplication } from '../constructs/storage/storage-replication';
import { findPlaceholders } from '../environments/placeholders';
import { sharedNaming } from './environment-stack';
import { modelRegistryName, REGISTRY_PURPOSE, usesModelRegistry } from './model-registry';
import { grantPersonasOf } from './personas';
import type { SharedStackProps } from './shared-stack';
import { SharedStack } from './shared-stack';

/**
 * The ML registry through which models go from one environment to the next, with the roles of people: deployed once, before
 * the environments. The identities of environments get their roles in the environments, which know the registry by its name.
 */
export class SharedRegistryStack extends SharedStack {
  readonly registry: IMlRegistry;

  constructor(scope: App, props: SharedStackProps) {
    const { shared } = props;
    const environments = props.environments.filter((environment) => usesModelRegistry(environment, shared));
    // Groups of people are the only data of the environments that the stack uses.
    super(scope, 'registry', props, environments.flatMap(({ name, personas }) => findPlaceholders({ [name]: { personas } })));
    const { modelRegistry = fail(this, { code: 'RegistrySettingsMissing', prop: 'modelRegistry', rule: 'is required for the registry', got: undefined, expected: 'the settings of the registry', fix: 'write them in environments/shared.ts' }), location, protection } = shared;
    const { privateEndpointSubnetId } = modelRegistry;
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location, purpose: REGISTRY_PURPOSE });
    this.registry = new MlRegistry(this, 'Registry', {
      resourceGroup,
      name: modelRegistryName(modelRegistry, sharedNaming(shared)),
      regions: modelRegistry.regions.map((region) => ({ location: region.location, replication: region.replication && StorageReplication[region.replication] })),
      publicNetworkAccessEnabled: modelRegistry.publicNetworkAccessEnabled,
      lock: protection.locksEnabled ? {} : undefined,
      privateEndpoints: privateEndpointSubnetId === undefined ? undefined : [{ subnet: Subnet.fromSubnetId(this, 'PrivateEndpoints', privateEndpointSubnetId, { location }), dnsManagedByPolicy: true }],
    });
    grantPersonasOf(environments, { modelRegistry: this.registry });
  }
}
