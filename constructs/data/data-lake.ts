import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import type { PrivateLinkResourceOptions } from '../core/azure-resource';
import { fail } from '../core/errors';
import type { IResourceGroup } from '../governance/resource-group';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import { DataLakeDatastore } from '../ml/data-lake-datastore';
import type { IWorkspace } from '../ml/workspace-base';
import type { PrivateEndpointOptions } from '../network/private-endpoint';
import type { CustomerManagedKey } from '../security/customer-managed-key';
import type { SubnetNetworkOptions } from '../security/network-access';
import { StorageAccount } from '../storage/storage-account';
import type { StorageContainer } from '../storage/storage-container';
import type { StorageLifecycleRule } from '../storage/storage-lifecycle-rule';
import type { StorageReplication } from '../storage/storage-replication';

/** The zones that every lake has, by the names of their filesystems. */
export enum DataLakeZone {
  /** Data as it was delivered, and never changed. */
  RAW = 'raw',
  /** Data that was cleaned and joined, for analysis and training. */
  CURATED = 'curated',
  /** What models are trained and scored with. */
  FEATURES = 'features',
}

/** When files of a zone move to cheaper tiers and are deleted, in days since they were last written. */
export type DataLakeZoneLifecycle = Pick<StorageLifecycleRule, 'ageSince' | 'coolAfterDays' | 'coldAfterDays' | 'archiveAfterDays' | 'deleteAfterDays'>;

/** What a zone has. */
export interface DataLakeZoneOptions {
  /** @default - that of `DATA_LAKE_LIFECYCLES`; additional zones stay as they are */
  readonly lifecycle?: DataLakeZoneLifecycle;
  /** Whether files stay in the tier that they were written to, and for good. @default true */
  readonly lifecycleEnabled?: boolean;
  /** Values by name that are kept with the filesystem. @default - none */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** How the data of each zone ages where nothing else is said. Nothing is archived or deleted: jobs couldn't read it any more. */
export const DATA_LAKE_LIFECYCLES: Readonly<Record<DataLakeZone, DataLakeZoneLifecycle>> = {
  [DataLakeZone.RAW]: { coolAfterDays: 30, coldAfterDays: 180 },
  [DataLakeZone.CURATED]: { coolAfterDays: 90, coldAfterDays: 365 },
  [DataLakeZone.FEATURES]: { coolAfterDays: 180 },
};

/** What a data lake is made of. */
export interface DataLakeProps<Additional extends string = never> extends PrivateLinkResourceOptions, SubnetNetworkOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells lakes apart in generated names; lower-case letters and digits. @default 'lake' */
  readonly purpose?: string;
  /** Changes the zones that every lake has. @default - as they are */
  readonly zones?: Readonly<Partial<Record<DataLakeZone, DataLakeZoneOptions>>>;
  /** Zones of your own, by the names of their filesystems. @default - none */
  readonly additionalZones?: Readonly<Record<Additional, DataLakeZoneOptions>>;
  /** @default - over availability zones where the region has them, else in one data center */
  readonly replication?: StorageReplication;
  /** @default - keys of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKey;
  /** Whether Azure notes when files are read, for lifecycles that count from there. @default false */
  readonly accessTrackingEnabled?: boolean;
  /** How long deleted files and filesystems can be restored; 1 to 365 days. @default 30 */
  readonly softDeleteDays?: number;
  /** How the lake is reached; one without a `group` is an endpoint for `blob` and one for `dfs`, which Azure wants together. @default - none */
  readonly privateEndpoints?: readonly PrivateEndpointOptions[];
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** How the zones of a lake are named in a workspace. */
export interface LakeDatastoresOptions<Zone extends string> {
  /** What the names of the datastores start with; lower-case letters, digits and `_`. @default 'lake' */
  readonly namePrefix?: string;
  /** The zones that the workspace sees. @default - all */
  readonly zones?: readonly Zone[];
}

/**
 * A data lake: a storage account with a hierarchical namespace, and a filesystem for each zone with a lifecycle and
 * grants of its own.
 *
 * @see https://learn.microsoft.com/azure/storage/blobs/data-lake-storage-best-practices
 */
export class DataLake<Additional extends string = never> extends AzureConstruct {
  readonly storageAccount: StorageAccount;

  private readonly filesystems = new Map<string, StorageContainer>();

