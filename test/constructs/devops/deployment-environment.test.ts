import { WeekDay } from '../../../constructs/core/week-day';
import type { DeploymentEnvironmentProps } from '../../../constructs/devops/deployment-environment';
import { DeploymentEnvironment, EnvironmentRole } from '../../../constructs/devops/deployment-environment';
import type { EnvironmentChecks, QualityGateOptions } from '../../../constructs/devops/environment-checks';
import type { Fixture } from './fixtures';
import { byId, connection, group, inProject, OTHER_GROUP_ID, pipeline, repository, wrongInProject } from './fixtures';

const environment = ({ stack, project }: Fixture, props: Partial<DeploymentEnvironmentProps> = {}): DeploymentEnvironment =>
  new DeploymentEnvironment(stack, 'Environment', { project, name: 'prod', description: 'Production', ...props });

const gate = (fixture: Fixture, changes: Partial<QualityGateOptions> = {}): EnvironmentChecks => ({
  qualityGates: [{ name: 'healthy', connection: connection(fixture), urlSuffix: 'subscriptions?api-version=2022-12-01', successCriteria: "eq(root['count'], 1)", ...changes }],
});

const hours = { startTime: '08:00', endTime: '17:00', days: [WeekDay.MONDAY], timeZone: 'W. Europe Standard Time' };

