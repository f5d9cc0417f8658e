import { destroyOverride, existingResources, lockAddresses, providersNotStoodInFor, stateOverride, variablesFor } from '../integration/harness/overrides';

const stateFileOf = (stack: string): string => `/folder/${stack}.tfstate`;

describe('stateOverride', () => {
  it('keeps the state of a stack in a local file', () => {
    expect(stateOverride({}, 'dev-network', stateFileOf)).toEqual({ terraform: { backend: { local: { path: '/folder/dev-network.tfstate' } } } });
  });

  it('points the remote states that cdktf made to the local files of their stacks', () => {
    const stack = { data: { terraform_remote_state: { 'cross-stack-reference-input-dev-network': { backend: 'azurerm', config: { key: 'x' } } } } };
    expect(stateOverride(stack, 'dev-platform', stateFileOf)).toEqual({
      terraform: { backend: { local: { path: '/folder/dev-platform.tfstate' } } },
      data: { terraform_remote_state: { 'cross-stack-reference-input-dev-network': { backend: 'local', config: { path: '/folder/dev-network.tfstate' } } } },
    });
  });

  it('fails when a remote state is not one that cdktf made', () => {
    expect(() => stateOverride({ data: { terraform_remote_state: { hub: {} } } }, 'dev-platform', stateFileOf))
      .toThrow("terraform_remote_state 'hub' is not one that cdktf made: whose state it reads can't be told");
  });
});

describe('destroyOverride', () => {
  it('lifts prevent_destroy where it is set, and nowhere else', () => {
    const resource = {
      azurerm_key_vault: { vault: { lifecycle: { prevent_destroy: true } }, other: {} },
      azurerm_subnet: { subnet: { lifecycle: { prevent_destroy: false } } },
    };
    expect(destroyOverride({ resource })).toEqual({ resource: { azurerm_key_vault: { vault: { lifecycle: { prevent_destroy: false } } } } });
  });

  it('is nothing where nothing is protected', () => {
    expect(destroyOverride({ resource: { azurerm_subnet: { subnet: {} } } })).toBe(undefined);
  });
});

it('finds the management locks of a stack', () => {
  expect(lockAddresses({ resource: { azurerm_management_lock: { a: {}, b: {} } } })).toEqual(['azurerm_management_lock.a', 'azurerm_management_lock.b']);
  expect(lockAddresses({})).toEqual([]);
});

it('names the providers that the stand-in does not serve', () => {
  expect(providersNotStoodInFor({ terraform: { required_providers: { kubernetes: {}, azurerm: {}, azuredevops: {}, azapi: {} } } })).toEqual(['azuredevops', 'kubernetes']);
});

it('resolves the placeholders only of a stack that asks for it', () => {
  expect(variablesFor({ variable: { unresolved_placeholders: {} } })).toEqual({ TF_VAR_unresolved_placeholders: '[]' });
  expect(variablesFor({ variable: { other: {} } })).toEqual({});
});

it('sets the variables that a stack has, and no others', () => {
  expect(variablesFor({ variable: { signature: {} } }, { signature: 'sv', password: 'no' })).toEqual({ TF_VAR_signature: 'sv' });
});

it('finds the resources of others that a stack refers to', () => {
  const zone = '/subscriptions/one/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io';
  const stack = {
    resource: {
      azurerm_private_endpoint: { pe: { private_dns_zone_group: { private_dns_zone_ids: [zone, '${azurerm_private_dns_zone.own.id}'] } } },
      azurerm_role_assignment: { role: { scope: zone, role_definition_id: '/subscriptions/one/providers/Microsoft.Authorization/roleDefinitions/two' } },
    },
  };
  expect(existingResources(stack)).toEqual([zone]);
});
