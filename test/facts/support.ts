import { checkStack } from '../../facts/check';

/** A synthesised stack with one resource under test, named `main`, and two more to refer to. */
export function stackWith(type: string, body: object, more: object = {}): object {
  return {
    '//': { metadata: { stackName: 'dev-platform' } },
    provider: { azurerm: [{ features: [{}] }] },
    variable: { region: { type: 'string' } },
    locals: { name: 'kv' },
    data: { azurerm_client_config: { current: {} } },
    ...more,
    resource: {
      azurerm_resource_group: { group: { name: 'rg', location: 'westeurope' } },
      azurerm_virtual_network: { net: { name: 'vnet', location: 'westeurope', resource_group_name: 'rg', address_space: ['10.0.0.0/16'] } },
      ...Object.fromEntries([[type, { main: { '//': { metadata: { path: 'dev-platform/Main/Resource', uniqueId: 'main' } }, ...body } }]]),
    },
  };
}

/** The messages of every finding in that stack, without the place, which is the same for all of them. */
export function messagesFor(type: string, body: object, more: object = {}): string[] {
  const place = ` (at dev-platform/Main/Resource, ${type}.main)`;
  return checkStack(stackWith(type, body, more)).map(({ message }) => message.replace(place, ''));
}

export const KEY_VAULT = {
  name: 'kv-dev',
  location: 'westeurope',
  resource_group_name: 'rg',
  tenant_id: '00000000-0000-0000-0000-000000000000',
  sku_name: 'standard',
};

export const SUBNET = { name: 'snet', resource_group_name: 'rg', virtual_network_name: 'vnet', address_prefixes: ['10.0.0.0/24'] };
