import type { Kind } from './kind';
import { kindOf } from './kinds';
import type { GraphEdge, GraphNode, LandscapeGraph, SynthesisedStack } from './landscape-graph';
import { isGuid, outsideById, principalOf, roleName } from './outside';
import type { SynthesisedResource } from './references';
import { compare, SynthesisedResources, textAt, valueAt } from './references';

/** Reads from the synthesised stacks of an environment what they are and how they hang together. */
export function landscapeGraph(stacks: readonly SynthesisedStack[]): LandscapeGraph {
  return new GraphReader(stacks).read();
}

/** A node while it is found out about. */
interface Found {
  readonly resource: SynthesisedResource;
  readonly kind: Kind;
  readonly owner?: string;
}

/** Attributes that put a node into a box, the nearest first. */
const BOXES = ['metadata.namespace', 'manifest.metadata.namespace', 'subnet_id', 'virtual_network_name', 'virtual_network_id', 'resource_group_name', 'resource_group_id', 'parent_id'];
const NAMES = ['name', 'display_name', 'body.properties.displayName', 'metadata.name', 'manifest.metadata.name'];

class GraphReader {
  private readonly resources: SynthesisedResources;
  private readonly found: ReadonlyMap<string, Found>;
  private readonly outside = new Map<string, GraphNode>();
  private readonly edges: GraphEdge[] = [];
  private readonly details = new Map<string, string[]>();
  private readonly tied = new Map<string, ReadonlyMap<string, string>>();
  /** The node that stands for a resource: itself, or what it is a detail of. */
  private readonly standsFor = new Map<string, string>();

  constructor(stacks: readonly SynthesisedStack[]) {
    this.resources = new SynthesisedResources(stacks);
    const found = this.resources.all.map((resource): readonly [string, Found] => {
      const kind = resourceKind(resource);
      return [resource.id, { resource, kind, ...this.ownerOf(resource, kind) }];
    });
    this.found = new Map(found);
  }

  read(): LandscapeGraph {
    const found = [...this.found.values()];
    for (const { resource } of found) this.placeDetail(resource.id);
    for (const { resource, kind } of found) {
      if (resource.existing) continue;
      if (kind.place === 'connection') this.connect(resource, kind);
      else if (kind.place === 'grant') this.give(resource, kind);
      else if (this.standsFor.get(resource.id) === resource.id) this.refer(resource, kind);
    }
    const used = new Set(this.edges.flatMap(({ from, to }) => [from, to]));
    const nodes = found.filter(({ resource }) => this.standsFor.get(resource.id) === resource.id && (!resource.existing || used.has(resource.id))).map((node) => this.node(node));
    return { nodes: [...nodes, ...this.outside.values()].sort((a, b) => compare(a.id, b.id)), edges: distinct(this.edges) };
  }

  /** A detail is its owner's; without one it is a node, unless nobody wants to see it. */
  private placeDetail(id: string, seen: readonly string[] = []): string | undefined {
    const known = this.standsFor.get(id);
    const found = this.found.get(id);
    if (known !== undefined || found === undefined || seen.includes(id)) return known;
    const { kind, owner, resource } = found;
    if (kind.place === 'node' || kind.place === 'box') return this.stand(id, id);
    if (kind.place === 'connection' || kind.place === 'grant' || (resource.existing && kind.place !== 'marker')) return undefined;
    const holder = owner === undefined ? undefined : this.placeDetail(owner, [...seen, id]);
    if (holder !== undefined) this.addDetail(holder, id);
    return holder === undefined ? (kind.place === 'marker' && owner === undefined ? this.stand(id, id) : undefined) : this.stand(id, holder);
  }

  private stand(id: string, node: string): string {
    this.standsFor.set(id, node);
    return node;
  }

  private addDetail(node: string, detail: string): void {
    const details = this.details.get(node) ?? [];
    details.push(detail);
    this.details.set(node, details);
  }

  private ownerOf(resource: SynthesisedResource, kind: Kind): { readonly owner?: string } {
    const owner = kind.tiedBy ? this.ties(kind.tiedBy).get(resource.id) : this.first(resource, kind.owner);
    return owner === undefined || owner === resource.id ? {} : { owner };
  }

