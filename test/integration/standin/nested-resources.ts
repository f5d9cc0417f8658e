import type { JsonObject } from './json';
import { asObjects, asString } from './json';
import type { Resource, Store } from './store';

/** Lists in a parent's properties whose members are resources of their own. */
const NESTED: Readonly<Record<string, readonly string[]>> = {
  'microsoft.network/virtualnetworks': ['subnets', 'virtualNetworkPeerings'],
  'microsoft.network/networksecuritygroups': ['securityRules'],
  'microsoft.containerservice/managedclusters': ['agentPoolProfiles'],
};

const collectionOf = (property: string): string => (property === 'agentPoolProfiles' ? 'agentPools' : property);

/** Node pools are flat in the cluster, and have `properties` as a resource of their own. */
const isFlat = (property: string): boolean => property === 'agentPoolProfiles';

/** Store the members of nested lists as resources, replacing those that were there before. */
export function afterWrite(resource: Resource, store: Store, complete: (id: string, child: JsonObject) => Resource): void {
  for (const property of NESTED[resource.type.toLowerCase()] ?? []) {
    const given = resource.properties[property];
    if (given === undefined) continue;
    const collection = `${resource.id}/${collectionOf(property)}`;
    const names = new Set(asObjects(given).map((child) => asString(child['name']).toLowerCase()));
    for (const old of store.childrenOf(collection)) if (!names.has(old.name.toLowerCase())) store.remove(old.id);
    for (const child of asObjects(given)) {
      const { name, ...rest } = child;
      store.put(complete(`${collection}/${asString(name)}`, isFlat(property) ? { properties: rest } : child));
    }
  }
}

/** The resource with its nested lists as they are now. */
export function beforeRead(resource: Resource, store: Store): Resource {
  const lists = NESTED[resource.type.toLowerCase()] ?? [];
  if (lists.length === 0) return resource;
  const nested = lists.map((property) => {
    const children = store.childrenOf(`${resource.id}/${collectionOf(property)}`);
    return [property, isFlat(property) ? children.map((child) => ({ name: child.name, ...child.properties })) : children];
  });
  return { ...resource, properties: { ...resource.properties, ...Object.fromEntries(nested) } };
}
