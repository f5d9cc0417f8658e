import type { CopyFormat } from './copy-pipeline';
import type { StorageProtocol } from './data-factory';

/** What a copy activity is made of. */
export interface CopyActivityOptions {
  readonly format: CopyFormat;
  readonly source: {
    readonly dataset: string;
    readonly protocol: StorageProtocol;
    readonly filePattern: string | undefined;
    /** The parameter of the pipeline that names the one file to copy. */
    readonly fileParameter: string | undefined;
  };
  readonly destination: { readonly dataset: string; readonly protocol: StorageProtocol };
  readonly retries: number;
  readonly timeoutMinutes: number;
}

/** How the settings of a store are called, by protocol. */
const STORES: Readonly<Record<StorageProtocol, string>> = { blob: 'AzureBlobStorage', dfs: 'AzureBlobFS' };

/** A copy activity, as the API of Data Factory has it. */
export function copyActivity({ format, source, destination, retries, timeoutMinutes }: CopyActivityOptions): object {
  const fileName = source.fileParameter === undefined ? (source.filePattern ?? '*') : { value: `@pipeline().parameters.${source.fileParameter}`, type: 'Expression' };
  const reference = (referenceName: string): object => ({ referenceName, type: 'DatasetReference' });
  return {
    name: 'Copy',
    type: 'Copy',
    dependsOn: [],
    policy: { timeout: timeSpan(timeoutMinutes), retry: retries, retryIntervalInSeconds: 60, secureInput: false, secureOutput: false },
    userProperties: [],
    inputs: [reference(source.dataset)],
    outputs: [reference(destination.dataset)],
    typeProperties: {
      // No settings of the format: the provider would read them back with parts that nobody wrote, and differ in every plan.
      source: { type: `${format}Source`, storeSettings: { type: `${STORES[source.protocol]}ReadSettings`, recursive: true, wildcardFileName: fileName, enablePartitionDiscovery: false } },
      sink: {
        type: `${format}Sink`,
        storeSettings: { type: `${STORES[destination.protocol]}WriteSettings`, copyBehavior: 'PreserveHierarchy' },
        ...(format === 'Parquet' && { formatSettings: { type: 'ParquetWriteSettings' } }),
      },
      enableStaging: false,
    },
  };
}

/** Minutes as Data Factory writes a time span: `0.12:00:00`. */
function timeSpan(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(minutes / 1440)}.${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}:00`;
}
