import { Eventhub } from '@cdktf/provider-azurerm/lib/eventhub';
import { EventhubConsumerGroup } from '@cdktf/provider-azurerm/lib/eventhub-consumer-group';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { fail, Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { waitFor } from '../core/waitable';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import type { IStorageContainer } from '../storage/storage-container';
import type { IEventHubNamespace } from './event-hub-namespace';

const BYTES_PER_MIB = 1024 * 1024;

/** Azure's limit of partitions, and of hours that events are kept, by SKU. */
const LIMITS: Readonly<Record<string, { readonly partitions: number; readonly hours: number }>> = { Standard: { partitions: 32, hours: 168 }, Premium: { partitions: 100, hours: 2160 } };

/** Where Azure puts captured events, in the filesystem: every part of the name must be there. */
const CAPTURE_PATH = '{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}';

/** Events as Avro files in a data lake, written by the identity of the namespace. */
export interface EventHubCapture {
  /** Where they are written, for example the raw zone of a lake. */
  readonly filesystem: IStorageContainer;
  /** How long a file collects events; 60 to 900 seconds. @default 300 */
  readonly intervalSeconds?: number;
  /** How large a file becomes; 10 to 500 MiB. @default 300 */
  readonly maxFileMebibytes?: number;
  /** Whether a file is written where no event came. @default false */
  readonly emptyFilesEnabled?: boolean;
  /** Whether the identity may write there already, so that the landscape grants nothing. @default false */
  readonly accessGranted?: boolean;
}

/** What an event hub has, apart from its name. */
export interface EventHubOptions extends Pick<AzureResourceOptions, 'roleAssignments'> {
  /** How many readers of one consumer group can work side by side; 1 to 32, and 100 for `PREMIUM`. Fixed for `STANDARD`. @default 4 */
  readonly partitionCount?: number;
  /** How long events can be read; 1 to 168 hours, and 2160 for `PREMIUM`. @default 24 */
  readonly retentionHours?: number;
  /** @default - only `$Default`, which every event hub has */
  readonly consumerGroups?: readonly string[];
  /** @default - events aren't kept in files */
  readonly capture?: EventHubCapture;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

export interface EventHubProps extends EventHubOptions {
  readonly namespace: IEventHubNamespace;
  /** 1 to 256 letters, digits, `_`, `.` and `-`. */
  readonly name: string;
}

/** An event hub. */
export interface IEventHub extends IAzureResource {
  readonly namespace: IEventHubNamespace;

  /** Adds a consumer group: readers with a position of their own. */
  addConsumerGroup(name: string): EventhubConsumerGroup;
  /** Lets the grantee send events. */
  grantSend(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee receive events. */
  grantReceive(grantee: IGrantable): RoleAssignment;
}

/**
 * A stream of events of a namespace: kept for a while, read by consumer groups, and captured as files if wanted.
 *
 * @see https://learn.microsoft.com/azure/event-hubs/event-hubs-features
 */
export class EventHub extends AzureResource implements IEventHub {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly namespace: IEventHubNamespace;

  /** @throws ValidationError `EventHubPartitionsInvalid`, `EventHubRetentionInvalid`, and those of name, capture and consumer groups */
  constructor(scope: Construct, id: string, props: EventHubProps) {
    super(scope, id);
    const { namespace, name, capture, partitionCount = 4, retentionHours = 24 } = props;
    const limits = LIMITS[namespace.sku] ?? { partitions: 32, hours: 168 };
    const problems = new Problems(this);
    const problem = nameProblem('eventHub', name);
    if (problem) problems.add(problem);
    problems.require(inRange(partitionCount, 1, limits.partitions), { code: 'EventHubPartitionsInvalid', prop: 'partitionCount', rule: 'is out of range', got: partitionCount, expected: `a whole number from 1 to ${limits.partitions} with ${namespace.sku}`, fix: 'choose a number in the range' });
    problems.require(inRange(retentionHours, 1, limits.hours), { code: 'EventHubRetentionInvalid', prop: 'retentionHours', rule: 'is out of range', got: retentionHours, expected: `whole hours from 1 to ${limits.hours} with ${namespace.sku}`, fix: 'choose a number in the range' });
    if (capture) checkCapture(problems, capture, namespace);
    problems.throwIfAny();
    this.namespace = namespace;
    const resource = new Eventhub(this, 'Resource', {
      name,
      namespaceId: namespace.resourceId,
      partitionCount,
      retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: retentionHours },
      captureDescription: capture && {
        enabled: true,
        encoding: 'Avro',
        intervalInSeconds: capture.intervalSeconds ?? 300,
        sizeLimitInBytes: (capture.maxFileMebibytes ?? 300) * BYTES_PER_MIB,
        skipEmptyArchives: !(capture.emptyFilesEnabled ?? false),
        destination: { name: 'EventHubArchive.AzureBlockBlob', archiveNameFormat: CAPTURE_PATH, blobContainerName: capture.filesystem.resourceName, storageAccountId: capture.filesystem.storageAccount.resourceId },
      },
      dependsOn: capture && this.captureGrants(capture),
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    if (capture) {
      const user = namespace.userAssignedIdentity;
      // The bindings are older than these attributes, and would capture with a signature.
      resource.addOverride('capture_description.destination.storage_authentication_type', user ? 'UserAssigned' : 'SystemAssigned');
      if (user) resource.addOverride('capture_description.destination.storage_authentication_id', user.resourceId);
    }
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    props.consumerGroups?.forEach((group) => this.addConsumerGroup(group));
    this.addFeatures(props);
  }

  /** @throws ValidationError `EventHubConsumerGroupDuplicate`, and those of the name */
  addConsumerGroup(name: string): EventhubConsumerGroup {
    const id = `ConsumerGroup-${name}`;
    const problem = nameProblem('eventHubConsumerGroup', name);
    if (problem) fail(this, problem);
    if (this.node.tryFindChild(id)) fail(this, { code: 'EventHubConsumerGroupDuplicate', prop: 'consumerGroups', rule: 'has a group twice', got: name, expected: 'each group once', fix: 'leave one out: readers of one position share a group' });
    return new EventhubConsumerGroup(this, id, { name, eventhubName: this.resourceName, namespaceName: this.namespace.resourceName, resourceGroupName: this.namespace.resourceGroupName });
  }

  grantSend(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.EVENT_HUBS_DATA_SENDER, grantee);
  }

  grantReceive(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.EVENT_HUBS_DATA_RECEIVER, grantee);
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }

  /** What Azure needs before it accepts a capture. */
  private captureGrants({ filesystem, accessGranted }: EventHubCapture): ITerraformDependable[] | undefined {
    const { identity } = this.namespace;
    return accessGranted || !identity ? undefined : waitFor(this, [filesystem.grantWrite(identity)]);
  }
}

function inRange(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

function checkCapture(problems: Problems, capture: EventHubCapture, namespace: IEventHubNamespace): void {
  const { intervalSeconds = 300, maxFileMebibytes = 300 } = capture;
  problems.require(inRange(intervalSeconds, 60, 900), { code: 'EventHubCaptureIntervalInvalid', prop: 'capture.intervalSeconds', rule: 'is out of range', got: intervalSeconds, expected: 'whole seconds from 60 to 900', fix: 'choose a number in the range' });
  problems.require(inRange(maxFileMebibytes, 10, 500), { code: 'EventHubCaptureSizeInvalid', prop: 'capture.maxFileMebibytes', rule: 'is out of range', got: maxFileMebibytes, expected: 'whole MiB from 10 to 500', fix: 'choose a number in the range' });
  problems.require(namespace.identity !== undefined, { code: 'EventHubCaptureNeedsIdentity', prop: 'capture', rule: 'needs an identity of the namespace that writes', got: namespace.node.path, expected: 'a namespace with a known identity', fix: "pass its 'identity' to EventHubNamespace.fromAttributes()" });
}
