import { DataFactoryDatasetBinary } from '@cdktf/provider-azurerm/lib/data-factory-dataset-binary';
import { DataFactoryDatasetParquet } from '@cdktf/provider-azurerm/lib/data-factory-dataset-parquet';
import { DataFactoryPipeline } from '@cdktf/provider-azurerm/lib/data-factory-pipeline';
import { DataFactoryTriggerBlobEvent } from '@cdktf/provider-azurerm/lib/data-factory-trigger-blob-event';
import { DataFactoryTriggerSchedule } from '@cdktf/provider-azurerm/lib/data-factory-trigger-schedule';
import { Token } from 'cdktf';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { kebabCase } from '../core/text';
import { waitFor } from '../core/waitable';
import type { IStorageContainer } from '../storage/storage-container';
import { copyActivity } from './copy-activity';
import type { CopySchedule, CopyTrigger } from './copy-trigger';
import { checkCopyTrigger } from './copy-trigger';
import type { DataFactory } from './data-factory';
import { StorageProtocol } from './data-factory';

/** How files are copied. */
export enum CopyFormat {
  /** Byte by byte, whatever they are. */
  BINARY = 'Binary',
  /** As tables: types are checked, and files that aren't Parquet fail. */
  PARQUET = 'Parquet',
}

/** A place in a container. */
export interface CopyLocation {
  /** A container of blobs, or a zone of a lake. */
  readonly container: IStorageContainer;
  /** The folder, without a slash at its ends. */
  readonly path: string;
}

/** Where files come from. */
export interface CopySource extends CopyLocation {
  /** Which files, with `*` and `?`; in all folders below the path. Not with `CopyTrigger.onArrival()`. @default - all */
  readonly filePattern?: string;
}

/** What is copied where, and when. */
export interface CopyPipelineOptions {
  readonly source: CopySource;
  /** A folder in a zone of a lake. */
  readonly destination: CopyLocation;
  /** @default CopyFormat.BINARY */
  readonly format?: CopyFormat;
  /** @default - it is started by hand */
  readonly trigger?: CopyTrigger;
  /** @default - none */
  readonly description?: string;
  /** How often a copy that failed is tried again; 0 to 10. @default 3 */
  readonly retries?: number;
  /** After how many minutes a copy is given up; 10 to 10080. @default 720 */
  readonly timeoutMinutes?: number;
  /** Whether the factory may read and write there already, so that the landscape grants nothing. @default false */
  readonly accessGranted?: boolean;
}

export interface CopyPipelineProps extends CopyPipelineOptions {
  readonly dataFactory: DataFactory;
}

/**
 * Copies files into a lake, below a folder and with the folders that they were in.
 *
 * @see https://learn.microsoft.com/azure/data-factory/copy-activity-overview
 */
export class CopyPipeline extends AzureConstruct {
  /** The Azure resource id. */
  readonly resourceId: string;
  readonly resourceName: string;