  /** Owners by what is tied to them, of one type of tie. */
  private ties({ type, mine, owner }: NonNullable<Kind['tiedBy']>): ReadonlyMap<string, string> {
    const known = this.tied.get(type);
    if (known) return known;
    const ties = new Map<string, string>();
    for (const tie of this.resources.all.filter((one) => one.type === type)) {
      const [tied, holder] = [this.first(tie, [mine]), this.first(tie, [owner])];
      if (tied !== undefined && holder !== undefined && !ties.has(tied)) ties.set(tied, holder);
    }
    this.tied.set(type, ties);
    return ties;
  }

  private first(resource: SynthesisedResource, paths: readonly string[]): string | undefined {
    return paths.map((path) => this.resources.targets(resource.stack, valueAt(resource.block, path.split('.')))[0]?.id).find((id) => id !== undefined && id !== resource.id);
  }

  /** The node at one end of a line, which may be outside of the stacks. */
  private end(resource: SynthesisedResource, path: string): string | undefined {
    const value = valueAt(resource.block, path.split('.'));
    const id = typeof value === 'string' && value.startsWith('/') ? this.addOutside(outsideById(value)) : undefined;
    return id ?? this.resources.targets(resource.stack, value).map((target) => this.standsFor.get(target.id)).find((target) => target !== undefined);
  }

  private addOutside(node: GraphNode | undefined): string | undefined {
    if (node && !this.outside.has(node.id)) this.outside.set(node.id, node);
    return node?.id;
  }

  private connect(resource: SynthesisedResource, { connects }: Kind): void {
    if (!connects) return;
    const [from, to] = [this.end(resource, connects.from), this.end(resource, connects.to)];
    const detail = connects.detail === undefined ? undefined : textAt(resource.block, connects.detail);
    const label = detail === undefined ? connects.label : `${connects.label}: ${detail}`;
    if (from !== undefined && to !== undefined && from !== to) this.edges.push({ from, to, kind: connects.flow ? 'data' : 'network', label, resource: resource.id });
    else if (from !== undefined || to !== undefined) this.addDetail(from ?? to ?? '', resource.id);
  }

  private give(resource: SynthesisedResource, { grants }: Kind): void {
    if (!grants) return;
    const principalId = textAt(resource.block, grants.principal);
    const scope = grants.scope.map((path) => this.end(resource, path)).find((id) => id !== undefined);
    if (scope === undefined || principalId === undefined) return;
    const [definition] = this.resources.targets(resource.stack, resource.block[grants.role]);
    const role = roleName(textAt(resource.block, grants.role), definition);
    const label = resource.type.includes('eligible') ? `${role} (eligible)` : role;
    const principal = isGuid(principalId) ? this.addOutside(principalOf(resource, principalId, role)) : this.end(resource, grants.principal);
    if (principal !== undefined && principal !== scope) this.edges.push({ from: principal, to: scope, kind: 'role', label, resource: resource.id });
    else this.addDetail(scope, resource.id);
  }

  /** The lines that a node's own attributes make. */
  private refer(resource: SynthesisedResource, kind: Kind): void {
    const from = resource.id;
    const owner = this.ownerNode(from);
    if (owner !== undefined && kind.place === 'node') this.edges.push(kind.flow === 'into owner' ? { from, to: owner, kind: 'data', label: '' } : { from: owner, to: from, kind: kind.flow ? 'data' : 'part', label: '' });
    if (resource.type === 'azurerm_private_endpoint') this.privateLink(resource);
    for (const { path, target } of this.resources.references(resource)) {
      const to = this.standsFor.get(target.id);
      if (to === undefined || to === from || to === owner || NO_LINE.test(path) || this.found.get(to)?.kind.label === 'Resource group') continue;
      if (kind.dataFrom.includes(path)) this.edges.push({ from: to, to: from, kind: 'data', label: '' });
      else if (kind.dataTo.includes(path)) this.edges.push({ from, to, kind: 'data', label: '' });
      else this.edges.push({ from, to, ...this.use(path, to) });
    }
  }

  private privateLink(resource: SynthesisedResource): void {
    const to = this.end(resource, 'private_service_connection.private_connection_resource_id');
    const names = valueAt(resource.block, ['private_service_connection', 'subresource_names']);
    if (to !== undefined) this.edges.push({ from: resource.id, to, kind: 'private link', label: Array.isArray(names) ? names.join(', ') : '' });
  }

