import type { IConstruct } from 'constructs';
import type { Problem } from './errors';
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

/**
 * The context above a construct.
 *
 * @param missing the problem to report where there is none; says which prop would do instead
 * @throws ValidationError with that problem
 */
export function landscapeContextOf(scope: IConstruct, missing: Problem): LandscapeContext {
  return findLandscapeContext(scope) ?? fail(scope, missing);
}
