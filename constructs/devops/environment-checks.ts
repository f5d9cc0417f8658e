import type { Construct } from 'constructs';
import { CheckApproval } from '../../.gen/providers/azuredevops/check-approval';
import { CheckBusinessHours } from '../../.gen/providers/azuredevops/check-business-hours';
import { CheckExclusiveLock } from '../../.gen/providers/azuredevops/check-exclusive-lock';
import { CheckRequiredTemplate } from '../../.gen/providers/azuredevops/check-required-template';
import { CheckRestApi } from '../../.gen/providers/azuredevops/check-rest-api';
import type { Problems } from '../core/errors';
import { isSecretName, isSecretText } from '../core/secret-text';
import { WeekDay } from '../core/week-day';
import type { BranchControlOptions } from './branch-control';
import { addBranchControl, checkBranchControl } from './branch-control';
import type { IDevOpsGroup } from './devops-group';
import type { IServiceConnection } from './service-connection';

/** The longest that Azure DevOps waits for a check: 30 days. */
const MAX_TIMEOUT_MINUTES = 43_200;

/** Who lets a run into an environment. */
export interface ApprovalOptions {
  /** Groups; one member of each that is counted approves. */
  readonly approvers: readonly IDevOpsGroup[];
  /** How many of the groups have to approve. @default 1 */
  readonly minimum?: number;
  /** Whether whoever started the run may approve it. @default false */
  readonly requesterCanApprove?: boolean;
  /** What approvers are to look at. @default - nothing is said */
  readonly instructions?: string;
  /** After how many minutes a run that nobody approved fails; at most 30 days. @default 4320, three days */
  readonly timeoutMinutes?: number;
}

/** When an environment is changed. */
export interface BusinessHoursOptions {
  /** `HH:MM` */
  readonly startTime: string;
  /** `HH:MM`, later than the start. */
  readonly endTime: string;
  readonly days: readonly WeekDay[];
  /** A time zone of Windows, for example `W. Europe Standard Time`. */
  readonly timeZone: string;
}

/** A YAML template that pipelines have to extend. */
export interface RequiredTemplateOptions {
  /** `project/repository` */
  readonly repository: string;
  /** @default 'main' */
  readonly branch?: string;
  /** Path of the template in the repository. */
  readonly path: string;
}

/** A question to a REST API that has to be answered before a run goes on. */
export interface QualityGateOptions {
  readonly name: string;
  /** The connection that asks: its identity needs a role where it asks. */
  readonly connection: IServiceConnection;
  /** Appended to the address of Azure's resource manager. */
  readonly urlSuffix: string;
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST';
  /** Body of a POST; no secrets. @default - none */
  readonly body?: string;
  /** What the answer must be, as an expression: `eq(root['status'], 'healthy')`. */
  readonly successCriteria: string;
  /** After how many minutes it is asked again; at least a tenth of the time that is waited. @default 0, which is once */
  readonly retryMinutes?: number;
  /** After how many minutes the run fails. @default 60 */
  readonly timeoutMinutes?: number;
}

/** What a run has to pass before it changes an environment. */
export interface EnvironmentChecks {
  /** @default - nobody is asked; an error in production */
  readonly approval?: ApprovalOptions;
  /** @default - the branch `main`, with its policies */
  readonly branchControl?: BranchControlOptions;
  /** @default - at any time */
  readonly businessHours?: BusinessHoursOptions;
  /** Whether several runs may change the environment at once. @default false */
  readonly parallelRunsAllowed?: boolean;
  /** @default - none */
  readonly requiredTemplates?: readonly RequiredTemplateOptions[];
  /** @default - none */
  readonly qualityGates?: readonly QualityGateOptions[];
}

/** What the checks are of. */
export interface CheckTarget {
  readonly projectId: string;
  readonly targetResourceId: string;
}

