/** Azure regions of the public cloud, and their short forms in names; `zones` says whether it has availability zones. */
const REGIONS: Readonly<Record<string, { readonly abbreviation: string; readonly zones: boolean }>> = {
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

/** The regions that the landscape knows, sorted. */
export const KNOWN_REGIONS: readonly string[] = Object.keys(REGIONS).sort();

/** Whether a name is a known region, in the form that Azure's API uses (`westeurope`, not `West Europe`). */
export function isKnownRegion(location: string): boolean {
  return Object.hasOwn(REGIONS, location);
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
