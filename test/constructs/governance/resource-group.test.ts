import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { LockLevel } from '../../../constructs/governance/management-lock';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { Principal } from '../../../constructs/identity/role-assignment';
import { KNOWN_REGIONS } from '../../../constructs/core/regions';
import { problemsOf, synthesise } from '../../support/template';

const GROUP_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-hub';

describe('ResourceGroup', () => {
  test('is named by the convention', () => {
    const template = synthesise((stack) => new ResourceGroup(stack, 'Group', { location: 'westeurope' }));
    expect(template.resource('azurerm_resource_group')).toEqual({ location: 'westeurope', name: 'rg-mlops-dev-we' });
    expect(template.counts).toEqual({ azurerm_resource_group: 1 });
  });

  test('takes all values', () => {
    const template = synthesise((stack) =>
      new ResourceGroup(stack, 'Group', { location: 'northeurope', purpose: 'ml', deletionProtectionEnabled: true, lock: { level: LockLevel.READ_ONLY }, roleAssignments: [{ role: BuiltInRole.READER, grantee: Principal.group('All', 'aaaaaaaa-0000-0000-0000-000000000001') }] }),
    );
    expect(template.resource('azurerm_resource_group')).toEqual({ lifecycle: { prevent_destroy: true }, location: 'northeurope', name: 'rg-mlops-dev-we-ml' });
    expect(template.resource('azurerm_management_lock')).toMatchObject({ lock_level: 'ReadOnly', scope: expect.stringMatching(/^\$\{azurerm_resource_group\.Group_\w+\.id\}$/) });
    expect(template.counts).toEqual({ azurerm_management_lock: 1, azurerm_resource_group: 1, azurerm_role_assignment: 1 });
  });

  test('is protected where the stack protects its data, unless it is switched off', () => {
    const template = synthesise((stack) => {
      new ResourceGroup(stack, 'Kept', { location: 'westeurope', name: 'rg-kept' });
      new ResourceGroup(stack, 'Free', { location: 'westeurope', name: 'rg-free', deletionProtectionEnabled: false });
    }, { deletionProtectionEnabled: true });
    const groups = Object.values(template.resources('azurerm_resource_group'));
    expect(groups).toEqual([{ location: 'westeurope', name: 'rg-free' }, { lifecycle: { prevent_destroy: true }, location: 'westeurope', name: 'rg-kept' }]);
  });

  test('can be an existing one', () => {
    const template = synthesise((stack) => {
      const group = ResourceGroup.fromResourceGroupId(stack, 'Hub', GROUP_ID, 'westeurope');
      expect({ name: group.resourceName, location: group.location }).toEqual({ name: 'rg-hub', location: 'westeurope' });
      group.addLock();
    });
    expect(template.resource('azurerm_management_lock')).toMatchObject({ scope: GROUP_ID });
  });

  test('fails with a region and a name that there are not', () => {
    expect(problemsOf((stack) => new ResourceGroup(stack, 'Group', { location: 'West Europe', name: 'rg.' }))).toBe(`2 problems (at test/Group):
  - [RegionUnknown] 'location' is not an Azure region: got "West Europe"; expected ${KNOWN_REGIONS.join(', ')}; use the short name of a region
  - [NameInvalid] 'name' has characters that a resource group can't have: got "rg."; expected 1 to 90 characters: letters, digits, "_", "-", "." and parentheses, not ending with "."; use only what is allowed`);
  });

  test('fails to import the id of something else', () => {
    expect(problemsOf((stack) => ResourceGroup.fromResourceGroupId(stack, 'Hub', `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/kv`, 'westeurope'))).toBe(
      `[ResourceIdWrongType] 'resourceGroupId' is the id of a Microsoft.KeyVault/vaults: got "${GROUP_ID}/providers/Microsoft.KeyVault/vaults/kv"; expected an id of type Microsoft.Resources/resourceGroups; pass the id of a Microsoft.Resources/resourceGroups (at test/Hub)`,
    );
  });
});
