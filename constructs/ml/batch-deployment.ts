import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import { UpdateResource } from '../../.gen/providers/azapi/update-resource';
import type { DiagnosticTarget } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import type { AssetReference } from './asset-reference';
import { AssetKind, checkAsset } from './asset-reference';
import type { IBatchEndpoint } from './batch-endpoint';
import { BATCH_ENDPOINT_TYPE } from './batch-endpoint';
import type { ComputeCluster } from './compute-cluster';
import { checkEnvironmentVariables, checkInstanceCount, environmentVariablesBody } from './deployment-settings';
import type { CodeConfiguration } from './online-deployment';
import { checkCode } from './online-deployment';
import { checkServingName, seconds } from './serving-name';

const TYPE = 'Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments@2025-09-01';

/** What a job writes. */
export enum BatchOutput {
  /** One file, with a line for each prediction. */
  APPEND_ROW = 'AppendRow',
  /** Nothing but what the scoring script writes by itself. */
  SUMMARY_ONLY = 'SummaryOnly',
}

/** How much a job logs. */
export enum BatchLogging {
  DEBUG = 'Debug',
  INFO = 'Info',
  WARNING = 'Warning',
}

export interface BatchDeploymentProps {
  readonly endpoint: IBatchEndpoint;
  /** 3 to 32 characters. */
  readonly name: string;
  /** @default - none */
  readonly description?: string;
  readonly model: AssetReference;
  /** What the code runs in; not needed for models in the format of MLflow. @default - made for the model, by MLflow */
  readonly environment?: AssetReference;
  /** Only with `environment`. @default - what MLflow brings */
  readonly codeConfiguration?: CodeConfiguration;
  /** The cluster of the workspace that jobs run on. */
  readonly computeCluster: ComputeCluster;
  /** How many nodes a job uses. @default 1 */
  readonly instanceCount?: number;
  /** How many files a node takes at once. @default 10 */
  readonly miniBatchSize?: number;
  /** How many processes score on each node. @default 1 */
  readonly maxConcurrencyPerInstance?: number;
  /** How many files may fail before the job does; -1 for any number. @default 0 */
  readonly errorThreshold?: number;
  /** How often a batch of files is tried again. @default 3 */
  readonly maxRetries?: number;
  /** How long one try may take. @default 30 */
  readonly timeoutSeconds?: number;
  /** @default BatchOutput.APPEND_ROW */
  readonly output?: BatchOutput;
  /** Only with `AppendRow`. @default 'predictions.csv' */
  readonly outputFileName?: string;
  /** @default BatchLogging.INFO */
  readonly logging?: BatchLogging;
  /** Whether the endpoint uses it where callers name no deployment. @default false */
  readonly defaultEnabled?: boolean;
  /** Without secrets. @default - none */
  readonly environmentVariables?: Readonly<Record<string, string>>;
}

/** What is sent to Azure, as its API has it. */
interface BatchDeploymentBody {
  readonly description?: string;
  readonly model: { readonly referenceType: 'Id'; readonly assetId: string };
  readonly environmentId?: string;
  readonly codeConfiguration?: { readonly codeId: string; readonly scoringScript: string };
  readonly compute: string;
  readonly resources: { readonly instanceCount: number };
  readonly miniBatchSize: number;
  readonly maxConcurrencyPerInstance: number;
  readonly errorThreshold: number;
  readonly retrySettings: { readonly maxRetries: number; readonly timeout: string };
  readonly outputAction: BatchOutput;
  readonly outputFileName?: string;
  readonly loggingLevel: BatchLogging;
  readonly environmentVariables?: Readonly<Record<string, string>>;
}

/**
 * One version of a model that a batch endpoint scores files with, on a cluster of the workspace. A job fails at the first file that fails.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-use-batch-model-deployments
 */
export class BatchDeployment extends AzureResource {
  readonly resourceId: string;
  readonly resourceName: string;

