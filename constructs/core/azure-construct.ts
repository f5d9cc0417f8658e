import type { TerraformResourceLifecycle } from 'cdktf';
import { Construct } from 'constructs';
import type { Problems } from './errors';
import { fail } from './errors';
import { findLandscapeContext } from './landscape-context';
import type { NamedResource } from './name-rules';
import { nameProblem, withArticle } from './naming';

/** Base of every construct of the landscape: names, checks and protection, from the context of the stack. */
export abstract class AzureConstruct extends Construct {
  /**
   * The name of the resource: the user's, checked, or one by the naming convention of the stack.
   *
   * @param problems where a wrong name is recorded
   */
  protected nameOf(problems: Problems, resource: NamedResource, name: string | undefined, purpose?: string): string {
    if (name === undefined) {
      const { naming } = findLandscapeContext(this) ?? fail(this, { code: 'NameRequired', prop: 'name', rule: 'is required in a stack without a naming convention', expected: `a name for ${withArticle(resource)}`, fix: "set 'name', or give the stack a context with setLandscapeContext()" });
      return naming.name(resource, purpose);
    }
    const problem = nameProblem(resource, name);
    if (problem) problems.add(problem);
    return name;
  }

  /** `prevent_destroy` for a resource that holds data, by the prop or by the context of the stack. */
  protected protectedLifecycle(enabled: boolean | undefined, lifecycle: TerraformResourceLifecycle = {}): TerraformResourceLifecycle | undefined {
    const preventDestroy = enabled ?? findLandscapeContext(this)?.deletionProtectionEnabled ?? false;
    const result = preventDestroy ? { ...lifecycle, preventDestroy } : lifecycle;
    return Object.keys(result).length > 0 ? result : undefined;
  }
}