  private use(path: string, to: string): Pick<GraphEdge, 'kind' | 'label'> {
    const target = this.found.get(to)?.kind.label ?? '';
    if (target === 'Managed identity') return { kind: 'runs as', label: '' };
    if (target === 'Subnet') return { kind: 'network', label: 'in subnet' };
    const label = attributeWords(path);
    return { kind: 'uses', label: target.toLowerCase().endsWith(label) ? '' : label };
  }

  private ownerNode(id: string): string | undefined {
    const owner = this.found.get(id)?.owner;
    return owner === undefined ? undefined : this.standsFor.get(owner);
  }

  private node({ resource, kind }: Found): GraphNode {
    const details = this.details.get(resource.id) ?? [];
    const owner = this.ownerNode(resource.id);
    const parent = this.boxOf(resource);
    return {
      id: resource.id, stack: resource.stack, name: nameOf(resource), kind, markers: this.markers(resource, details), details,
      ...(resource.constructPath === undefined ? {} : { constructPath: resource.constructPath }),
      ...(parent === undefined ? {} : { parent }),
      ...(owner === undefined || owner === parent ? {} : { owner }),
    };
  }

  private boxOf(resource: SynthesisedResource, seen: readonly string[] = []): string | undefined {
    const box = BOXES.map((path) => this.first(resource, [path])).find((id) => id !== undefined && this.found.get(id)?.kind.place === 'box');
    if (box !== undefined) return box;
    const owner = this.found.get(resource.id)?.owner;
    const next = owner === undefined || seen.includes(owner) ? undefined : this.found.get(owner)?.resource;
    return next && this.boxOf(next, [...seen, resource.id]);
  }

  private markers(resource: SynthesisedResource, details: readonly string[]): string[] {
    const counts = new Map<string, { readonly kind: Kind; readonly count: number }>();
    for (const { kind } of details.flatMap((id) => this.found.get(id) ?? []).filter(({ kind: { place } }) => place === 'marker')) counts.set(kind.label, { kind, count: (counts.get(kind.label)?.count ?? 0) + 1 });
    const texts = [...counts.values()].map(({ kind: { label, plural }, count }) => (label === 'lock' ? 'locked' : `${count} ${count === 1 ? label : plural}`)).sort(compare);
    const kept = valueAt(resource.block, ['lifecycle', 'prevent_destroy']) === true;
    return [...(resource.existing ? ['existing'] : []), ...texts, ...(kept ? ['protected'] : [])];
  }
}

/** Attributes whose references say nothing that a drawing should: order, telemetry, copies of ids. */
const NO_LINE = /^(metadata\.namespace|manifest\.metadata\.namespace|resource_group_name|resource_group_id|resource_id|location|private_service_connection|private_dns_zone_group|network_rule_set|network_rules|network_acls|name|display_name|description|data_json)\b|client_id$|principal_id$|object_id$|configuration_settings/;

function resourceKind({ type, block }: SynthesisedResource): Kind {
  const armType = type.startsWith('azapi_') ? textAt(block, 'type')?.split('@')[0] : undefined;
  const outboundType = armType?.toLowerCase().endsWith('/outboundrules') ? textAt(block, 'body.properties.type') : undefined;
  return kindOf(type, { ...(armType === undefined ? {} : { armType }), ...(outboundType === undefined ? {} : { outboundType }), computeType: textAt(block, 'body.properties.computeType'), workspaceKind: textAt(block, 'kind') ?? textAt(block, 'body.kind'), manifestKind: textAt(block, 'manifest.kind') });
}

function nameOf({ block, address, constructPath }: SynthesisedResource): string {
  const names = NAMES.map((path) => textAt(block, path)).filter((name) => name !== undefined && name !== '' && !name.includes('${') && !isGuid(name));
  return names[0] ?? constructPath?.split('/').filter((part) => part !== 'Resource').at(-1) ?? address;
}

/** `encryption.key_vault_id` as words; the keys of annotations have dots and slashes of their own. */
function attributeWords(path: string): string {
  return (path.split(/[./]/).at(-1) ?? path).replace(/[_-]?(id|ids|name|uri)$/i, '').replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/[_-]/g, ' ').toLowerCase().trim();
}

function distinct(edges: readonly GraphEdge[]): GraphEdge[] {
  const byKey = new Map(edges.map((edge) => [[edge.from, edge.to, edge.kind, edge.label, edge.resource ?? ''].join('\0'), edge]));
  return [...byKey].sort(([a], [b]) => compare(a, b)).map(([, edge]) => edge);
}
