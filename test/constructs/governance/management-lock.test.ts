import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import { LockLevel, ManagementLock } from '../../../constructs/governance/management-lock';
import { problemsOf, synthesise } from '../../support/template';

const TARGET_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-hub';

describe('ManagementLock', () => {
  test('forbids deleting, and says who wants so', () => {
    const template = synthesise((stack) => new ManagementLock(stack, 'Lock', { targetId: TARGET_ID }));
    expect(template.resource('azurerm_management_lock')).toEqual({
      lock_level: 'CanNotDelete',
      name: 'lock-mlops-dev-we',
      notes: 'Protected by the Azure ML landscape: switch the lock off in the environment before deleting.',
      scope: TARGET_ID,
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => new ManagementLock(stack, 'Lock', { targetId: TARGET_ID, level: LockLevel.READ_ONLY, name: 'keep', notes: 'Audit until May' }));
    expect(template.resource('azurerm_management_lock')).toEqual({ lock_level: 'ReadOnly', name: 'keep', notes: 'Audit until May', scope: TARGET_ID });
  });

  test('comes after what it waits for', () => {
    const template = synthesise((stack) => {
      const lock = new ManagementLock(stack, 'Lock', { targetId: TARGET_ID });
      const identity = new UserAssignedIdentity(stack, 'Identity', { name: 'id', location: 'westeurope', resourceGroupName: 'rg-hub' });
      lock.waitFor(() => [identity]);
    });
    expect(template.resource('azurerm_management_lock')['depends_on']).toEqual(['azurerm_user_assigned_identity.Identity']);
  });

  test('fails with notes that are too long', () => {
    expect(problemsOf((stack) => new ManagementLock(stack, 'Lock', { targetId: TARGET_ID, notes: 'x'.repeat(513) }))).toBe(
      `[LockNotesTooLong] 'notes' is too long: got "513 characters"; expected at most 512 characters; shorten it (at test/Lock)`,
    );
  });
});
