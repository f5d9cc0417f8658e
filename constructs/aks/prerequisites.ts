import { TerraformResource, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { ISubnet } from '../network/subnet';

/**
 * The resources that have to exist before others of a construct, without its knowing them by reference. Those of earlier
 * stacks come first anyway, and can't be named.
 */
export function prerequisitesOf(dependent: IConstruct, constructs: readonly IConstruct[]): readonly TerraformResource[] {
  const resources = constructs.map((construct) => (TerraformResource.isTerraformResource(construct) ? construct : construct.node.defaultChild));
  return resources.filter((resource) => TerraformResource.isTerraformResource(resource)).filter((resource) => TerraformStack.of(resource) === TerraformStack.of(dependent));
}

/** What is attached to a subnet: a cluster is not to be made before its way out. */
export function attachmentsOf({ node }: ISubnet): readonly IConstruct[] {
  return node.children.filter((child) => TerraformResource.isTerraformResource(child) && child !== node.defaultChild);
}