  /** @throws ValidationError with all that `check` and `checkCopyTrigger` find */
  constructor(scope: Construct, id: string, private readonly props: CopyPipelineProps) {
    super(scope, id);
    const { dataFactory, source, destination, trigger, format = CopyFormat.BINARY } = props;
    const name = kebabCase(id);
    const problems = new Problems(this);
    const problem = nameProblem('dataFactoryItem', name);
    if (problem) problems.add({ ...problem, prop: 'id' });
    check(problems, props);
    if (trigger) checkCopyTrigger(problems, trigger);
    problems.throwIfAny();
    const onArrival = trigger !== undefined && trigger.schedule === undefined;
    const from = this.dataset('Source', name, source, format);
    const to = this.dataset('Destination', name, destination, format);
    const resource = new DataFactoryPipeline(this, 'Resource', {
      name,
      dataFactoryId: dataFactory.resourceId,
      description: props.description,
      parameters: onArrival ? { fileName: '' } : undefined,
      // Two copies at once would write the same files.
      concurrency: onArrival ? undefined : 1,
      activitiesJson: JSON.stringify([copyActivity({
        format,
        source: { dataset: from, protocol: protocolOf(source, format), filePattern: source.filePattern, fileParameter: onArrival ? 'fileName' : undefined },
        destination: { dataset: to, protocol: protocolOf(destination, format) },
        retries: props.retries ?? 3,
        timeoutMinutes: props.timeoutMinutes ?? 720,
      })]),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    const grants = this.grants();
    if (trigger) this.addTrigger(trigger.schedule, grants);
  }

  private dataset(kind: 'Source' | 'Destination', pipeline: string, { container, path }: CopyLocation, format: CopyFormat): string {
    const { dataFactory } = this.props;
    const protocol = protocolOf({ container }, format);
    // Names of datasets have no hyphens.
    const common = { name: `${pipeline}-${kind}`.toLowerCase().replace(/-/g, '_'), dataFactoryId: dataFactory.resourceId, linkedServiceName: dataFactory.connectStorage(container.storageAccount, protocol) };
    const blobs = { container: container.resourceName, path };
    if (format === CopyFormat.BINARY) return new DataFactoryDatasetBinary(this, kind, { ...common, azureBlobStorageLocation: blobs }).name;
    const location = protocol === StorageProtocol.BLOB ? { azureBlobStorageLocation: blobs } : { azureBlobFsLocation: { fileSystem: container.resourceName, path } };
    return new DataFactoryDatasetParquet(this, kind, { ...common, ...location, compressionCodec: 'snappy' }).name;
  }

  private addTrigger(schedule: CopySchedule | undefined, dependsOn: ITerraformDependable[] | undefined): void {
    const { dataFactory, source } = this.props;
    const common = { name: `${kebabCase(this.node.id)}-trigger`, dataFactoryId: dataFactory.resourceId, activated: true, dependsOn };
    if (!schedule) {
      new DataFactoryTriggerBlobEvent(this, 'Trigger', {
        ...common,
        storageAccountId: source.container.storageAccount.resourceId,
        events: ['Microsoft.Storage.BlobCreated'],
        blobPathBeginsWith: `/${source.container.resourceName}/blobs/${source.path}/`,
        ignoreEmptyBlobs: true,
        pipeline: [{ name: this.resourceName, parameters: { fileName: '@triggerBody().fileName' } }],
      });
      return;
    }
    const { frequency, interval, time, weekDays } = schedule;
    new DataFactoryTriggerSchedule(this, 'Trigger', {
      ...common,
      frequency,
      interval,
      timeZone: time?.timeZone ?? 'UTC',
      schedule: time && { hours: [time.hour ?? 0], minutes: [time.minute ?? 0], daysOfWeek: weekDays && [...weekDays] },
      pipeline: [{ name: this.resourceName }],
    });
  }

  /** The roles that a copy needs; its trigger waits for them. */
  private grants(): ITerraformDependable[] | undefined {
    const { accessGranted, dataFactory: { identity }, source, destination } = this.props;
    return accessGranted ? undefined : waitFor(this, [source.container.grantRead(identity), destination.container.grantWrite(identity)]);
  }
}

/** Binary files have no form for a lake in the provider: they go to it as blobs, which is the same data. */
function protocolOf({ container }: Pick<CopyLocation, 'container'>, format: CopyFormat): StorageProtocol {
  return format === CopyFormat.PARQUET && container.storageAccount.hierarchicalNamespaceEnabled ? StorageProtocol.DATA_LAKE : StorageProtocol.BLOB;
}

function check(problems: Problems, { source, destination, trigger, retries = 3, timeoutMinutes = 720 }: CopyPipelineProps): void {
  for (const [prop, { path }] of Object.entries({ source, destination })) {
    problems.require(Token.isUnresolved(path) || /^[^/\\*?"<>|:@{}]+(\/[^/\\*?"<>|:@{}]+)*$/.test(path), { code: 'CopyPathInvalid', prop: `${prop}.path`, rule: 'is not a folder', got: path, expected: 'names with "/" between them, and none of \\ * ? " < > | : @ { }', fix: 'leave slashes at its ends out' });
  }
  problems.require(destination.container.storageAccount.hierarchicalNamespaceEnabled, { code: 'CopyNeedsLake', prop: 'destination.container', rule: 'is not in a data lake', got: destination.container.node.path, expected: 'a zone of a lake, or a filesystem of an account with hierarchical namespace', fix: 'copy into a lake' });
  problems.require(source.container !== destination.container || !overlaps(source.path, destination.path), { code: 'CopyIntoItself', prop: 'destination.path', rule: 'overlaps with where the files come from', got: destination.path, expected: `a folder apart from ${source.path}`, fix: 'choose another folder or zone' });
  problems.require(source.filePattern === undefined || trigger === undefined || trigger.schedule !== undefined, { code: 'CopyPatternUnused', prop: 'source.filePattern', rule: 'has no effect where each file that arrives is copied', got: source.filePattern, expected: 'nothing', fix: 'leave it out, or copy on a schedule' });
  problems.require(source.filePattern === undefined || /^[\w .*?()=-]+$/.test(source.filePattern), { code: 'CopyPatternInvalid', prop: 'source.filePattern', rule: 'is not a pattern of file names', got: source.filePattern, expected: 'letters, digits, spaces and _ . * ? ( ) = -', fix: 'leave folders out: all below the path are searched' });
  problems.require(Number.isInteger(retries) && retries >= 0 && retries <= 10, { code: 'CopyRetriesInvalid', prop: 'retries', rule: 'is out of range', got: retries, expected: 'a whole number from 0 to 10', fix: 'choose a number in the range' });
  problems.require(Number.isInteger(timeoutMinutes) && timeoutMinutes >= 10 && timeoutMinutes <= 10080, { code: 'CopyTimeoutInvalid', prop: 'timeoutMinutes', rule: 'is out of range', got: timeoutMinutes, expected: 'whole minutes from 10 to 10080', fix: 'choose a number in the range' });
}

function overlaps(one: string, other: string): boolean {
  return `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);
}
