import type { Problems } from '../core/errors';
import type { AssetReference } from './asset-reference';
import { AssetKind, checkAsset } from './asset-reference';
import type { DataCollection } from './data-collection';
import type { IOnlineDeployment } from './online-deployment';
import type { IWorkspace } from './workspace-base';

/** What data is of a model. */
export enum MonitorDataContext {
  MODEL_INPUTS = 'model_inputs',
  MODEL_OUTPUTS = 'model_outputs',
  TRAINING = 'training',
  VALIDATION = 'validation',
  TEST = 'test',
  GROUND_TRUTH = 'ground_truth',
}

/** The form of a data asset. */
export enum MonitorDataType {
  MLTABLE = 'mltable',
  URI_FOLDER = 'uri_folder',
  URI_FILE = 'uri_file',
}

/** The data of a monitor, apart from its time. */
export interface MonitorDataOptions {
  readonly asset: AssetReference;
  readonly context: MonitorDataContext;
  /** @default MonitorDataType.MLTABLE */
  readonly type?: MonitorDataType;
  /** What columns mean, for example `{ targetColumn: 'price', correlationId: 'id' }`. @default - nothing special */
  readonly columns?: Readonly<Record<string, string>>;
}

/** The days of data that a run looks at. */
export interface RollingOptions {
  /** How many days the window is long. @default 1 */
  readonly windowDays?: number;
  /** How many days the window ends before the run. @default 0 */
  readonly offsetDays?: number;
  /** Turns folders of collected data into tables. @default - the data is a table already */
  readonly preprocessing?: AssetReference;
}

/** What is kept by a deployment, as the data of a monitor. */
export interface CollectedOptions extends Omit<RollingOptions, 'preprocessing'> {
  /** Turns collected data into tables; a component. */
  readonly preprocessing: AssetReference;
  /** What columns mean. @default - nothing special */
  readonly columns?: Readonly<Record<string, string>>;
}

/** Data as Azure's API has it. */
export interface MonitorDataBody {
  readonly inputDataType: 'Fixed' | 'Rolling';
  readonly uri: string;
  readonly jobInputType: MonitorDataType;
  readonly dataContext: string;
  /** @default - none */
  readonly columns?: Readonly<Record<string, string>>;
  /** Only of rolling data. @default - none */
  readonly windowSize?: string;
  /** Only of rolling data. @default - none */
  readonly windowOffset?: string;
  /** Only of rolling data. @default - none */
  readonly preprocessingComponentId?: string;
}

interface Collected {
  readonly deployment: IOnlineDeployment;
  readonly collection: DataCollection;
}

/** Data that a monitor compares: a version of a data asset, the last days of one that grows, or what a deployment keeps. */
export class MonitorData {
  /** A version as it is, for example the training data. */
  static fixed(options: MonitorDataOptions): MonitorData {
    return new MonitorData(options, undefined, undefined);
  }

  /** The last days of an asset that new data is added to. */
  static rolling(options: MonitorDataOptions & RollingOptions): MonitorData {
    return new MonitorData(options, options, undefined);
  }

  /** The last days of what a deployment keeps of its requests; Azure registers it as version 1 of an asset. */
  static collected(deployment: IOnlineDeployment, collection: DataCollection.MODEL_INPUTS | DataCollection.MODEL_OUTPUTS, options: CollectedOptions): MonitorData {
    const { endpoint, deploymentName } = deployment;
    const uri = `${endpoint.workspace.resourceId}/data/${endpoint.resourceName}-${deploymentName}-${collection}/versions/1`;
    return new MonitorData({ uri, context: collection, type: MonitorDataType.URI_FOLDER, columns: options.columns }, options, { deployment, collection });
  }

  private constructor(
    private readonly data: MonitorDataOptions | (Omit<MonitorDataOptions, 'asset' | 'context'> & { readonly uri: string; readonly context: DataCollection }),
    private readonly window: RollingOptions | undefined,
    private readonly collected: Collected | undefined,
  ) {}

  /** Data as Azure's API has it. */
  get body(): MonitorDataBody {
    const { data, window } = this;
    return {
      inputDataType: window ? 'Rolling' : 'Fixed',
      uri: 'asset' in data ? data.asset.id : data.uri,
      jobInputType: data.type ?? MonitorDataType.MLTABLE,
      dataContext: data.context,
      columns: data.columns,
      windowSize: window && `P${window.windowDays ?? 1}D`,
      windowOffset: window && `P${window.offsetDays ?? 0}D`,
      preprocessingComponentId: window?.preprocessing?.id,
    };
  }

  /** Records what is wrong with the data; what monitors call. */
  check(problems: Problems, prop: string, workspace: IWorkspace): void {
    const { data, window, collected } = this;
    if ('asset' in data) checkAsset(problems, `${prop}.asset`, data.asset, AssetKind.DATA, workspace);
    checkAsset(problems, `${prop}.preprocessing`, window?.preprocessing, AssetKind.COMPONENT, workspace);
    if (window) {
      const { windowDays = 1, offsetDays = 0 } = window;
      problems.require(Number.isInteger(windowDays) && windowDays >= 1 && Number.isInteger(offsetDays) && offsetDays >= 0, { code: 'MonitorWindowInvalid', prop, rule: 'has days out of range', got: { windowDays, offsetDays }, expected: 'whole numbers, windowDays from 1 and offsetDays from 0', fix: 'correct the numbers' });
    }
    if (!collected) return;
    const { deployment, collection } = collected;
    problems.require(deployment.collections.includes(collection), { code: 'MonitorDataNotCollected', prop, rule: 'is not kept by the deployment', got: collection, expected: deployment.collections.join(', ') || 'nothing, since it keeps nothing', fix: "set 'dataCollectionEnabled' and 'dataCollection.collections' of the deployment" });
    problems.require(deployment.endpoint.workspace === workspace, { code: 'MonitorDataWorkspace', prop, rule: 'is kept in another workspace', got: deployment.node.path, expected: `a deployment of ${workspace.node.path}`, fix: 'define the monitor in the workspace of the deployment' });
  }
}
