import { KEY_VAULT, messagesFor, SUBNET } from './support';

const NSG = { name: 'nsg', location: 'westeurope', resource_group_name: 'rg' };
const RULE = {
  access: 'Allow', description: null, destination_address_prefix: '*', destination_address_prefixes: null,
  destination_application_security_group_ids: null, destination_port_range: '443', destination_port_ranges: null,
  direction: 'Inbound', name: 'https', priority: 100, protocol: 'Tcp', source_address_prefix: '*',
  source_address_prefixes: null, source_application_security_group_ids: null, source_port_range: '*', source_port_ranges: null,
};

describe('accepts what Terraform converts', () => {
  it.each([
    ['a complete resource', 'azurerm_key_vault', KEY_VAULT],
    ['a number as text', 'azurerm_key_vault', { ...KEY_VAULT, soft_delete_retention_days: '+7' }],
    ['a truth value as text', 'azurerm_key_vault', { ...KEY_VAULT, purge_protection_enabled: 'true' }],
    ['a number as a string', 'azurerm_key_vault', { ...KEY_VAULT, tags: { year: 2030, live: true } }],
    ['an expression for any type', 'azurerm_subnet', { ...SUBNET, address_prefixes: '${azurerm_virtual_network.net.address_space}' }],
    ['text with an expression in it for a number', 'azurerm_key_vault', { ...KEY_VAULT, soft_delete_retention_days: '1${local.name}' }],
    ['null for an optional attribute', 'azurerm_key_vault', { ...KEY_VAULT, soft_delete_retention_days: null }],
    ['an expression for a closed set', 'azurerm_key_vault', { ...KEY_VAULT, sku_name: '${var.region}' }],
    ['another case where the provider ignores it', 'azurerm_search_service', { name: 's', location: 'l', resource_group_name: 'r', sku: 'standard', hosting_mode: 'HIGHDENSITY' }],
    ['an object that names all its fields', 'azurerm_network_security_group', { ...NSG, security_rule: [RULE] }],
    ['a comment in a block', 'azurerm_key_vault', { ...KEY_VAULT, network_acls: { '//': 'why', bypass: 'None', default_action: 'Deny' } }],
  ])('%s', (_, type, body) => {
    expect(messagesFor(type, body)).toEqual([]);
  });
});

