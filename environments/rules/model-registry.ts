import type { Environment, SharedSettings } from '../schema';
import { cloudOfSetting } from './cloud';
import type { Report } from './rule';

/** The registry is in regions that differ, and is open to the internet for a reason only. */
export function checkModelRegistry({ regions, publicNetworkAccessEnabled, reason }: NonNullable<SharedSettings['modelRegistry']>, report: Report): void {
  const locations = regions.map(({ location }) => location);
  if (locations.length === 0) report({ code: 'RegistryWithoutRegion', prop: 'modelRegistry.regions', rule: 'is empty', got: [], expected: 'at least one region, the main one first', fix: 'add the region of the environments' });
  locations.forEach((location, index) => {
    if (locations.indexOf(location) < index) report({ code: 'RegistryRegionTwice', prop: `modelRegistry.regions[${index}].location`, rule: 'is there already', got: location, expected: 'each region once', fix: 'remove it' });
  });
  if (publicNetworkAccessEnabled && reason === undefined) report({ code: 'RegistryPublicWithoutReason', prop: 'modelRegistry.publicNetworkAccessEnabled', rule: 'is on without a reason', got: true, expected: 'false', fix: "turn it off, or say why in 'modelRegistry.reason'" });
  if (!publicNetworkAccessEnabled && reason !== undefined) report({ code: 'RegistryReasonUnused', prop: 'modelRegistry.reason', rule: 'explains nothing without public network access', got: reason, expected: 'nothing', fix: 'remove it' });
}

/** Workspaces use a registry in their own region only. */
export function checkRegistryRegions({ modelRegistry, cloud: registryCloud }: SharedSettings, environments: readonly Environment[], report: Report): void {
  if (!modelRegistry) return;
  const locations = modelRegistry.regions.map(({ location }) => location);
  for (const { name, location, cloud } of environments) {
    if (cloudOfSetting(cloud) !== cloudOfSetting(registryCloud)) continue;
    if (!locations.includes(location)) report({ code: 'RegistryNotInRegion', prop: 'modelRegistry.regions', rule: `has no copy in the region of ${name}, whose workspace can't use it`, got: locations, expected: `a list with "${location}"`, fix: `add { location: '${location}' }` });
  }
}
