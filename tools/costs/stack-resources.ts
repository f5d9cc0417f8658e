import { Attributes } from './attributes';

/** A resource of a synthesised stack. */
export interface StackResource {
  readonly type: string;
  readonly address: string;
  readonly block: Attributes;
}

/** The resources of a synthesised stack, and how they refer to each other. */
export class StackResources {
  readonly all: readonly StackResource[];
  private readonly byAddress: ReadonlyMap<string, StackResource>;

  constructor(json: unknown) {
    this.all = new Attributes(json).child('resource').entries().flatMap(([type, byName]) => byName.entries().map(([name, block]) => ({ type, address: `${type}.${name}`, block })));
    this.byAddress = new Map(this.all.map((resource) => [resource.address, resource]));
  }

  ofType(type: string): readonly StackResource[] {
    return this.all.filter((resource) => resource.type === type);
  }

  /** The resource of this stack whose id an attribute is. */
  referredBy(reference: string | undefined): StackResource | undefined {
    const [, address = ''] = /^\$\{([\w-]+\.[\w-]+)\.id\}$/.exec(reference ?? '') ?? [];
    return this.byAddress.get(address);
  }

  /** Where a resource is: as it says, as its parent says, or as all of the stack is. */
  regionOf({ block }: StackResource): string | undefined {
    const own = literal(block.text('location'));
    if (own !== undefined) return own;
    for (const parent of ['machine_learning_workspace_id', 'workspace_id', 'kubernetes_cluster_id', 'key_vault_id', 'parent_id']) {
      const found = this.referredBy(block.text(parent));
      if (found) return this.regionOf(found);
    }
    const regions = new Set(this.all.flatMap((resource) => literal(resource.block.text('location')) ?? []));
    return regions.size === 1 ? [...regions][0] : undefined;
  }
}

/** A text without tokens; regions as Azure's API writes them. */
function literal(location: string | undefined): string | undefined {
  return location === undefined || location.includes('${') || location === 'global' ? undefined : location.toLowerCase().replaceAll(' ', '');
}
