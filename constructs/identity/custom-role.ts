import { RoleDefinition } from '@cdktf/provider-azurerm/lib/role-definition';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { guidFrom } from '../core/deterministic';
import { Problems } from '../core/errors';
import { landscapeContextOf } from '../core/landscape-context';
import type { IResourceGroup } from '../governance/resource-group';
import type { IRole } from './role';

/** Azure's limits of a custom role. */
const MAX_NAME_LENGTH = 512;
const MAX_DESCRIPTION_LENGTH = 2048;

/** An operation as Azure lists it: provider, resource types, and what is done; a type may be `*`. */
const OPERATION = /^[a-z][a-z0-9]*(\.[a-z][a-z0-9]*)+(\/([a-z][\w.-]*|\*))+\/(read|write|delete|action|\*)$/i;

export interface CustomRoleProps {
  /** The display name; Azure wants each once in a tenant. At most 512 characters. */
  readonly name: string;
  /** What the role is for, and why no built-in one fits; at most 2048 characters. */
  readonly description: string;
  /**
   * Operations on resources, for example `Microsoft.MachineLearningServices/workspaces/jobs/write`. Only reads may have a
   * wildcard, below a provider: any other one would grant what Azure adds later.
   *
   * @default - none
   */
  readonly actions?: readonly string[];
  /** Operations on data, without wildcards. @default - none */
  readonly dataActions?: readonly string[];
  /** Where the role can be granted. @default - the whole subscription */
  readonly resourceGroups?: readonly IResourceGroup[];
}

/**
 * A role of the landscape's own, for what no built-in role is narrow enough for; it never gives the right to give rights.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/custom-roles
 */
export class CustomRole extends AzureConstruct implements IRole {
  readonly name: string;
  readonly guid: string;

  private readonly resource: RoleDefinition;

  /** @throws ValidationError with all that `checkRole` finds */
  constructor(scope: Construct, id: string, props: CustomRoleProps) {
    super(scope, id);
    const { subscriptionId } = landscapeContextOf(this, 'actions', 'subscription');
    const problems = new Problems(this);
    checkRole(problems, props);
    problems.throwIfAny();
    const { actions = [], dataActions = [], resourceGroups } = props;
    const scopes = resourceGroups?.map((group) => group.resourceId) ?? [`/subscriptions/${subscriptionId}`];
    this.name = props.name;
    this.guid = guidFrom(subscriptionId, this.node.path);
    this.resource = new RoleDefinition(this, 'Resource', {
      name: props.name,
      description: props.description,
      roleDefinitionId: this.guid,
      scope: scopes[0] ?? '',
      assignableScopes: scopes,
      permissions: [{ actions: actions.length > 0 ? [...actions] : undefined, dataActions: dataActions.length > 0 ? [...dataActions] : undefined }],
    });
  }

  get constructId(): string {
    return this.node.id;
  }

  /** The id as Azure answers with it; what refers to it waits for the role. */
  definitionId(): string {
    return this.resource.roleDefinitionResourceId;
  }
}

function checkRole(problems: Problems, { name, description, actions = [], dataActions = [], resourceGroups }: CustomRoleProps): void {
  problems.require(name.trim().length > 0 && name.length <= MAX_NAME_LENGTH, { code: 'CustomRoleNameLength', prop: 'name', rule: 'has the wrong length', got: `${name.length} characters`, expected: `1 to ${MAX_NAME_LENGTH} characters`, fix: 'shorten it, or write one' });
  problems.require(description.trim().length > 0 && description.length <= MAX_DESCRIPTION_LENGTH, { code: 'CustomRoleDescriptionLength', prop: 'description', rule: 'has the wrong length', got: `${description.length} characters`, expected: `1 to ${MAX_DESCRIPTION_LENGTH} characters`, fix: 'say why no built-in role fits' });
  problems.require(actions.length + dataActions.length > 0, { code: 'CustomRoleEmpty', prop: 'actions', rule: 'leaves the role without operations', got: [], expected: "an operation in 'actions' or 'dataActions'", fix: 'name what the role is for' });
  problems.require(resourceGroups?.length !== 0, { code: 'CustomRoleNowhere', prop: 'resourceGroups', rule: 'leaves nowhere to grant the role', got: resourceGroups?.length === 0 ? [] : 'some', expected: 'at least one resource group', fix: "name one, or leave 'resourceGroups' out for the subscription" });
  actions.forEach((operation, index) => checkOperation(problems, operation, `actions[${index}]`, actions.slice(0, index), true));
  dataActions.forEach((operation, index) => checkOperation(problems, operation, `dataActions[${index}]`, dataActions.slice(0, index), false));
}

/** One problem for each operation, the worst first. */
function checkOperation(problems: Problems, operation: string, prop: string, earlier: readonly string[], wildcardReads: boolean): void {
  if (isWildcard(operation) && !(wildcardReads && OPERATION.test(operation) && /\/read$/i.test(operation))) {
    const expected = wildcardReads ? 'operations by name; a wildcard only in reads below a provider, for example Microsoft.MachineLearningServices/workspaces/*/read' : 'operations by name';
    problems.add({ code: 'CustomRoleWildcard', prop, rule: 'grants what nobody has reviewed', got: operation, expected, fix: 'name each operation' });
  } else if (!OPERATION.test(operation)) {
    problems.add({ code: 'CustomRoleOperationInvalid', prop, rule: 'is not an operation', got: operation, expected: 'Provider/type/read, write, delete or .../action', fix: 'copy it from `az provider operation show`' });
  } else if (givesRights(operation)) {
    problems.add({ code: 'CustomRoleGivesRights', prop, rule: 'lets its holders give rights, to themselves too', got: operation, expected: 'only reads of Microsoft.Authorization', fix: "remove it; who gives roles has the built-in 'Role Based Access Control Administrator', with a condition" });
  } else if (earlier.some((other) => other.toLowerCase() === operation.toLowerCase())) {
    problems.add({ code: 'CustomRoleOperationTwice', prop, rule: 'is there already', got: operation, expected: 'each operation once', fix: 'remove it' });
  }
}

function isWildcard(operation: string): boolean {
  return operation.includes('*');
}

/** Role assignments and definitions, their PIM forms, elevation, and policies that make any of these. */
function givesRights(operation: string): boolean {
  return /^Microsoft\.Authorization\//i.test(operation) && !/\/read$/i.test(operation);
}