  /** @throws ValidationError `BatchNumberInvalid`, `BatchOutputFileUnused`, `BatchOutputFileInvalid`, and those of the name, assets, code and variables */
  constructor(scope: Construct, id: string, props: BatchDeploymentProps) {
    super(scope, id);
    const { endpoint } = props;
    this.check(props);
    const output = props.output ?? BatchOutput.APPEND_ROW;
    const properties: BatchDeploymentBody = {
      description: props.description,
      model: { referenceType: 'Id', assetId: props.model.id },
      environmentId: props.environment?.id,
      codeConfiguration: props.codeConfiguration && { codeId: props.codeConfiguration.code.id, scoringScript: props.codeConfiguration.scoringScript },
      compute: props.computeCluster.resourceId,
      resources: { instanceCount: props.instanceCount ?? 1 },
      miniBatchSize: props.miniBatchSize ?? 10,
      maxConcurrencyPerInstance: props.maxConcurrencyPerInstance ?? 1,
      errorThreshold: props.errorThreshold ?? 0,
      retrySettings: { maxRetries: props.maxRetries ?? 3, timeout: seconds(props.timeoutSeconds ?? 30) },
      outputAction: output,
      outputFileName: output === BatchOutput.APPEND_ROW ? (props.outputFileName ?? 'predictions.csv') : undefined,
      loggingLevel: props.logging ?? BatchLogging.INFO,
      environmentVariables: environmentVariablesBody(props.environmentVariables),
    };
    const resource = new Resource(this, 'Resource', {
      type: TYPE,
      name: props.name,
      parentId: endpoint.resourceId,
      location: endpoint.workspace.location,
      body: { properties },
      schemaValidationEnabled: true,
      // Azure takes one change of an endpoint at a time.
      locks: [endpoint.resourceId],
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    if (!props.defaultEnabled) return;
    new UpdateResource(this, 'Default', {
      type: BATCH_ENDPOINT_TYPE,
      resourceId: endpoint.resourceId,
      body: { properties: { defaults: { deploymentName: resource.name } } },
      locks: [endpoint.resourceId],
    });
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }

  private check(props: BatchDeploymentProps): void {
    const { endpoint, output, outputFileName } = props;
    const problems = new Problems(this);
    checkServingName(problems, 'deployment', props.name);
    endpoint.claimDeployment(problems, props.name, props.defaultEnabled ?? false);
    checkAsset(problems, 'model', props.model, AssetKind.MODEL, endpoint.workspace);
    checkAsset(problems, 'environment', props.environment, AssetKind.ENVIRONMENT, endpoint.workspace);
    checkAsset(problems, 'codeConfiguration.code', props.codeConfiguration?.code, AssetKind.CODE, endpoint.workspace);
    checkCode(problems, props.codeConfiguration, props.environment);
    checkInstanceCount(problems, props.instanceCount ?? 1);
    for (const [prop, least] of [['miniBatchSize', 1], ['maxConcurrencyPerInstance', 1], ['errorThreshold', -1], ['maxRetries', 0], ['timeoutSeconds', 1]] as const) {
      const value = props[prop];
      problems.require(value === undefined || (Number.isInteger(value) && value >= least), { code: 'BatchNumberInvalid', prop, rule: 'is out of range', got: value, expected: `a whole number from ${least}`, fix: 'correct the number' });
    }
    problems.require(outputFileName === undefined || output !== BatchOutput.SUMMARY_ONLY, { code: 'BatchOutputFileUnused', prop: 'outputFileName', rule: `has no effect with '${BatchOutput.SUMMARY_ONLY}'`, got: outputFileName, expected: 'nothing', fix: "leave it out, or change 'output'" });
    problems.require(outputFileName === undefined || /^[\w.-]+\.(csv|txt|parquet)$/.test(outputFileName), { code: 'BatchOutputFileInvalid', prop: 'outputFileName', rule: 'is not the name of a file', got: outputFileName, expected: 'a name like predictions.csv, without folders', fix: 'correct the name' });
    checkEnvironmentVariables(problems, props.environmentVariables);
    problems.throwIfAny();
  }
}