describe('finds wrong attributes and values', () => {
  it.each([
    ['an unknown attribute', 'azurerm_key_vault', { ...KEY_VAULT, sku_nam: 'x' },
      `[AttributeUnknown] 'sku_nam' is not an attribute of azurerm_key_vault: got "x"; expected 'sku_name'; did you mean 'sku_name'?`],
    ['an unknown attribute that is null', 'azurerm_resource_group', { name: 'rg', location: 'l', zzzzzzz: null },
      `[AttributeUnknown] 'zzzzzzz' is not an attribute of azurerm_resource_group: got nothing; expected one of 'location', 'managed_by', 'name', 'tags', 'timeouts'; remove it`],
    ['an unknown attribute that may be a secret', 'azurerm_resource_group', { name: 'rg', location: 'l', admin_password: 'hunter2' },
      `[AttributeUnknown] 'admin_password' is not an attribute of azurerm_resource_group: got (sensitive); expected one of 'location', 'managed_by', 'name', 'tags', 'timeouts'; remove it`],
    ['a missing attribute', 'azurerm_key_vault', { ...KEY_VAULT, sku_name: null },
      `[AttributeMissing] 'sku_name' is required: got nothing; expected one of 'standard', 'premium'; set it`],
    ['an attribute that the provider sets', 'azurerm_key_vault', { ...KEY_VAULT, vault_uri: 'https://x' },
      `[AttributeReadOnly] 'vault_uri' is set by the provider: got "https://x"; expected nothing; remove it`],
    ['an id', 'azurerm_key_vault', { ...KEY_VAULT, id: 'x' },
      `[AttributeReadOnly] 'id' is set by the provider: got "x"; expected nothing; remove it`],
    ['a sensitive attribute that the provider sets', 'azurerm_storage_account', { name: 'st', location: 'l', resource_group_name: 'rg', account_tier: 'Standard', account_replication_type: 'LRS', primary_access_key: 'hunter2' },
      `[AttributeReadOnly] 'primary_access_key' is set by the provider: got (sensitive); expected nothing; remove it`],
    ['a list for a string', 'azurerm_key_vault', { ...KEY_VAULT, name: ['kv'] },
      `[ValueTypeWrong] 'name' has the wrong type: got ["kv"]; expected a string; change the value`],
    ['a sensitive value of the wrong type', 'azurerm_key_vault_secret', { name: 's', key_vault_id: 'id', value: ['hunter2'] },
      `[ValueTypeWrong] 'value' has the wrong type: got (sensitive); expected a string; change the value`],
    ['text for a number', 'azurerm_key_vault', { ...KEY_VAULT, soft_delete_retention_days: '0x10' },
      `[ValueTypeWrong] 'soft_delete_retention_days' has the wrong type: got "0x10"; expected a number; change the value`],
    ['a number for a truth value', 'azurerm_key_vault', { ...KEY_VAULT, purge_protection_enabled: 1 },
      `[ValueTypeWrong] 'purge_protection_enabled' has the wrong type: got 1; expected true or false; change the value`],
    ['text with an expression in it for a list', 'azurerm_subnet', { ...SUBNET, address_prefixes: 'a-${local.name}' },
      `[ValueTypeWrong] 'address_prefixes' has the wrong type: got "a-\${local.name}"; expected a list; change the value`],
    ['a list inside a map of strings', 'azurerm_key_vault', { ...KEY_VAULT, tags: { team: ['a'] } },
      `[ValueTypeWrong] 'tags.team' has the wrong type: got ["a"]; expected a string; change the value`],
    ['a value in the wrong case', 'azurerm_key_vault', { ...KEY_VAULT, sku_name: 'Standard' },
      `[ValueNotAllowed] 'sku_name' has a value that the provider refuses: got "Standard"; expected one of 'standard', 'premium'; did you mean 'standard'?`],
    ['a value outside a closed set, in a block', 'azurerm_key_vault', { ...KEY_VAULT, network_acls: [{ bypass: 'None', default_action: 'Ask' }] },
      `[ValueNotAllowed] 'network_acls.default_action' has a value that the provider refuses: got "Ask"; expected one of 'Allow', 'Deny'; use one of these`],
    ['a value below the range', 'azurerm_key_vault', { ...KEY_VAULT, soft_delete_retention_days: 6 },
      `[ValueOutOfRange] 'soft_delete_retention_days' is out of range: got 6; expected 7 to 90; raise it`],
    ['a value above the range', 'azurerm_key_vault', { ...KEY_VAULT, soft_delete_retention_days: '91' },
      `[ValueOutOfRange] 'soft_delete_retention_days' is out of range: got "91"; expected 7 to 90; lower it`],
    ['a value out of range in an object', 'azurerm_network_security_group', { ...NSG, security_rule: [{ ...RULE, priority: 5000 }] },
      `[ValueOutOfRange] 'security_rule.priority' is out of range: got 5000; expected 100 to 4096; lower it`],
    ['an object without a required field', 'azurerm_network_security_group', { ...NSG, security_rule: [RULE, { ...RULE, access: null }] },
      `[AttributeMissing] 'security_rule[1].access' is required: got nothing; expected a value; set it`],
    ['an object that leaves a field out', 'azurerm_route_table', { name: 'rt', location: 'l', resource_group_name: 'rg', route: [{ name: 'r', address_prefix: '0.0.0.0/0', next_hop_type: 'Internet' }] },
      `[AttributeMissing] 'route.next_hop_in_ip_address' is a field of route, which has to name all its fields: got nothing; expected a value or null; set it to null`],
  ])('%s', (_, type, body, message) => {
    expect(messagesFor(type, body)).toEqual([message]);
  });
});