describe('DeploymentEnvironment', () => {
  test('is reached from main, by one run at a time', () => {
    const template = inProject(environment);
    expect(template.resource('azuredevops_check_branch_control')).toMatchObject({ allowed_branches: 'refs/heads/main', verify_branch_protection: true, ignore_unknown_protection_status: false, target_resource_type: 'environment' });
    expect(template.counts).toEqual({ azuredevops_project: 1, azuredevops_project_pipeline_settings: 1, azuredevops_environment: 1, azuredevops_check_branch_control: 1, azuredevops_check_exclusive_lock: 1 });
  });

  test('has every check that is asked for', () => {
    const template = inProject((fixture) => environment(fixture, {
      production: true,
      checks: {
        approval: { approvers: [group(fixture), group(fixture, 'Other', OTHER_GROUP_ID)], minimum: 2, instructions: 'Read the plan', timeoutMinutes: 60 },
        branchControl: { branches: ['main', 'releases/*'], unprotectedBranchesAllowed: true },
        businessHours: hours,
        parallelRunsAllowed: true,
        requiredTemplates: [{ repository: 'ml/templates', path: 'deploy.yml' }],
        ...gate(fixture, { method: 'POST', body: '{}', retryMinutes: 10 }),
      },
    }));
    expect(template.resource('azuredevops_check_approval')).toMatchObject({ minimum_required_approvers: 2, requester_can_approve: false, instructions: 'Read the plan', timeout: 60, approvers: [expect.stringMatching(/\.group_id\}$/), expect.stringMatching(/\.group_id\}$/)] });
    expect(byId(template, 'azuredevops_check_branch_control')['Environment_BranchControl']).toMatchObject({ allowed_branches: 'refs/heads/main, refs/heads/releases/*', verify_branch_protection: false });
    expect(template.resource('azuredevops_check_business_hours')).toMatchObject({ start_time: '08:00', end_time: '17:00', time_zone: 'W. Europe Standard Time', monday: true, tuesday: false, sunday: false });
    expect(template.resource('azuredevops_check_required_template')['required_template']).toEqual([{ repository_type: 'azuregit', repository_name: 'ml/templates', repository_ref: 'refs/heads/main', template_path: 'deploy.yml' }]);
    expect(template.resource('azuredevops_check_rest_api')).toMatchObject({
      display_name: 'healthy', connected_service_name_selector: 'connectedServiceNameARM', connected_service_name: 'azure-dev', method: 'POST', body: '{}', completion_event: 'ApiResponse', retry_interval: 10, timeout: 60,
      depends_on: [expect.stringMatching(/^azuredevops_serviceendpoint_azurerm\./)],
    });
    expect(template.counts['azuredevops_check_exclusive_lock']).toBe(undefined);
  });

  test('is opened to pipelines, and to groups', () => {
    const template = inProject((fixture) => {
      const prod = environment(fixture, { allPipelinesAllowed: true });
      prod.authorize(pipeline(fixture, repository(fixture)));
      prod.grant(group(fixture), EnvironmentRole.READER);
    });
    expect(Object.keys(byId(template, 'azuredevops_pipeline_authorization'))).toEqual(['Environment_Authorization-build', 'Environment_AuthorizationAll']);
    expect(template.resource('azuredevops_securityrole_assignment')).toMatchObject({ scope: 'distributedtask.environmentreferencerole', role_name: 'Reader', resource_id: expect.stringMatching(/^\$\{azuredevops_project\..*\.id\}_\$\{azuredevops_environment\..*\.id\}$/) });
  });

  test.each<readonly [string, (fixture: Fixture) => Partial<DeploymentEnvironmentProps>, string]>([
    ['production that nobody approves', () => ({ production: true }), `[ProductionWithoutApproval] 'checks.approval' is required in production: got nothing; expected who approves; name the groups in 'checks.approval.approvers' (at test/Environment)`],
    ['production that its author approves alone', (fixture) => ({ production: true, checks: { approval: { approvers: [group(fixture)], requesterCanApprove: true } } }), `[RequesterApprovesAlone] 'checks.approval.requesterCanApprove' lets one person alone change production: got true; expected false, or a second group that approves; turn it off, or raise 'checks.approval.minimum' (at test/Environment)`],
    ['no approvers', () => ({ checks: { approval: { approvers: [] } } }), `[ApproversMissing] 'checks.approval.approvers' are nobody: got []; expected at least one group; name who approves (at test/Environment)`],
    ['more approvals than groups, and a timeout of zero', (fixture) => ({ checks: { approval: { approvers: [group(fixture)], minimum: 2, timeoutMinutes: 0 } } }), `2 problems (at test/Environment):
  - [ApprovalMinimumInvalid] 'checks.approval.minimum' is not a number of those who approve: got 2; expected a whole number from 1 to 1; lower it, or name more groups
  - [CheckTimeoutInvalid] 'checks.approval.timeoutMinutes' is no time that a check can wait: got 0; expected a whole number from 1 to 43200, which is 30 days; change it`],
    ['a branch with its prefix', () => ({ checks: { branchControl: { branches: ['refs/heads/main'] } } }), `[CheckBranchInvalid] 'checks.branchControl.branches[0]' is not a branch, or is all of them: got "refs/heads/main"; expected a branch such as main or releases/*, without refs/heads/; name the branches that are deployed (at test/Environment)`],
    ['every branch', () => ({ checks: { branchControl: { branches: ['*'] } } }), `[CheckBranchInvalid] 'checks.branchControl.branches[0]' is not a branch, or is all of them: got "*"; expected a branch such as main or releases/*, without refs/heads/; name the branches that are deployed (at test/Environment)`],
    ['no branch', () => ({ checks: { branchControl: { branches: [] } } }), `[CheckBranchesMissing] 'checks.branchControl.branches' are none, which lets nothing in: got []; expected at least one branch; name one, or leave 'branches' out for main (at test/Environment)`],
    ['hours that end before they start', () => ({ checks: { businessHours: { ...hours, endTime: '07:00' } } }), `[BusinessHoursInvalid] 'checks.businessHours' are no hours of a day: got "08:00 to 07:00"; expected HH:MM to a later HH:MM; correct them (at test/Environment)`],
    ['hours of no day', () => ({ checks: { businessHours: { ...hours, days: [] } } }), `[BusinessDaysInvalid] 'checks.businessHours.days' are none, or one of them twice: got []; expected some of Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday; name each once (at test/Environment)`],
    ['a time zone of another list', () => ({ checks: { businessHours: { ...hours, timeZone: 'Europe/Berlin' } } }), `[TimeZoneInvalid] 'checks.businessHours.timeZone' is not a time zone of Windows: got "Europe/Berlin"; expected a name such as W. Europe Standard Time, or UTC; copy it from \`tzutil /l\` (at test/Environment)`],
    ['a template without a project', () => ({ checks: { requiredTemplates: [{ repository: 'templates', path: '/deploy.yml' }] } }), `[RequiredTemplateInvalid] 'checks.requiredTemplates[0]' is not a template in a repository: got "templates: /deploy.yml"; expected project/repository, and a relative path that ends with .yml; correct it (at test/Environment)`],
    ['a gate with a secret', (fixture) => ({ checks: gate(fixture, { urlSuffix: 'x?sig=abc&api_key=1' }) }), `[QualityGateSecret] 'checks.qualityGates[0]' holds what looks like a secret: expected a question that the connection signs; leave the secret out (at test/Environment)`],
    ['a gate with an address', (fixture) => ({ checks: gate(fixture, { urlSuffix: 'https://example.com' }) }), `[QualityGateAddress] 'checks.qualityGates[0].urlSuffix' has an address of its own: got "https://example.com"; expected what follows the address of the connection; leave the host out (at test/Environment)`],
    ['a gate that lets all pass, with a body that nobody reads', (fixture) => ({ checks: gate(fixture, { successCriteria: ' ', body: '{}' }) }), `2 problems (at test/Environment):
  - [QualityGateBodyUnused] 'checks.qualityGates[0].body' has no effect with GET: expected nothing; leave it out, or set 'method' to POST
  - [QualityGateOpen] 'checks.qualityGates[0].successCriteria' is empty, which lets everything pass: got " "; expected what the answer must be; write it like eq(root['status'], 'healthy')`],
    ['a gate that asks too often', (fixture) => ({ checks: gate(fixture, { retryMinutes: 1 }) }), `[QualityGateRetryInvalid] 'checks.qualityGates[0].retryMinutes' is more often than Azure DevOps asks, or never: got 1; expected 0, or a whole number from 6 to 59; change it, or 'timeoutMinutes' (at test/Environment)`],
    ['a name with a slash', () => ({ name: 'a/b' }), `[DevOpsNameInvalid] 'name' can't be the name of an environment: got "a/b"; expected 1 to 127 characters: letters, digits, spaces, "-" and "_"; no reserved word; rename it (at test/Environment)`],
  ])('fails with %s', (_, props, message) => {
    expect(wrongInProject((fixture) => environment(fixture, props(fixture)))).toBe(message);
  });
});
