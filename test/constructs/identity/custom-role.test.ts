import type { TerraformStack } from 'cdktf';
import type { CustomRoleProps } from '../../../constructs/identity/custom-role';
import { CustomRole } from '../../../constructs/identity/custom-role';
import { Principal } from '../../../constructs/identity/role-assignment';
import { problemsOf, SUBSCRIPTION_ID, synthesise, testResourceGroup } from '../../support/template';

const CANCEL = 'Microsoft.MachineLearningServices/workspaces/jobs/cancel/action';
const GROUP = Principal.group('Operators', 'aaaaaaaa-0000-0000-0000-000000000001');

const role = (stack: TerraformStack, props: Partial<CustomRoleProps> = {}) => new CustomRole(stack, 'JobStopper', { name: 'ML job stopper', description: 'Stops jobs of others', actions: [CANCEL], ...props });
const problems = (props: Partial<CustomRoleProps>) => problemsOf((stack) => role(stack, props));

describe('CustomRole', () => {
  test('can be granted in the whole subscription, under an id that stays', () => {
    const template = synthesise((stack) => role(stack));
    expect(template.resource('azurerm_role_definition')).toEqual({
      assignable_scopes: [`/subscriptions/${SUBSCRIPTION_ID}`],
      description: 'Stops jobs of others',
      name: 'ML job stopper',
      permissions: [{ actions: [CANCEL] }],
      role_definition_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-/),
      scope: `/subscriptions/${SUBSCRIPTION_ID}`,
    });
    expect(template.counts).toEqual({ azurerm_role_definition: 1 });
  });

  test('takes reads with a wildcard, data and resource groups', () => {
    const template = synthesise((stack) => role(stack, {
      actions: ['Microsoft.MachineLearningServices/workspaces/*/read', 'Microsoft.Authorization/*/read'],
      dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
      resourceGroups: [testResourceGroup(stack)],
    }));
    expect(template.resource('azurerm_role_definition')).toMatchObject({
      assignable_scopes: ['${azurerm_resource_group.ResourceGroup_FFF1A175.id}'],
      permissions: [{ actions: ['Microsoft.MachineLearningServices/workspaces/*/read', 'Microsoft.Authorization/*/read'], data_actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'] }],
      scope: '${azurerm_resource_group.ResourceGroup_FFF1A175.id}',
    });
  });

  test('leaves out the actions that it does not have', () => {
    expect(synthesise((stack) => role(stack, { actions: undefined, dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'] })).resource('azurerm_role_definition')).toMatchObject({
      permissions: [{ data_actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'] }],
    });
  });

  test('is granted like a built-in role, after it was made', () => {
    const template = synthesise((stack) => {
      const group = testResourceGroup(stack);
      const own = role(stack);
      group.addRoleAssignment({ role: own, grantee: GROUP });
      group.addRoleAssignment({ role: own, grantee: GROUP });
    });
    const [name] = Object.keys(template.resources('azurerm_role_definition'));
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: GROUP.principalId, role_definition_id: `\${azurerm_role_definition.${name}.role_definition_resource_id}` });
    expect(Object.keys(template.resources('azurerm_role_assignment'))).toEqual([expect.stringMatching(/^ResourceGroup_JobStopperToOperators_/)]);
  });

  test.each([
    ['every action', { actions: ['*'] }, `[CustomRoleWildcard] 'actions[0]' grants what nobody has reviewed: got "*"; expected operations by name; a wildcard only in reads below a provider, for example Microsoft.MachineLearningServices/workspaces/*/read; name each operation (at test/JobStopper)`],
    ['every read of every provider', { actions: ['*/read'] }, `[CustomRoleWildcard] 'actions[0]' grants what nobody has reviewed: got "*/read"; expected operations by name; a wildcard only in reads below a provider, for example Microsoft.MachineLearningServices/workspaces/*/read; name each operation (at test/JobStopper)`],
    ['every write of a type', { actions: ['Microsoft.MachineLearningServices/workspaces/*'] }, `[CustomRoleWildcard] 'actions[0]' grants what nobody has reviewed: got "Microsoft.MachineLearningServices/workspaces/*"; expected operations by name; a wildcard only in reads below a provider, for example Microsoft.MachineLearningServices/workspaces/*/read; name each operation (at test/JobStopper)`],
    ['every read of data', { dataActions: ['Microsoft.KeyVault/vaults/secrets/*/read'] }, `[CustomRoleWildcard] 'dataActions[0]' grants what nobody has reviewed: got "Microsoft.KeyVault/vaults/secrets/*/read"; expected operations by name; name each operation (at test/JobStopper)`],
    ['what is no operation', { actions: ['workspaces/read'] }, `[CustomRoleOperationInvalid] 'actions[0]' is not an operation: got "workspaces/read"; expected Provider/type/read, write, delete or .../action; copy it from \`az provider operation show\` (at test/JobStopper)`],
    ['the right to give roles', { actions: ['microsoft.authorization/roleAssignments/write'] }, `[CustomRoleGivesRights] 'actions[0]' lets its holders give rights, to themselves too: got "microsoft.authorization/roleAssignments/write"; expected only reads of Microsoft.Authorization; remove it; who gives roles has the built-in 'Role Based Access Control Administrator', with a condition (at test/JobStopper)`],
    ['the right to make itself eligible', { actions: ['Microsoft.Authorization/roleEligibilityScheduleRequests/write'] }, `[CustomRoleGivesRights] 'actions[0]' lets its holders give rights, to themselves too: got "Microsoft.Authorization/roleEligibilityScheduleRequests/write"; expected only reads of Microsoft.Authorization; remove it; who gives roles has the built-in 'Role Based Access Control Administrator', with a condition (at test/JobStopper)`],
    ['an operation twice', { actions: [CANCEL, CANCEL.toUpperCase().replace('ACTION', 'action')] }, `[CustomRoleOperationTwice] 'actions[1]' is there already: got "MICROSOFT.MACHINELEARNINGSERVICES/WORKSPACES/JOBS/CANCEL/action"; expected each operation once; remove it (at test/JobStopper)`],
    ['no operations', { actions: [] }, `[CustomRoleEmpty] 'actions' leaves the role without operations: got []; expected an operation in 'actions' or 'dataActions'; name what the role is for (at test/JobStopper)`],
    ['nowhere to grant it', { resourceGroups: [] }, `[CustomRoleNowhere] 'resourceGroups' leaves nowhere to grant the role: got []; expected at least one resource group; name one, or leave 'resourceGroups' out for the subscription (at test/JobStopper)`],
    ['no name', { name: ' ' }, `[CustomRoleNameLength] 'name' has the wrong length: got "1 characters"; expected 1 to 512 characters; shorten it, or write one (at test/JobStopper)`],
    ['no description', { description: '' }, `[CustomRoleDescriptionLength] 'description' has the wrong length: got "0 characters"; expected 1 to 2048 characters; say why no built-in role fits (at test/JobStopper)`],
  ])('fails with %s', (_, props, message) => {
    expect(problems(props)).toBe(message);
  });

  test('fails with all that is wrong', () => {
    expect(problems({ name: 'x'.repeat(513), actions: ['*', 'read'] })).toBe(`3 problems (at test/JobStopper):
  - [CustomRoleNameLength] 'name' has the wrong length: got "513 characters"; expected 1 to 512 characters; shorten it, or write one
  - [CustomRoleWildcard] 'actions[0]' grants what nobody has reviewed: got "*"; expected operations by name; a wildcard only in reads below a provider, for example Microsoft.MachineLearningServices/workspaces/*/read; name each operation
  - [CustomRoleOperationInvalid] 'actions[1]' is not an operation: got "read"; expected Provider/type/read, write, delete or .../action; copy it from \`az provider operation show\``);
  });
});
