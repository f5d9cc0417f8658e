import type { Problems } from '../core/errors';

/** What a deployment can collect of its requests; scoring code can log collections of its own beside these. */
export enum DataCollection {
  /** What the model was asked. */
  MODEL_INPUTS = 'model_inputs',
  /** What the model answered. */
  MODEL_OUTPUTS = 'model_outputs',
  /** Whole requests, as they came in. */
  REQUEST = 'request',
  /** Whole answers, as they went out. */
  RESPONSE = 'response',
}

/** How often a new file is begun. */
export enum RollingRate {
  MINUTE = 'Minute',
  HOUR = 'Hour',
  DAY = 'Day',
  MONTH = 'Month',
  YEAR = 'Year',
}

/** What is kept of the requests of a deployment: what monitors compare with. */
export interface DataCollectionOptions {
  /** @default [DataCollection.MODEL_INPUTS, DataCollection.MODEL_OUTPUTS] */
  readonly collections?: readonly DataCollection[];
  /** How many of a hundred requests are kept; 1 to 100. @default 100 */
  readonly samplingPercent?: number;
  /** @default RollingRate.HOUR */
  readonly rollingRate?: RollingRate;
  /** Headers of requests that are kept too; never those with tokens. @default - none */
  readonly headers?: readonly string[];
}

/** Data collection as Azure's API has it. */
export interface DataCollectorBody {
  readonly collections: Readonly<Record<string, { readonly dataCollectionMode: 'Enabled'; readonly samplingRate: number }>>;
  readonly rollingRate: RollingRate;
  /** @default - none */
  readonly requestLogging?: { readonly captureHeaders: readonly string[] };
}

/** The collections that are kept. */
export function collectionsOf(enabled: boolean | undefined, options: DataCollectionOptions | undefined): readonly DataCollection[] {
  return (enabled ?? true) ? (options?.collections ?? [DataCollection.MODEL_INPUTS, DataCollection.MODEL_OUTPUTS]) : [];
}

/** Records what is wrong with data collection. */
export function checkDataCollection(problems: Problems, enabled: boolean | undefined, options: DataCollectionOptions | undefined): void {
  problems.require((enabled ?? true) || options === undefined, { code: 'DataCollectionUnused', prop: 'dataCollection', rule: "has no effect with 'dataCollectionEnabled: false'", got: options, expected: 'nothing', fix: 'leave one of the two out' });
  if (!options) return;
  const { collections, samplingPercent = 100, headers = [] } = options;
  problems.require(collections === undefined || (collections.length > 0 && new Set(collections).size === collections.length), { code: 'DataCollectionsInvalid', prop: 'dataCollection.collections', rule: 'is empty, or has a collection twice', got: collections, expected: `different ones of ${Object.values(DataCollection).join(', ')}`, fix: "name each one once, or set 'dataCollectionEnabled: false'" });
  problems.require(samplingPercent > 0 && samplingPercent <= 100, { code: 'DataSamplingInvalid', prop: 'dataCollection.samplingPercent', rule: 'is not a share of the requests', got: samplingPercent, expected: 'a number above 0, up to 100', fix: 'choose a number in the range' });
  const secret = headers.filter((header) => /^(authorization|cookie|proxy-authorization|x-api-key|ocp-apim-subscription-key)$/i.test(header));
  problems.require(secret.length === 0, { code: 'DataCollectionHeaderSecret', prop: 'dataCollection.headers', rule: 'would store tokens of callers', got: secret, expected: 'headers without tokens', fix: 'leave these out' });
}

/** Data collection as Azure's API has it; nothing where it is off. */
export function dataCollectorBody(enabled: boolean | undefined, options: DataCollectionOptions = {}): DataCollectorBody | undefined {
  const collections = collectionsOf(enabled, options);
  if (collections.length === 0) return undefined;
  const collection = { dataCollectionMode: 'Enabled', samplingRate: (options.samplingPercent ?? 100) / 100 } as const;
  return {
    collections: Object.fromEntries(collections.map((name) => [name, collection])),
    rollingRate: options.rollingRate ?? RollingRate.HOUR,
    requestLogging: options.headers && { captureHeaders: options.headers },
  };
}
