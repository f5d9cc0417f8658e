import type { AvailabilityZone } from '../core/regions';
import type { VmSize } from '../ml/vm-size';

/** The operating system of nodes. */
export enum NodeOperatingSystem {
  UBUNTU = 'Ubuntu',
  AZURE_LINUX = 'AzureLinux',
}

/** Where the operating system of a node is. */
export enum NodeDiskType {
  /** On the node itself: faster and free, lost when the node goes. Needs a VM size with a local disk or cache. */
  EPHEMERAL = 'Ephemeral',
  /** On a managed disk. */
  MANAGED = 'Managed',
}

/** What becomes of a node that can't be drained. */
export enum UndrainableNodeBehavior {
  /** It stays as it is, cordoned, and the upgrade goes on. */
  CORDON = 'Cordon',
  /** The upgrade stops at it. */
  SCHEDULE = 'Schedule',
}

/** How the nodes of a pool are upgraded. */
export interface NodeUpgradeOptions {
  /** How many nodes more there are in the meantime: a number, or a share such as `10%`. @default '10%' */
  readonly maxSurge?: string;
  /** How many nodes may be missing in the meantime, instead of `maxSurge`: for sizes with no quota to spare. @default - none */
  readonly maxUnavailable?: string;
  /** How long pods have to leave a node. @default 30 */
  readonly drainMinutes?: number;
  /** How long to wait between two nodes, up to 30. @default - no wait */
  readonly soakMinutes?: number;
  /** @default UndrainableNodeBehavior.SCHEDULE */
  readonly undrainableNodeBehavior?: UndrainableNodeBehavior;
}

/** The upgrade of the system pool, which never has fewer nodes than it should. */
export type SystemNodeUpgradeOptions = Omit<NodeUpgradeOptions, 'maxUnavailable'>;

/** What every pool of nodes has. */
export interface NodePoolOptions {
  /** 1 to 12 lower-case letters and digits, starting with a letter. */
  readonly name: string;
  readonly vmSize: VmSize;
  /** A fixed number of nodes; leave it out with `minNodes` and `maxNodes`. @default - the pool scales */
  readonly nodeCount?: number;
  /** The fewest nodes of a pool that scales. @default - none: with `nodeCount` */
  readonly minNodes?: number;
  /** The most nodes of a pool that scales. @default - none: with `nodeCount` */
  readonly maxNodes?: number;
  /** Where the nodes are; an empty list is no zone in particular. @default - every zone, in a region that has zones */
  readonly zones?: readonly AvailabilityZone[];
  /** The most pods of a node; 10 to 250. @default 110 */
  readonly maxPods?: number;
  /** @default NodeOperatingSystem.UBUNTU */
  readonly operatingSystem?: NodeOperatingSystem;
  /** @default NodeDiskType.MANAGED */
  readonly osDiskType?: NodeDiskType;
  /** 30 to 2048. @default 128 */
  readonly osDiskSizeGb?: number;
  /** Whether disks and caches are encrypted on the host too; the subscription needs the feature `EncryptionAtHost`. @default true */
  readonly hostEncryptionEnabled?: boolean;
  /** Kubernetes labels; `node-purpose` is there already. @default - none more */
  readonly labels?: Readonly<Record<string, string>>;
  /** The name of the pool that stands in while this one is replaced by one of another size. @default - `tmp` and the start of `name` */
  readonly temporaryName?: string;
}

/** The first pool of a cluster, for Kubernetes' own pods. */
export interface SystemNodePoolOptions extends NodePoolOptions {
  /** @default - by 10 percent more nodes, 30 minutes to drain */
  readonly upgrade?: SystemNodeUpgradeOptions;
}
