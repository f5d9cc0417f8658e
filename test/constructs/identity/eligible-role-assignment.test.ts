import type { TerraformStack } from 'cdktf';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { CustomRole } from '../../../constructs/identity/custom-role';
import type { EligibleRoleAssignmentProps } from '../../../constructs/identity/eligible-role-assignment';
import { EligibleRoleAssignment } from '../../../constructs/identity/eligible-role-assignment';
import { Principal } from '../../../constructs/identity/role-assignment';
import type { Block } from '../../support/template';
import { problemsOf, SUBSCRIPTION_ID, synthesise, testResourceGroup } from '../../support/template';

const GROUP = Principal.group('Operators', 'aaaaaaaa-0000-0000-0000-000000000001');
const TARGET_ID = `/subscriptions/${SUBSCRIPTION_ID}`;

const eligible = (stack: TerraformStack, props: Partial<EligibleRoleAssignmentProps> = {}) =>
  new EligibleRoleAssignment(stack, 'Eligible', { targetId: TARGET_ID, role: BuiltInRole.CONTRIBUTOR, grantee: GROUP, justification: 'Operates the platform', ...props });
const blockOf = (props: Partial<EligibleRoleAssignmentProps>): Block => synthesise((stack) => eligible(stack, props)).resource('azurerm_pim_eligible_role_assignment');
const problems = (props: Partial<EligibleRoleAssignmentProps>) => problemsOf((stack) => eligible(stack, props));

describe('EligibleRoleAssignment', () => {
  test('ends after a year by default', () => {
    const template = synthesise((stack) => eligible(stack));
    expect(template.resource('azurerm_pim_eligible_role_assignment')).toEqual({
      justification: 'Operates the platform',
      principal_id: GROUP.principalId,
      role_definition_id: `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleDefinitions/${BuiltInRole.CONTRIBUTOR.guid}`,
      schedule: { expiration: { duration_days: 365 } },
      scope: TARGET_ID,
    });
    expect(template.counts).toEqual({ azurerm_pim_eligible_role_assignment: 1 });
  });

  test('takes all values, on a resource group, for a role of our own', () => {
    const template = synthesise((stack) => {
      const role = new CustomRole(stack, 'Role', { name: 'Role', description: 'For the test', actions: ['Microsoft.Compute/virtualMachines/read'] });
      eligible(stack, { role, targetId: testResourceGroup(stack).resourceId, startTime: '2026-01-31T08:00:00Z', endTime: '2026-12-31T18:00:00Z', ticket: { number: 'CHG-1', system: 'ServiceNow' }, condition: '@Resource[x] StringEquals y' });
    });
    const [role] = Object.keys(template.resources('azurerm_role_definition'));
    expect(template.resource('azurerm_pim_eligible_role_assignment')).toEqual({
      condition: '@Resource[x] StringEquals y',
      condition_version: '2.0',
      justification: 'Operates the platform',
      principal_id: GROUP.principalId,
      role_definition_id: `\${azurerm_role_definition.${role}.role_definition_resource_id}`,
      schedule: { start_date_time: '2026-01-31T08:00:00Z', expiration: { end_date_time: '2026-12-31T18:00:00Z' } },
      scope: '${azurerm_resource_group.ResourceGroup_FFF1A175.id}',
      ticket: { number: 'CHG-1', system: 'ServiceNow' },
    });
  });

  test.each<readonly [string, Partial<EligibleRoleAssignmentProps>, unknown]>([
    ['after days', { durationDays: 30 }, { expiration: { duration_days: 30 } }],
    ['after hours', { durationHours: 8 }, { expiration: { duration_hours: 8 } }],
    ['never', { permanentEnabled: true }, undefined],
    ['never, from a time on', { permanentEnabled: true, startTime: '2026-01-31T08:00:00Z' }, { start_date_time: '2026-01-31T08:00:00Z' }],
    ['after days where it is not permanent', { permanentEnabled: false, durationDays: 1 }, { expiration: { duration_days: 1 } }],
  ])('ends %s', (_, props, schedule) => {
    expect(blockOf(props)['schedule']).toEqual(schedule);
  });

  test('takes a ticket without a system', () => {
    expect(blockOf({ ticket: { number: 'CHG-1' } })['ticket']).toEqual({ number: 'CHG-1' });
  });

  test.each<readonly [string, Partial<EligibleRoleAssignmentProps>, string]>([
    ['a service principal', { grantee: Principal.servicePrincipal('Pipeline', GROUP.principalId) }, `[EligiblePrincipalNotPerson] 'grantee' is nobody who could activate a role: got "ServicePrincipal"; expected Group or User; grant the role itself, with a RoleAssignment (at test/Eligible)`],
    ['no justification', { justification: ' ' }, `[EligibilityUnjustified] 'justification' says nothing: got " "; expected why the grantee may activate the role; write the reason (at test/Eligible)`],
    ['an empty ticket', { ticket: { number: '' } }, `[EligibilityTicketEmpty] 'ticket.number' is empty: got ""; expected the number of a ticket; write it, or leave 'ticket' out (at test/Eligible)`],
    ['two ends', { durationDays: 30, endTime: '2026-12-31T18:00:00Z' }, `[EligibilityEndAmbiguous] 'endTime' says when the eligibility ends, as 'durationDays' does: got "2026-12-31T18:00:00Z"; expected one of durationDays, durationHours, endTime and permanentEnabled; leave one out (at test/Eligible)`],
    ['an end of what is permanent', { durationHours: 8, permanentEnabled: true }, `[EligibilityEndAmbiguous] 'permanentEnabled' says when the eligibility ends, as 'durationHours' does: got true; expected one of durationDays, durationHours, endTime and permanentEnabled; leave one out (at test/Eligible)`],
    ['half a day', { durationDays: 0.5 }, `[EligibilityDurationInvalid] 'durationDays' is no duration: got 0.5; expected a whole number from 1; correct it (at test/Eligible)`],
    ['a time without zone', { startTime: '2026-01-31T08:00:00' }, `[EligibilityTimeInvalid] 'startTime' is not a time in UTC: got "2026-01-31T08:00:00"; expected YYYY-MM-DDTHH:MM:SSZ; correct it, for example 2026-01-31T08:00:00Z (at test/Eligible)`],
    ['a day that there is not', { endTime: '2026-02-30T08:00:00Z' }, `[EligibilityTimeInvalid] 'endTime' is not a time in UTC: got "2026-02-30T08:00:00Z"; expected YYYY-MM-DDTHH:MM:SSZ; correct it, for example 2026-01-31T08:00:00Z (at test/Eligible)`],
    ['an end before the start', { startTime: '2026-02-01T00:00:00Z', endTime: '2026-01-01T00:00:00Z' }, `[EligibilityEndsBeforeStart] 'endTime' is not after 'startTime': got "2026-01-01T00:00:00Z"; expected later than 2026-02-01T00:00:00Z; correct one of them (at test/Eligible)`],
  ])('fails with %s', (_, props, message) => {
    expect(problems(props)).toBe(message);
  });
});