  /** @throws ValidationError `DataLakeLifecycleUnused`, `DataLakeZoneReserved`, and those of a storage account */
  constructor(scope: Construct, id: string, props: DataLakeProps<Additional>) {
    super(scope, id);
    const { zones, additionalZones, softDeleteDays, privateEndpoints, deletionProtectionEnabled, ...account } = props;
    const own = Object.values(DataLakeZone).map((zone): [string, DataLakeZoneOptions] => [zone, { lifecycle: DATA_LAKE_LIFECYCLES[zone], ...zones?.[zone] }]);
    const additional = Object.entries<DataLakeZoneOptions>(additionalZones ?? {});
    for (const [zone] of additional) {
      if (own.some(([other]) => other === zone)) fail(this, { code: 'DataLakeZoneReserved', prop: `additionalZones.${zone}`, rule: 'is a zone that every lake has', got: zone, expected: `none of ${Object.values(DataLakeZone).join(', ')}`, fix: "say what is different about it in 'zones', or choose another name" });
    }
    this.storageAccount = new StorageAccount(this, 'Storage', {
      ...account,
      purpose: props.purpose ?? 'lake',
      hierarchicalNamespaceEnabled: true,
      blobSoftDeleteDays: softDeleteDays,
      containerSoftDeleteDays: softDeleteDays,
      lifecycleRules: [...own, ...additional].flatMap(([zone, options]) => this.lifecycleRule(zone, options, zones?.[zone as DataLakeZone])),
      privateEndpoints: privateEndpoints?.flatMap((endpoint) => (endpoint.group ? [endpoint] : [{ ...endpoint, group: 'blob' as const }, { ...endpoint, group: 'dfs' as const }])),
      deletionProtectionEnabled,
    });
    for (const [zone, { metadata }] of [...own, ...additional]) this.filesystems.set(zone, this.storageAccount.addFilesystem(zone, { metadata, deletionProtectionEnabled }));
  }

  /**
   * The filesystem of a zone.
   *
   * @throws ValidationError `DataLakeZoneUnknown`
   */
  zone(zone: DataLakeZone | Additional): StorageContainer {
    return this.filesystems.get(zone) ?? fail(this, { code: 'DataLakeZoneUnknown', prop: 'zone', rule: 'is not a zone of the lake', got: zone, expected: [...this.filesystems.keys()].join(', '), fix: "name one of these, or add it to 'additionalZones'" });
  }

  /** Lets the grantee read a zone. */
  grantRead(zone: DataLakeZone | Additional, grantee: IGrantable): RoleAssignment {
    return this.zone(zone).grantRead(grantee);
  }

  /** Lets the grantee read, write and delete in a zone. */
  grantWrite(zone: DataLakeZone | Additional, grantee: IGrantable): RoleAssignment {
    return this.zone(zone).grantWrite(grantee);
  }

  /**
   * Names the zones in a workspace: a datastore for each one, `lake_raw` for example, read and written by identity.
   *
   * @returns the datastores, by zone
   */
  addDatastores(workspace: IWorkspace, options: LakeDatastoresOptions<DataLakeZone | Additional> = {}): ReadonlyMap<string, DataLakeDatastore> {
    const { namePrefix = 'lake', zones = [...this.filesystems.keys()] as (DataLakeZone | Additional)[] } = options;
    return new Map(zones.map((zone) => [zone, new DataLakeDatastore(workspace, `${this.node.id}-${zone}`, { workspace, name: `${namePrefix}_${zone.replace(/-/g, '_')}`, filesystem: this.zone(zone), description: `Zone ${zone} of the data lake` })]));
  }

  private lifecycleRule(zone: string, options: DataLakeZoneOptions, changed: DataLakeZoneOptions = options): StorageLifecycleRule[] {
    if (options.lifecycleEnabled ?? true) return options.lifecycle ? [{ name: zone, prefixes: [`${zone}/`], ...options.lifecycle }] : [];
    if (changed.lifecycle && changed.lifecycleEnabled === false) fail(this, { code: 'DataLakeLifecycleUnused', prop: `zones.${zone}.lifecycle`, rule: "has no effect with 'lifecycleEnabled: false'", got: changed.lifecycle, expected: 'one of the two', fix: 'leave one out' });
    return [];
  }
}
