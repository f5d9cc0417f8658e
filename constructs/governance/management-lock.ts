import { ManagementLock as ManagementLockResource } from '@cdktf/provider-azurerm/lib/management-lock';
import type { ITerraformDependable } from 'cdktf';
import { dependable, Lazy, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';

/** What a lock forbids. */
export enum LockLevel {
  /** Deleting; changes stay possible. */
  CAN_NOT_DELETE = 'CanNotDelete',
  /** Changing and deleting; also blocks reading keys, so Terraform can no longer refresh some resources. */
  READ_ONLY = 'ReadOnly',
}

/** What a lock says. */
export interface LockOptions {
  /** @default LockLevel.CAN_NOT_DELETE */
  readonly level?: LockLevel;
  /** @default - by the naming convention */
  readonly name?: string;
  /** Why the resource is locked; at most 512 characters. @default - says that the landscape protects it */
  readonly notes?: string;
}

export interface ManagementLockProps extends LockOptions {
  /** The id of the resource, resource group or subscription to lock. */
  readonly targetId: string;
}

/**
 * Keeps a resource from being deleted by hand or by mistake.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
 */
export class ManagementLock extends AzureConstruct {
  private readonly resource: ManagementLockResource;

  constructor(scope: Construct, id: string, props: ManagementLockProps) {
    super(scope, id);
    const problems = new Problems(this);
    const notes = props.notes ?? 'Protected by the Azure ML landscape: switch the lock off in the environment before deleting.';
    problems.require(notes.length <= 512, { code: 'LockNotesTooLong', prop: 'notes', rule: 'is too long', got: `${notes.length} characters`, expected: 'at most 512 characters', fix: 'shorten it' });
    const name = this.nameOf(problems, 'managementLock', props.name);
    problems.throwIfAny();
    this.resource = new ManagementLockResource(this, 'Resource', { name, scope: props.targetId, lockLevel: props.level ?? LockLevel.CAN_NOT_DELETE, notes });
  }

  /** Makes the lock come after other resources, and go before them; they are asked for when the stack is synthesised. */
  waitFor(resources: () => readonly ITerraformDependable[]): void {
    this.resource.dependsOn = Token.asList(Lazy.listValue({ produce: () => resources().map((resource) => dependable(resource)) }));
  }
}
