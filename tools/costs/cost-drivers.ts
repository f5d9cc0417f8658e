import { AZAPI_READERS } from './azapi-readers';
import { AZURERM_READERS, COUNTED_TYPES } from './azurerm-readers';
import type { CostDriver, Finding } from './cost-driver';
import { always, exactly } from './cost-driver';
import { isFree } from './free-types';
import type { StackResource } from './stack-resources';
import { StackResources } from './stack-resources';

/** What the stacks of an environment cost money for. */
export interface CostDrivers {
  readonly drivers: readonly CostDriver[];
  /** Addresses of resources of which it isn't known whether they cost money. */
  readonly notAssessed: readonly string[];
}

/** A synthesised stack. */
export interface SynthesisedStack {
  readonly name: string;
  readonly json: unknown;
}

/** Rules that bring up the firewall of a managed network. */
const FQDN_RULES = 'azurerm_machine_learning_workspace_network_outbound_rule_fqdn';

/** Reads from synthesised stacks what they cost money for; from nothing else, so that it is true of what is deployed. */
export function costDrivers(stacks: readonly SynthesisedStack[]): CostDrivers {
  const found = stacks.map(({ name, json }) => driversOfStack(name, new StackResources(json)));
  return { drivers: found.flatMap(({ drivers }) => drivers), notAssessed: found.flatMap(({ notAssessed }) => notAssessed) };
}

function driversOfStack(name: string, stack: StackResources): CostDrivers {
  const notAssessed: string[] = [];
  const drivers = stack.all.flatMap((resource) => {
    const azapiType = resource.type === 'azapi_resource' ? resource.block.text('type')?.split('@')[0]?.toLowerCase() : undefined;
    const reader = azapiType === undefined ? AZURERM_READERS[resource.type] : AZAPI_READERS[azapiType];
    if (!reader) {
      const known = resource.type in COUNTED_TYPES || resource.type === FQDN_RULES || isFree(resource.type, azapiType);
      if (!known) notAssessed.push(`${name}/${resource.address}`);
      return [];
    }
    return reader(resource, stack).map((finding) => driver(name, resource.address, { ...(stack.regionOf(resource) ? { region: stack.regionOf(resource) } : {}), ...repeated(resource, finding) }));
  });
  return { drivers: [...drivers, ...firewalls(name, stack), ...counted(name, stack)], notAssessed };
}

/** Terraform's own `count` and `for_each` make more of a resource, as many as is known at plan. */
function repeated({ block }: StackResource, finding: Finding): Finding {
  const { charge } = finding;
  return charge.by === 'time' && (block.has('count') || block.has('for_each')) ? { ...finding, charge: { ...charge, count: exactly(undefined) } } : finding;
}

/** The firewall of each managed network that has rules by host name. */
function firewalls(name: string, stack: StackResources): CostDriver[] {
  const rules = new Map<string, StackResource>();
  for (const rule of [...stack.ofType(FQDN_RULES), ...azapiFqdnRules(stack)]) {
    const network = rule.block.text('workspace_id') ?? rule.block.text('parent_id') ?? rule.address;
    if (!rules.has(network)) rules.set(network, rule);
  }
  return [...rules].map(([network, rule]) => {
    const workspace = stack.referredBy(network) ?? rule;
    const settings = [workspace, ...stack.ofType('azapi_update_resource').filter(({ block }) => block.text('resource_id') === network)];
    const sku = settings.map(({ block }) => block.child('body').child('properties').child('managedNetwork').text('firewallSku')).find((text) => text !== undefined) ?? 'Standard';
    const what = `firewall of the managed network of ${workspace === rule ? 'a workspace' : workspace.block.text('name')}`;
    return driver(name, workspace.address, { region: stack.regionOf(workspace), what, sku: `Azure Firewall ${sku}`, charge: always(1) });
  });
}

function azapiFqdnRules(stack: StackResources): StackResource[] {
  return stack.ofType('azapi_resource').filter(({ block }) => /\/workspaces\/outboundRules@/i.test(block.text('type') ?? '') && block.child('body').child('properties').text('type') === 'FQDN');
}

/** One driver for the resources of a type that are in one region. */
function counted(name: string, stack: StackResources): CostDriver[] {
  return Object.entries(COUNTED_TYPES).flatMap(([type, finding]) => {
    const regions = new Map<string | undefined, StackResource[]>();
    for (const resource of stack.ofType(type)) {
      const region = stack.regionOf(resource);
      regions.set(region, [...(regions.get(region) ?? []), resource]);
    }
    return [...regions].map(([region, resources]) => {
      const unknown = resources.some(({ block }) => block.has('count') || block.has('for_each'));
      return driver(name, `${type}.*`, { ...finding, region, charge: always(unknown ? undefined : resources.length) });
    });
  });
}

function driver(stack: string, address: string, { region, what, sku, charge, priority, idleShutdown }: Finding): CostDriver {
  return {
    stack, address, what, sku, charge,
    ...(region === undefined ? {} : { region }),
    ...(priority === undefined ? {} : { priority }),
    ...(idleShutdown === undefined ? {} : { idleShutdown }),
  };
}
