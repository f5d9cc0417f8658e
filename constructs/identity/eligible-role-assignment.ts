import { PimEligibleRoleAssignment } from '@cdktf/provider-azurerm/lib/pim-eligible-role-assignment';
import type { ITerraformDependable } from 'cdktf';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { landscapeContextOf } from '../core/landscape-context';
import type { IWaitable } from '../core/waitable';
import type { IGrantable, RoleAssignmentOptions } from './role-assignment';
import { PrincipalType } from './role-assignment';

/** How long an eligibility lasts where Azure's own settings of PIM allow no more. */
const DEFAULT_DURATION_DAYS = 365;

/** What asked for an eligibility. */
export interface EligibilityTicket {
  readonly number: string;
  /** Where the ticket is, for example `ServiceNow`. @default - not said */
  readonly system?: string;
}

/** How long a role can be activated; at most one way to say when it ends. */
export interface EligibilityOptions {
  /** From when on, in UTC: `2026-01-31T08:00:00Z`. @default - from when it is made */
  readonly startTime?: string;
  /** @default 365, unless another prop says when it ends */
  readonly durationDays?: number;
  /** @default - by `durationDays` */
  readonly durationHours?: number;
  /** Until when, in UTC: `2026-12-31T18:00:00Z`. @default - by `durationDays` */
  readonly endTime?: string;
  /** Whether it never ends; the PIM settings of the role must allow that. @default false */
  readonly permanentEnabled?: boolean;
  /** @default - none */
  readonly ticket?: EligibilityTicket;
}

export interface EligibleRoleAssignmentProps extends Omit<RoleAssignmentOptions, 'description'>, EligibilityOptions {
  /** The id of what the role applies to: a resource, a resource group or a subscription. */
  readonly targetId: string;
  /** Why the grantee may activate the role; shown in PIM. Changing it replaces the assignment. */
  readonly justification: string;
}

/**
 * Lets people activate a role for some hours when they need it, by Privileged Identity Management; until then they don't have it.
 *
 * Needs Microsoft Entra ID P2 or Entra ID Governance for those who activate it.
 *
 * @see https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-resource-roles-assign-roles
 */
export class EligibleRoleAssignment extends AzureConstruct implements IWaitable {
  readonly eligibleRoleAssignmentId: string;
  readonly dependable: ITerraformDependable;

  /** @throws ValidationError with all that `checkProps` finds */
  constructor(scope: Construct, id: string, props: EligibleRoleAssignmentProps) {
    super(scope, id);
    const { subscriptionId } = landscapeContextOf(this, 'role', 'subscription');
    const problems = new Problems(this);
    checkProps(problems, props);
    problems.throwIfAny();
    const { condition } = props;
    const resource = new PimEligibleRoleAssignment(this, 'Resource', {
      scope: props.targetId,
      roleDefinitionId: props.role.definitionId(subscriptionId),
      principalId: props.grantee.principalId,
      justification: props.justification,
      schedule: schedule(props),
      ticket: props.ticket && { number: props.ticket.number, systemAttribute: props.ticket.system },
      condition,
      conditionVersion: condition === undefined ? undefined : '2.0',
    });
    this.eligibleRoleAssignmentId = resource.id;
    this.dependable = resource;
  }
}

/** Without an expiration, Azure takes an assignment to be permanent. */
function schedule({ startTime, durationDays, durationHours, endTime, permanentEnabled = false }: EligibilityOptions) {
  if (permanentEnabled) return startTime === undefined ? undefined : { startDateTime: startTime };
  const days = durationHours === undefined && endTime === undefined ? (durationDays ?? DEFAULT_DURATION_DAYS) : undefined;
  return { startDateTime: startTime, expiration: { durationDays: days, durationHours, endDateTime: endTime } };
}

function checkProps(problems: Problems, props: EligibleRoleAssignmentProps): void {
  const { justification, ticket } = props;
  checkPrincipal(problems, props.grantee);
  problems.require(justification.trim().length > 0, { code: 'EligibilityUnjustified', prop: 'justification', rule: 'says nothing', got: justification, expected: 'why the grantee may activate the role', fix: 'write the reason' });
  problems.require(ticket === undefined || ticket.number.trim().length > 0, { code: 'EligibilityTicketEmpty', prop: 'ticket.number', rule: 'is empty', got: ticket?.number, expected: 'the number of a ticket', fix: "write it, or leave 'ticket' out" });
  checkEnd(problems, props);
}

function checkPrincipal(problems: Problems, { principalType }: IGrantable): void {
  problems.require(principalType !== PrincipalType.SERVICE_PRINCIPAL, { code: 'EligiblePrincipalNotPerson', prop: 'grantee', rule: 'is nobody who could activate a role', got: principalType, expected: `${PrincipalType.GROUP} or ${PrincipalType.USER}`, fix: 'grant the role itself, with a RoleAssignment' });
}

function checkEnd(problems: Problems, { startTime, durationDays, durationHours, endTime, permanentEnabled }: EligibilityOptions): void {
  const ends = Object.entries({ durationDays, durationHours, endTime, permanentEnabled: (permanentEnabled ?? false) || undefined }).filter(([, value]) => value !== undefined);
  problems.require(ends.length <= 1, { code: 'EligibilityEndAmbiguous', prop: ends[1]?.[0] ?? 'durationDays', rule: `says when the eligibility ends, as '${ends[0]?.[0]}' does`, got: ends[1]?.[1], expected: 'one of durationDays, durationHours, endTime and permanentEnabled', fix: 'leave one out' });
  for (const [prop, value] of Object.entries({ durationDays, durationHours })) {
    problems.require(value === undefined || Token.isUnresolved(value) || (Number.isInteger(value) && value >= 1), { code: 'EligibilityDurationInvalid', prop, rule: 'is no duration', got: value, expected: 'a whole number from 1', fix: 'correct it' });
  }
  const times = Object.entries({ startTime, endTime }).map(([prop, value]) => ({ prop, value, valid: value === undefined || Token.isUnresolved(value) || isUtcTime(value) }));
  for (const { prop, value, valid } of times) {
    problems.require(valid, { code: 'EligibilityTimeInvalid', prop, rule: 'is not a time in UTC', got: value, expected: 'YYYY-MM-DDTHH:MM:SSZ', fix: 'correct it, for example 2026-01-31T08:00:00Z' });
  }
  const known = times.every(({ valid }) => valid) && startTime !== undefined && endTime !== undefined && !Token.isUnresolved(startTime) && !Token.isUnresolved(endTime);
  problems.require(!known || startTime < endTime, { code: 'EligibilityEndsBeforeStart', prop: 'endTime', rule: "is not after 'startTime'", got: endTime, expected: `later than ${startTime}`, fix: 'correct one of them' });
}

/** Whether there is such a time; 30 February isn't one. */
function isUtcTime(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? new Date(text) : undefined;
  return time !== undefined && !Number.isNaN(time.getTime()) && time.toISOString() === text.replace('Z', '.000Z');
}
