import type { Environment } from '../schema';
import { overlaps, rangesOf } from './address-range';
import type { Report } from './rule';

/** What can be said about several environments: sections whose shape is right. */
export type LandscapeRule = (environments: readonly Partial<Environment>[], report: Report) => void;

/** Calls back for every pair of environments. */
function forEachPair(environments: readonly Partial<Environment>[], visit: (earlier: Partial<Environment>, later: Partial<Environment>) => void): void {
  environments.forEach((later, index) => environments.slice(0, index).forEach((earlier) => visit(earlier, later)));
}

/** Networks that peer with the same hub can't have the same addresses, nor can one network be that of two environments. */
export const hubNeighboursRule: LandscapeRule = (environments, report) => {
  forEachPair(environments, (earlier, later) => {
    const [a, b] = [earlier.network, later.network];
    if (!a?.hub || !b?.hub || a.hub.virtualNetworkId.toLowerCase() !== b.hub.virtualNetworkId.toLowerCase()) return;
    const others = rangesOf(a.addressSpace);
    b.addressSpace.forEach((text, index) => {
      const range = rangesOf([text])[0];
      const met = range && others.find((other) => overlaps(other, range));
      if (met) report({ code: 'EnvironmentsOverlap', prop: `${later.name}.network.addressSpace[${index}]`, rule: `overlaps ${met.text} of ${earlier.name}, which peers with the same hub`, got: text, expected: 'a range of its own', fix: 'ask the network team for a free range' });
    });
  });
};

/** Scopes of Azure Monitor write the same names: in zones that environments share, each would overwrite the records of the other. */
export const monitorScopesRule: LandscapeRule = (environments, report) => {
  forEachPair(environments, (earlier, later) => {
    const [a, b] = [earlier.network, later.network];
    if (a?.monitorPrivateLink?.kind !== 'owned' || b?.monitorPrivateLink?.kind !== 'owned' || !shareZones(a.privateDnsZones, b.privateDnsZones)) return;
    report({ code: 'MonitorScopesShareDns', prop: `${later.name}.network.monitorPrivateLink`, rule: `would overwrite the DNS records of ${earlier.name}, which registers in the same zones`, got: 'owned', expected: 'one scope for each DNS domain', fix: "let the platform team own one scope, and name it in both with { kind: 'existing', scopeId }" });
  });
};

type Zones = Environment['network']['privateDnsZones'];

/** A policy registers in the zones of the platform team, of which there is one set. */
function shareZones(a: Zones, b: Zones): boolean {
  if (a.kind === 'existing' && b.kind === 'existing') return a.resourceGroupId.toLowerCase() === b.resourceGroupId.toLowerCase();
  return a.kind === 'policy' && b.kind === 'policy';
}

/** Machines have names that are unique in the region, whatever environment they are of. */
export const instanceNamesRule: LandscapeRule = (environments, report) => {
  forEachPair(environments, (earlier, later) => {
    if (earlier.location !== later.location) return;
    const taken = new Set(earlier.compute?.instances.map(({ name }) => name.toLowerCase()));
    later.compute?.instances.forEach(({ name }, index) => {
      if (taken.has(name.toLowerCase())) report({ code: 'InstanceNameTaken', prop: `${later.name}.compute.instances[${index}].name`, rule: `is the name of a machine of ${earlier.name} in the same region`, got: name, expected: 'a name of its own', fix: 'put the name of the environment in it' });
    });
  });
};

/** Names of resources that have no separators read the same where workload and environment only meet elsewhere. */
export const generatedNamesRule: LandscapeRule = (environments, report) => {
  forEachPair(environments, (earlier, later) => {
    const isSame = `${earlier.workload}${earlier.name}` === `${later.workload}${later.name}`;
    if (earlier.workload === undefined || earlier.name === undefined || !isSame || earlier.location !== later.location) return;
    report({ code: 'EnvironmentNamesMeet', prop: `${later.name}.workload`, rule: `gives the names that ${earlier.name} has ("${earlier.workload}" + "${earlier.name}")`, got: later.workload, expected: 'a workload and a name that read differently together', fix: 'rename the workload or the environment' });
  });
};

/** What is asked of all environments together. */
export const LANDSCAPE_RULES: readonly LandscapeRule[] = [hubNeighboursRule, monitorScopesRule, instanceNamesRule, generatedNamesRule];
