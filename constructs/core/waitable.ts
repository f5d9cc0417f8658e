import type { ITerraformDependable } from 'cdktf';
import { TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';

/** A construct that others wait for, though none of their attributes refers to it: a role, a private endpoint. */
export interface IWaitable extends IConstruct {
  /** For the `dependsOn` of what only works once the construct is there. */
  readonly dependable: ITerraformDependable;
}

/** What a resource waits for, as its `dependsOn`. What other stacks hold is there already, since stacks are deployed in order. */
export function waitFor(user: IConstruct, others: readonly IWaitable[]): ITerraformDependable[] | undefined {
  const own = others.filter((other) => TerraformStack.of(other) === TerraformStack.of(user)).map(({ dependable }) => dependable);
  return own.length > 0 ? own : undefined;
}
