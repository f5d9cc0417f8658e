import { AZURE_CLOUDS, AzureCloud, cloudEndpoints } from './cloud';
import type { Problem } from './errors';

interface Region {
  /** The short form in names. */
  readonly abbreviation: string;
  /** Whether it has availability zones. */
  readonly zones: boolean;
}

/** The regions of public Azure. */
const PUBLIC_REGIONS: Readonly<Record<string, Region>> = {
  australiaeast: { abbreviation: 'aue', zones: true },
  australiasoutheast: { abbreviation: 'ause', zones: false },
  brazilsouth: { abbreviation: 'brs', zones: true },
  canadacentral: { abbreviation: 'cac', zones: true },
  canadaeast: { abbreviation: 'cae', zones: false },
  centralindia: { abbreviation: 'inc', zones: true },
  centralus: { abbreviation: 'usc', zones: true },
  eastasia: { abbreviation: 'ea', zones: true },
  eastus: { abbreviation: 'use', zones: true },
  eastus2: { abbreviation: 'use2', zones: true },
  francecentral: { abbreviation: 'frc', zones: true },
  germanywestcentral: { abbreviation: 'gwc', zones: true },
  italynorth: { abbreviation: 'itn', zones: true },
  japaneast: { abbreviation: 'jpe', zones: true },
  japanwest: { abbreviation: 'jpw', zones: true },
  koreacentral: { abbreviation: 'krc', zones: true },
  northcentralus: { abbreviation: 'usnc', zones: false },
  northeurope: { abbreviation: 'ne', zones: true },
  norwayeast: { abbreviation: 'noe', zones: true },
  polandcentral: { abbreviation: 'plc', zones: true },
  qatarcentral: { abbreviation: 'qac', zones: true },
  southafricanorth: { abbreviation: 'san', zones: true },
  southcentralus: { abbreviation: 'ussc', zones: true },
  southeastasia: { abbreviation: 'sea', zones: true },
  southindia: { abbreviation: 'ins', zones: false },
  spaincentral: { abbreviation: 'spc', zones: true },
  swedencentral: { abbreviation: 'sec', zones: true },
  switzerlandnorth: { abbreviation: 'chn', zones: true },
  uaenorth: { abbreviation: 'uan', zones: true },
  uksouth: { abbreviation: 'uks', zones: true },
  ukwest: { abbreviation: 'ukw', zones: false },
  westcentralus: { abbreviation: 'uswc', zones: false },
  westeurope: { abbreviation: 'we', zones: true },
  westus: { abbreviation: 'usw', zones: false },
  westus2: { abbreviation: 'usw2', zones: true },
  westus3: { abbreviation: 'usw3', zones: true },
};

/**
 * The regions of every cloud.
 *
 * @see https://learn.microsoft.com/azure/reliability/availability-zones-region-support
 * @see https://docs.azure.cn/reliability/regions-list
 */
const REGIONS_OF: Readonly<Record<AzureCloud, Readonly<Record<string, Region>>>> = {
  [AzureCloud.PUBLIC]: PUBLIC_REGIONS,
  [AzureCloud.US_GOVERNMENT]: {
    usdodcentral: { abbreviation: 'udc', zones: false },
    usdodeast: { abbreviation: 'ude', zones: false },
    usgovarizona: { abbreviation: 'uga', zones: false },
    usgovtexas: { abbreviation: 'ugt', zones: false },
    usgovvirginia: { abbreviation: 'ugv', zones: true },
  },
  [AzureCloud.CHINA]: {
    chinaeast: { abbreviation: 'cne', zones: false },
    chinaeast2: { abbreviation: 'cne2', zones: false },
    chinaeast3: { abbreviation: 'cne3', zones: false },
    chinanorth: { abbreviation: 'cnn', zones: false },
    chinanorth2: { abbreviation: 'cnn2', zones: false },
    chinanorth3: { abbreviation: 'cnn3', zones: true },
  },
};

const REGIONS: Readonly<Record<string, Region>> = Object.assign({}, ...Object.values(REGIONS_OF));

/** The regions of public Azure that the landscape knows, sorted. */
export const KNOWN_REGIONS: readonly string[] = regionsOf(AzureCloud.PUBLIC);

/** The regions of a cloud that the landscape knows, sorted. */
export function regionsOf(cloud: AzureCloud): readonly string[] {
  return Object.keys(REGIONS_OF[cloud]).sort();
}

/** The cloud that a region is in, or nothing for an unknown region. */
export function cloudOfRegion(location: string): AzureCloud | undefined {
  return AZURE_CLOUDS.find((cloud) => Object.hasOwn(REGIONS_OF[cloud], location));
}

/** Whether a name is a known region of any cloud, in the form that Azure's API uses (`westeurope`, not `West Europe`). */
export function isKnownRegion(location: string): boolean {
  return Object.hasOwn(REGIONS, location);
}

/** What is wrong with a known region that another cloud has, or nothing. */
export function regionCloudProblem(cloud: AzureCloud, location: string, prop: string): Problem | undefined {
  const other = cloudOfRegion(location);
  if (other === undefined || other === cloud) return undefined;
  return { code: 'RegionOfOtherCloud', prop, rule: `is a region of ${cloudEndpoints(other).displayName}, not of ${cloudEndpoints(cloud).displayName}`, got: location, expected: regionsOf(cloud).join(', '), fix: `choose a region of the cloud, or set the cloud to ${other}` };
}

/** Whether the region has availability zones; false for unknown regions. */
export function hasAvailabilityZones(location: string): boolean {
  return REGIONS[location]?.zones ?? false;
}

/** The short form of a region in names; an unknown region stands for itself. */
export function regionAbbreviation(location: string): string {
  return REGIONS[location]?.abbreviation ?? location;
}

/** An availability zone of a region. */
export enum AvailabilityZone {
  ONE = '1',
  TWO = '2',
  THREE = '3',
}
