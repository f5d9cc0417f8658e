import { exposures, literalSecrets } from './audit';

function stack(type: string, block: object): { resource: Record<string, Record<string, unknown>> } {
  return { resource: { [type]: { it: block } } };
}

describe('exposures', () => {
  test('are public endpoints and public addresses, of azurerm and of azapi', () => {
    expect(exposures(stack('azurerm_key_vault', { public_network_access_enabled: true }))).toEqual(['azurerm_key_vault.it: public_network_access_enabled is true']);
    expect(exposures(stack('azapi_resource', { body: { properties: { publicNetworkAccess: 'Enabled', properties: { enableNodePublicIp: true } } } }))).toEqual([
      'azapi_resource.it: body.properties.properties.enableNodePublicIp is true',
      'azapi_resource.it: body.properties.publicNetworkAccess is Enabled',
    ]);
  });

  test('are types that are public where they say nothing', () => {
    expect(exposures(stack('azurerm_storage_account', { name: 'st' }))).toEqual(['azurerm_storage_account.it: public_network_access_enabled is not set']);
  });

  test('are rules that let the internet in, and no others', () => {
    const rule = { access: 'Allow', direction: 'Inbound', source_address_prefix: 'Internet' };
    const rules = (...all: readonly object[]): object => stack('azurerm_network_security_group', { security_rule: all });
    expect(exposures(rules(rule))).toEqual(['azurerm_network_security_group.it: security_rule.0.source_address_prefix lets the internet in']);
    expect(exposures(rules({ ...rule, access: 'Deny' }, { ...rule, direction: 'Outbound' }, { ...rule, source_address_prefix: '10.0.0.0/8' }))).toEqual([]);
  });

  test('are none of what is closed', () => {
    expect(exposures(stack('azurerm_key_vault', { public_network_access_enabled: false, network_acls: { default_action: 'Deny' } }))).toEqual([]);
  });
});

describe('literal secrets', () => {
  test('are texts where secrets stand, and texts that look like one', () => {
    expect(literalSecrets(stack('azurerm_thing', { account_key: 'abc', nested: [{ client_secret: 'abc' }], url: 'https://st.blob.core.windows.net?sv=1&sig=abc' }))).toEqual([
      'azurerm_thing.it: account_key',
      'azurerm_thing.it: nested.0.client_secret',
      'azurerm_thing.it: url',
    ]);
  });

  test('are no references and no switches', () => {
    expect(literalSecrets(stack('azurerm_thing', { advanced_filter: { string_contains: [{ key: 'data.runTags', values: ['drift'] }] } }))).toEqual([]);
    expect(literalSecrets(stack('azurerm_thing', { account_key: '${var.account_key}', shared_access_key_enabled: false, key_name: 'cmk' }))).toEqual([]);
  });
});
