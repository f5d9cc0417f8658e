import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { ExistingResource } from '../../../constructs/core/existing-resource';
import { ValidationError } from '../../../constructs/core/errors';
import { parseResourceId } from '../../../constructs/core/resource-id';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import { Principal } from '../../../constructs/identity/role-assignment';
import { KeyVault } from '../../../constructs/security/key-vault';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { LOCATION, problemsOf, SUBSCRIPTION_ID, synthesise, synthesiseApp, testResourceGroup, testStack } from '../../support/template';

const VAULT_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-other/providers/Microsoft.KeyVault/vaults/kv-other`;

describe('the features of a resource', () => {
  test('a lock comes after what is below the resource, so that it goes first', () => {
    const template = synthesise((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const vault = new KeyVault(stack, 'KeyVault', { resourceGroup, lock: {} });
      vault.addRoleAssignment({ role: BuiltInRole.READER, grantee: Principal.group('Readers', '00000000-0000-0000-0000-0000000000aa') });
    });
    const [role = ''] = Object.keys(template.resources('azurerm_role_assignment'));
    const [vault = ''] = Object.keys(template.resources('azurerm_key_vault'));
    expect(template.resource('azurerm_management_lock')['depends_on']).toEqual([`azurerm_key_vault.${vault}`, `azurerm_role_assignment.${role}`]);
  });

  test('a grant to an identity of a later stack is defined there', () => {
    const templates = synthesiseApp((app) => {
      const first = testStack(app, 'first');
      const second = testStack(app, 'second');
      const group = new ResourceGroup(first, 'ResourceGroup', { location: LOCATION });
      const identity = new ManagedIdentity(second, 'Identity', { resourceGroup: new ResourceGroup(second, 'ResourceGroup', { location: LOCATION, purpose: 'second' }) });
      group.addRoleAssignment({ role: BuiltInRole.READER, grantee: identity });
    });
    expect(templates['first']?.counts['azurerm_role_assignment']).toBe(undefined);
    expect(templates['second']?.resource('azurerm_role_assignment')['scope']).toMatch(/^\$\{data\.terraform_remote_state\./);
  });

  test('a grant to an identity of an earlier stack is defined at the resource', () => {
    const templates = synthesiseApp((app) => {
      const first = testStack(app, 'first');
      const second = testStack(app, 'second');
      const identity = new ManagedIdentity(first, 'Identity', { resourceGroup: new ResourceGroup(first, 'ResourceGroup', { location: LOCATION }) });
      new ResourceGroup(second, 'ResourceGroup', { location: LOCATION, purpose: 'second' }).addRoleAssignment({ role: BuiltInRole.READER, grantee: identity });
    });
    expect(templates['first']?.counts['azurerm_role_assignment']).toBe(undefined);
    expect(templates['second']?.resource('azurerm_role_assignment')['principal_id']).toMatch(/^\$\{data\.terraform_remote_state\./);
  });

  test('fails with diagnostic settings on a type that emits nothing', () => {
    expect(problemsOf((stack) => {
      const resourceGroup = testResourceGroup(stack);
      resourceGroup.addDiagnosticSettings({ logAnalyticsWorkspace: new LogAnalyticsWorkspace(stack, 'Logs', { resourceGroup }) });
    })).toBe("[DiagnosticsUnavailable] 'diagnosticSettings' has no effect on a type that emits neither logs nor metrics: expected nothing; leave it out (at test/ResourceGroup)");
  });

  test('fails without a name where there is no naming convention', () => {
    const stack = new TerraformStack(new App(), 'bare');
    new AzurermProvider(stack, 'azurerm', { features: [{}] });
    expect(() => new ResourceGroup(stack, 'ResourceGroup', { location: LOCATION })).toThrow(
      "[NameRequired] 'name' is required in a stack without a naming convention: expected a name for a resource group; set 'name', or give the stack a context with setLandscapeContext() (at bare/ResourceGroup)",
    );
  });

  test('fails with a role where the subscription is not known', () => {
    const stack = new TerraformStack(new App(), 'bare');
    const group = new ResourceGroup(stack, 'ResourceGroup', { location: LOCATION, name: 'rg-bare' });
    expect(() => group.addRoleAssignment({ role: BuiltInRole.READER, grantee: Principal.group('Readers', 'id') })).toThrow(
      "[ContextRequired] 'role' needs the subscription to be known: expected a landscape context above the construct; give the stack a context with setLandscapeContext() (at bare/ResourceGroup/ReaderToReaders)",
    );
  });
});

describe('parseResourceId', () => {
  const stack = new TerraformStack(new App(), 'ids');

  test('takes an id apart', () => {
    expect(parseResourceId(stack, 'id', `${VAULT_ID}/keys/one`, 'Microsoft.KeyVault/vaults/keys')).toEqual({
      subscriptionId: SUBSCRIPTION_ID,
      resourceGroupName: 'rg-other',
      type: 'Microsoft.KeyVault/vaults/keys',
      names: ['kv-other', 'one'],
      name: 'one',
    });
  });

  test('is used by existing resources of any type', () => {
    expect(new ExistingResource(stack, 'Any', VAULT_ID).resourceName).toBe('kv-other');
  });

  test.each([
    ['an id that is no id', 'kv-other', `[ResourceIdInvalid] 'id' is not an Azure resource id: got "kv-other"; expected an id of type Microsoft.KeyVault/vaults; copy the id from the portal or from \`az resource show\` (at ids)`],
    ['an id of another type', VAULT_ID.replace('vaults', 'managedHSMs'), `[ResourceIdWrongType] 'id' is the id of a Microsoft.KeyVault/managedHSMs: got "${VAULT_ID.replace('vaults', 'managedHSMs').slice(0, 116)}...; expected an id of type Microsoft.KeyVault/vaults; pass the id of a Microsoft.KeyVault/vaults (at ids)`],
  ])('fails with %s', (_what, id, message) => {
    let text = '';
    try {
      parseResourceId(stack, 'id', id, 'Microsoft.KeyVault/vaults');
    } catch (error) {
      if (error instanceof ValidationError) text = error.message;
    }
    expect(text).toBe(message);
  });

  test('fails with an id that is only known at apply', () => {
    expect(() => parseResourceId(stack, 'id', new ResourceGroup(stack, 'Group', { name: 'rg', location: LOCATION }).resourceId, 'Microsoft.Resources/resourceGroups')).toThrow(
      "[ResourceIdUnknown] 'id' must be known at synth: expected an id of type Microsoft.Resources/resourceGroups, written out; pass the construct itself, or a literal id (at ids)",
    );
  });
});
