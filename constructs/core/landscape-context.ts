import type { IConstruct } from 'constructs';
import { AzureCloud } from './cloud';
import { fail } from './errors';
import type { NamingConvention } from './naming';

/** What every construct below a stack takes its defaults from. */
export interface LandscapeContext {
  /** Generates the names of resources that were given none. */
  readonly naming: NamingConvention;
  /** The subscription that the stack deploys to; a GUID. */
  readonly subscriptionId: string;
  /** The Entra tenant of the subscription; a GUID. */
  readonly tenantId: string;
  /** The cloud that the subscription is in. @default AzureCloud.PUBLIC */
  readonly cloud?: AzureCloud;
  /**
   * Whether resources that hold data refuse to be destroyed by Terraform (`prevent_destroy`).
   *
   * @default false
   */
  readonly deletionProtectionEnabled?: boolean;
}

const KEY = 'azure-ml-landscape:context';

/** Gives a scope, and all that is defined below it afterwards, its context. Call it before children exist. */
export function setLandscapeContext(scope: IConstruct, context: LandscapeContext): void {
  scope.node.setContext(KEY, context);
}

/** The context above a construct, or nothing where a construct is used in a stack that has none. */
export function findLandscapeContext(scope: IConstruct): LandscapeContext | undefined {
  return scope.node.tryGetContext(KEY) as LandscapeContext | undefined;
}

/** The cloud that a construct is in; the public one where a construct is used in a stack that has no context. */
export function cloudOf(scope: IConstruct): AzureCloud {
  return findLandscapeContext(scope)?.cloud ?? AzureCloud.PUBLIC;
}

/**
 * The context above a construct.
 *
 * @param prop the prop that can't do without it
 * @param needs what of it is needed, for the message
 * @throws ValidationError `ContextRequired`
 */
export function landscapeContextOf(scope: IConstruct, prop: string, needs: 'subscription' | 'tenant'): LandscapeContext {
  return findLandscapeContext(scope) ?? fail(scope, { code: 'ContextRequired', prop, rule: `needs the ${needs} to be known`, expected: 'a landscape context above the construct', fix: 'give the stack a context with setLandscapeContext()' });
}