/** Records what is wrong with the checks of an environment. */
export function checkChecks(problems: Problems, { approval, branchControl = {}, businessHours, requiredTemplates = [], qualityGates = [] }: EnvironmentChecks, production: boolean): void {
  problems.require(!production || approval !== undefined, { code: 'ProductionWithoutApproval', prop: 'checks.approval', rule: 'is required in production', got: approval, expected: 'who approves', fix: "name the groups in 'checks.approval.approvers'" });
  if (approval) checkApproval(problems, approval, production);
  checkBranchControl(problems, branchControl, 'checks.branchControl');
  if (businessHours) checkHours(problems, businessHours);
  requiredTemplates.forEach(({ repository, path }, index) => {
    problems.require(/^[^/]+\/[^/]+$/.test(repository) && /^(?!\/).+\.ya?ml$/.test(path), { code: 'RequiredTemplateInvalid', prop: `checks.requiredTemplates[${index}]`, rule: 'is not a template in a repository', got: `${repository}: ${path}`, expected: 'project/repository, and a relative path that ends with .yml', fix: 'correct it' });
  });
  qualityGates.forEach((gate, index) => checkGate(problems, gate, `checks.qualityGates[${index}]`));
}

function checkApproval(problems: Problems, { approvers, minimum = 1, requesterCanApprove = false, timeoutMinutes = 4320 }: ApprovalOptions, production: boolean): void {
  problems.require(approvers.length > 0, { code: 'ApproversMissing', prop: 'checks.approval.approvers', rule: 'are nobody', got: [], expected: 'at least one group', fix: 'name who approves' });
  problems.require(Number.isInteger(minimum) && minimum >= 1 && minimum <= Math.max(approvers.length, 1), { code: 'ApprovalMinimumInvalid', prop: 'checks.approval.minimum', rule: 'is not a number of those who approve', got: minimum, expected: `a whole number from 1 to ${Math.max(approvers.length, 1)}`, fix: 'lower it, or name more groups' });
  problems.require(!(production && requesterCanApprove && minimum === 1), { code: 'RequesterApprovesAlone', prop: 'checks.approval.requesterCanApprove', rule: 'lets one person alone change production', got: true, expected: 'false, or a second group that approves', fix: "turn it off, or raise 'checks.approval.minimum'" });
  requireTimeout(problems, 'checks.approval.timeoutMinutes', timeoutMinutes);
}

function checkHours(problems: Problems, { startTime, endTime, days, timeZone }: BusinessHoursOptions): void {
  const time = /^([01]\d|2[0-3]):[0-5]\d$/;
  problems.require(time.test(startTime) && time.test(endTime) && startTime < endTime, { code: 'BusinessHoursInvalid', prop: 'checks.businessHours', rule: 'are no hours of a day', got: `${startTime} to ${endTime}`, expected: 'HH:MM to a later HH:MM', fix: 'correct them' });
  problems.require(days.length > 0 && new Set(days).size === days.length, { code: 'BusinessDaysInvalid', prop: 'checks.businessHours.days', rule: 'are none, or one of them twice', got: days, expected: `some of ${Object.values(WeekDay).join(', ')}`, fix: 'name each once' });
  problems.require(timeZone === 'UTC' || /( Standard Time( \([A-Za-z]+\))?|^UTC[+-]\d\d|^Russia Time Zone \d+)$/.test(timeZone), { code: 'TimeZoneInvalid', prop: 'checks.businessHours.timeZone', rule: 'is not a time zone of Windows', got: timeZone, expected: 'a name such as W. Europe Standard Time, or UTC', fix: 'copy it from `tzutil /l`' });
}

