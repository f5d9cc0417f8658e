import { nameOf } from './identifiers';
import type { JsonObject } from './json';

/** A resource as ARM returns it. */
export interface Resource extends JsonObject {
  id: string;
  name: string;
  type: string;
  properties: JsonObject;
}

/** A resource of others: its id, and its body where something is read from it. */
export interface ExistingResource {
  readonly id: string;
  readonly body?: JsonObject;
}

/** Everything that was created and not deleted, by its id in lower case. */
export class Store {
  private readonly resources = new Map<string, Resource>();
  /** Key vaults that were deleted and not purged, by name in lower case. */
  public readonly deletedVaults = new Map<string, Resource>();

  /** Resources of others, by id in lower case: they are there before, and stay. */
  private readonly existing = new Set<string>();

  /** Put a resource there that nobody creates in the run. */
  public putExisting(resource: Resource): void {
    this.existing.add(resource.id.toLowerCase());
    this.put(resource);
  }

  public get(id: string): Resource | undefined {
    return this.resources.get(id.toLowerCase());
  }

  public put(resource: Resource): void {
    this.resources.set(resource.id.toLowerCase(), resource);
  }

  /** Remove a resource and all that lives under it. */
  public remove(id: string): void {
    const key = id.toLowerCase();
    for (const other of [...this.resources.keys()]) {
      if (other === key || other.startsWith(`${key}/`)) this.resources.delete(other);
    }
  }

  /** The direct children in a collection (`…/virtualNetworks/vnet/subnets`). */
  public childrenOf(collection: string): Resource[] {
    const prefix = `${collection.toLowerCase()}/`;
    return this.all().filter(({ id }) => id.toLowerCase() === prefix + nameOf(id).toLowerCase());
  }

  public ofType(type: string): Resource[] {
    return this.all().filter((resource) => resource.type.toLowerCase() === type.toLowerCase());
  }

  /** What the run itself created and has not deleted. */
  public created(): Resource[] {
    return this.all().filter(({ id }) => !this.existing.has(id.toLowerCase()));
  }

  public all(): Resource[] {
    return [...this.resources.values()];
  }
}
