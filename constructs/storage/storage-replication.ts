import type { Problems } from '../core/errors';
import { hasAvailabilityZones } from '../core/regions';

/** How many copies of the data there are, and where. */
export enum StorageReplication {
  /** Three copies in one data center. */
  LRS = 'LRS',
  /** Copies in three availability zones. */
  ZRS = 'ZRS',
  /** `LRS`, and three copies in the paired region. */
  GRS = 'GRS',
  /** `GRS`, with the copies in the paired region readable. */
  RAGRS = 'RAGRS',
  /** `ZRS`, and three copies in the paired region. */
  GZRS = 'GZRS',
  /** `GZRS`, with the copies in the paired region readable. */
  RAGZRS = 'RAGZRS',
}

const ZONAL: readonly StorageReplication[] = [StorageReplication.ZRS, StorageReplication.GZRS, StorageReplication.RAGZRS];
const GEOGRAPHIC: readonly StorageReplication[] = [StorageReplication.GRS, StorageReplication.RAGRS, StorageReplication.GZRS, StorageReplication.RAGZRS];

/** @see https://learn.microsoft.com/azure/reliability/regions-list */
const REGIONS_WITHOUT_PAIR: readonly string[] = ['italynorth', 'polandcentral', 'qatarcentral', 'spaincentral'];

/** Whether the data is spread over availability zones; such accounts have no archive tier. */
export function isZonal(replication: StorageReplication): boolean {
  return ZONAL.includes(replication);
}

/** The replication that survives the loss of a zone, where the region has zones. */
export function defaultReplication(location: string): StorageReplication {
  return hasAvailabilityZones(location) ? StorageReplication.ZRS : StorageReplication.LRS;
}

/** Records a replication that the region doesn't have. */
export function checkReplication(problems: Problems, replication: StorageReplication, location: string): void {
  const zones = hasAvailabilityZones(location);
  const paired = !REGIONS_WITHOUT_PAIR.includes(location);
  const available = Object.values(StorageReplication).filter((value) => (zones || !isZonal(value)) && (paired || !GEOGRAPHIC.includes(value)));
  const problem = { prop: 'replication', got: replication, expected: available.join(', '), fix: 'choose one of these, or another region' };
  problems.require(zones || !isZonal(replication), { code: 'StorageReplicationNeedsZones', rule: `needs availability zones, and ${location} has none`, ...problem });
  problems.require(paired || !GEOGRAPHIC.includes(replication), { code: 'StorageReplicationNeedsPair', rule: `needs a paired region, and ${location} has none`, ...problem });
}