function checkGate(problems: Problems, { urlSuffix, body, method = 'GET', successCriteria, retryMinutes = 0, timeoutMinutes = 60 }: QualityGateOptions, prop: string): void {
  problems.require(!isSecretText(urlSuffix) && !isSecretText(body ?? '') && !isSecretName(urlSuffix), { code: 'QualityGateSecret', prop, rule: 'holds what looks like a secret', expected: 'a question that the connection signs', fix: 'leave the secret out' });
  problems.require(!/^https?:/.test(urlSuffix), { code: 'QualityGateAddress', prop: `${prop}.urlSuffix`, rule: 'has an address of its own', got: urlSuffix, expected: 'what follows the address of the connection', fix: 'leave the host out' });
  problems.require(body === undefined || method === 'POST', { code: 'QualityGateBodyUnused', prop: `${prop}.body`, rule: 'has no effect with GET', expected: 'nothing', fix: "leave it out, or set 'method' to POST" });
  problems.require(successCriteria.trim() !== '', { code: 'QualityGateOpen', prop: `${prop}.successCriteria`, rule: 'is empty, which lets everything pass', got: successCriteria, expected: 'what the answer must be', fix: "write it like eq(root['status'], 'healthy')" });
  problems.require(retryMinutes === 0 || (Number.isInteger(retryMinutes) && retryMinutes >= timeoutMinutes / 10 && retryMinutes < timeoutMinutes), { code: 'QualityGateRetryInvalid', prop: `${prop}.retryMinutes`, rule: 'is more often than Azure DevOps asks, or never', got: retryMinutes, expected: `0, or a whole number from ${Math.ceil(timeoutMinutes / 10)} to ${timeoutMinutes - 1}`, fix: "change it, or 'timeoutMinutes'" });
  requireTimeout(problems, `${prop}.timeoutMinutes`, timeoutMinutes);
}

function requireTimeout(problems: Problems, prop: string, minutes: number): void {
  problems.require(Number.isInteger(minutes) && minutes >= 1 && minutes <= MAX_TIMEOUT_MINUTES, { code: 'CheckTimeoutInvalid', prop, rule: 'is no time that a check can wait', got: minutes, expected: `a whole number from 1 to ${MAX_TIMEOUT_MINUTES}, which is 30 days`, fix: 'change it' });
}

/** Defines the checks of an environment. */
export function addChecks(scope: Construct, { projectId, targetResourceId }: CheckTarget, checks: EnvironmentChecks): void {
  const target = { projectId, targetResourceId, targetResourceType: 'environment' } as const;
  const { approval, branchControl = {}, businessHours, parallelRunsAllowed = false, requiredTemplates = [], qualityGates = [] } = checks;
  if (approval) {
    new CheckApproval(scope, 'Approval', {
      ...target,
      approvers: approval.approvers.map(({ identityId }) => identityId),
      minimumRequiredApprovers: approval.minimum ?? 1,
      requesterCanApprove: approval.requesterCanApprove ?? false,
      instructions: approval.instructions,
      timeout: approval.timeoutMinutes ?? 4320,
    });
  }
  addBranchControl(scope, target, branchControl);
  if (businessHours) {
    const { startTime, endTime, timeZone, days } = businessHours;
    new CheckBusinessHours(scope, 'BusinessHours', {
      ...target, displayName: 'Business hours', startTime, endTime, timeZone,
      monday: days.includes(WeekDay.MONDAY), tuesday: days.includes(WeekDay.TUESDAY), wednesday: days.includes(WeekDay.WEDNESDAY), thursday: days.includes(WeekDay.THURSDAY),
      friday: days.includes(WeekDay.FRIDAY), saturday: days.includes(WeekDay.SATURDAY), sunday: days.includes(WeekDay.SUNDAY),
    });
  }
  if (!parallelRunsAllowed) new CheckExclusiveLock(scope, 'ExclusiveLock', target);
  if (requiredTemplates.length > 0) {
    new CheckRequiredTemplate(scope, 'RequiredTemplate', {
      ...target,
      requiredTemplate: requiredTemplates.map(({ repository, branch = 'main', path }) => ({ repositoryType: 'azuregit', repositoryName: repository, repositoryRef: `refs/heads/${branch}`, templatePath: path })),
    });
  }
  for (const gate of qualityGates) {
    new CheckRestApi(scope, `QualityGate-${gate.name}`, {
      ...target,
      displayName: gate.name,
      connectedServiceNameSelector: 'connectedServiceNameARM',
      connectedServiceName: gate.connection.connectionName,
      method: gate.method ?? 'GET',
      urlSuffix: gate.urlSuffix,
      body: gate.body,
      completionEvent: 'ApiResponse',
      successCriteria: gate.successCriteria,
      retryInterval: gate.retryMinutes ?? 0,
      timeout: gate.timeoutMinutes ?? 60,
      // It knows the connection by its name alone.
      dependsOn: [gate.connection.dependable],
    });
  }
}
