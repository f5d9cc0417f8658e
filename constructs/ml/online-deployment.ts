import { Token } from 'cdktf';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import type { DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { fail, Problems } from '../core/errors';
import type { IWaitable } from '../core/waitable';
import type { AssetReference } from './asset-reference';
import { AssetKind, checkAsset } from './asset-reference';
import type { AutoscaleOptions } from './autoscale';
import { Autoscale } from './autoscale';
import type { DataCollection, DataCollectionOptions, DataCollectorBody } from './data-collection';
import { checkDataCollection, collectionsOf, dataCollectorBody } from './data-collection';
import type { ProbeBody, ProbeOptions, RequestSettings, RequestSettingsBody } from './deployment-settings';
import { checkEnvironmentVariables, checkInstanceCount, checkProbe, checkRequestSettings, environmentVariablesBody, probeBody, requestSettingsBody } from './deployment-settings';
import { IsolationMode } from './managed-network';
import type { IOnlineEndpoint } from './online-endpoint';
import { checkServingName } from './serving-name';
import type { VmSize } from './vm-size';

/** The type of an online deployment, with the version of Azure's API. */
export const ONLINE_DEPLOYMENT_TYPE = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments@2025-09-01';

/** Uploaded code, and the script in it that scores. */
export interface CodeConfiguration {
  readonly code: AssetReference;
  /** Its path in the code, for example `score.py`. */
  readonly scoringScript: string;
}

/** A deployment of an online endpoint, owned or existing. */
export interface IOnlineDeployment extends IAzureResource {
  readonly endpoint: IOnlineEndpoint;
  readonly deploymentName: string;
  /** What is kept of its requests. */
  readonly collections: readonly DataCollection[];
}

/** What an existing deployment is known by. */
export interface OnlineDeploymentAttributes {
  readonly endpoint: IOnlineEndpoint;
  readonly name: string;
  /** What is kept of its requests. @default - nothing */
  readonly collections?: readonly DataCollection[];
}

export interface ManagedOnlineDeploymentProps {
  readonly endpoint: IOnlineEndpoint;
  /** 3 to 32 characters, for example `blue`. */
  readonly name: string;
  /** @default - none */
  readonly description?: string;
  readonly model: AssetReference;
  /** What the code runs in; not needed for models in the format of MLflow. @default - made for the model, by MLflow */
  readonly environment?: AssetReference;
  /** Only with `environment`. @default - what the environment or MLflow brings */
  readonly codeConfiguration?: CodeConfiguration;
  /** Where the model is in the container, an absolute path. @default - /var/azureml-app/azureml-models */
  readonly modelMountPath?: string;
  readonly vmSize: VmSize;
  /** Azure promises availability from 3 on. With autoscale, the number at creation. Quota is needed for 20 percent more: see `quotaCores`. */
  readonly instanceCount: number;
  /** @default - 5 seconds, one request at a time */
  readonly requestSettings?: RequestSettings;
  /** Whether an instance has to be started again. @default - Azure's own */
  readonly livenessProbe?: ProbeOptions;
  /** Whether an instance takes requests. @default - Azure's own */
  readonly readinessProbe?: ProbeOptions;
  /** Whether requests and answers are kept, which monitors need. @default true */
  readonly dataCollectionEnabled?: boolean;
  /** @default - all inputs and outputs of the model */
  readonly dataCollection?: DataCollectionOptions;
  /** Whether telemetry goes to the Application Insights of the workspace. @default true */
  readonly applicationInsightsEnabled?: boolean;
  /** Whether code reaches the internet; only without a managed network, which decides it otherwise. @default false */
  readonly egressPublicNetworkAccessEnabled?: boolean;
  /** Without secrets. @default - none */
  readonly environmentVariables?: Readonly<Record<string, string>>;
}

/** What is sent to Azure, as its API has it. */
interface OnlineDeploymentBody {
  readonly endpointComputeType: 'Managed';
  readonly description?: string;
  readonly model: string;
  readonly modelMountPath?: string;
  readonly environmentId?: string;
  readonly codeConfiguration?: { readonly codeId: string; readonly scoringScript: string };
  readonly instanceType: string;
  readonly requestSettings: RequestSettingsBody;
  readonly livenessProbe?: ProbeBody;
  readonly readinessProbe?: ProbeBody;
  readonly dataCollector?: DataCollectorBody;
  readonly appInsightsEnabled: boolean;
  readonly egressPublicNetworkAccess?: 'Enabled' | 'Disabled';
  readonly environmentVariables?: Readonly<Record<string, string>>;
  readonly scaleSettings: { readonly scaleType: 'Default' };
}

/** Base of online deployments, owned and existing. */
export abstract class OnlineDeploymentBase extends AzureResource implements IOnlineDeployment {
  abstract readonly endpoint: IOnlineEndpoint;
  abstract readonly deploymentName: string;
  abstract readonly collections: readonly DataCollection[];

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }
}

/**
 * One version of a model on machines of its own, behind an endpoint: inputs and outputs are kept for monitors, telemetry
 * goes to Application Insights.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/concept-online-deployment-model-specification
 */
export class ManagedOnlineDeployment extends OnlineDeploymentBase implements IWaitable {
  /** An existing deployment. */
  static fromAttributes(scope: Construct, id: string, attributes: OnlineDeploymentAttributes): IOnlineDeployment {
    return new ImportedOnlineDeployment(scope, id, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly endpoint: IOnlineEndpoint;
  readonly deploymentName: string;
  readonly collections: readonly DataCollection[];
  readonly dependable: ITerraformDependable;
  /** The cores that the quota of the size's family must have: those of the instances, and 20 percent of them for updates. */
  readonly quotaCores: number;

  private readonly resource: Resource;
  private scaled = false;

  /** @throws ValidationError `DeploymentCodeWithoutEnvironment`, `DeploymentScriptInvalid`, `DeploymentMountPathInvalid`, `DeploymentEgressWithManagedNetwork`, and those of the name, assets, probes, requests, data collection and variables */
  constructor(scope: Construct, id: string, props: ManagedOnlineDeploymentProps) {
    super(scope, id);
    const { endpoint } = props;
    const { workspace } = endpoint;
    const managedNetwork = workspace.isolationMode !== IsolationMode.DISABLED;
    this.check(props, managedNetwork);
    this.endpoint = endpoint;
    this.deploymentName = props.name;
    this.collections = collectionsOf(props.dataCollectionEnabled, props.dataCollection);
    this.quotaCores = Math.ceil(props.instanceCount * 1.2) * props.vmSize.cores;
    const properties: OnlineDeploymentBody = {
      endpointComputeType: 'Managed',
      description: props.description,
      model: props.model.id,
      modelMountPath: props.modelMountPath,
      environmentId: props.environment?.id,
      codeConfiguration: props.codeConfiguration && { codeId: props.codeConfiguration.code.id, scoringScript: props.codeConfiguration.scoringScript },
      instanceType: props.vmSize.name,
      requestSettings: requestSettingsBody(props.requestSettings),
      livenessProbe: probeBody(props.livenessProbe),
      readinessProbe: probeBody(props.readinessProbe),
      dataCollector: dataCollectorBody(props.dataCollectionEnabled, props.dataCollection),
      appInsightsEnabled: props.applicationInsightsEnabled ?? true,
      egressPublicNetworkAccess: managedNetwork ? undefined : (props.egressPublicNetworkAccessEnabled ?? false) ? 'Enabled' : 'Disabled',
      environmentVariables: environmentVariablesBody(props.environmentVariables),
      scaleSettings: { scaleType: 'Default' },
    };
    this.resource = new Resource(this, 'Resource', {
      type: ONLINE_DEPLOYMENT_TYPE,
      name: props.name,
      parentId: endpoint.resourceId,
      location: workspace.location,
      body: { sku: { name: 'Default', capacity: props.instanceCount }, properties },
      schemaValidationEnabled: true,
      // What Azure decides at creation.
      replaceTriggersRefs: ['properties.egressPublicNetworkAccess'],
      // Azure takes one change of an endpoint at a time.
      locks: [endpoint.resourceId],
      // Images and models take long to arrive.
      timeouts: { create: '60m', update: '60m' },
    });
    workspace.awaitAccess(this.resource);
    this.resourceId = this.resource.id;
    this.resourceName = this.resource.name;
    this.dependable = this.resource;
  }

  /**
   * Lets the number of instances follow the load.
   *
   * @throws ValidationError `AutoscaleTwice`, and those of `Autoscale`
   */
  addAutoscale(options: AutoscaleOptions): Autoscale {
    if (this.scaled) fail(this, { code: 'AutoscaleTwice', prop: 'addAutoscale', rule: 'was called before', expected: 'one call with all rules', fix: 'join the rules' });
    this.scaled = true;
    // What autoscale set stays set, in plans and in updates for other reasons.
    this.resource.ignoreBodyChanges = ['sku.capacity'];
    return new Autoscale(this, 'Autoscale', {
      ...options,
      targetId: this.resourceId,
      location: this.endpoint.workspace.location,
      defaultName: `autoscale-${this.endpoint.resourceName}-${this.deploymentName}`,
    });
  }

  private check(props: ManagedOnlineDeploymentProps, managedNetwork: boolean): void {
    const { endpoint, codeConfiguration, modelMountPath } = props;
    const problems = new Problems(this);
    checkServingName(problems, 'deployment', props.name);
    endpoint.claimDeployment(problems, props.name, this);
    checkAsset(problems, 'model', props.model, AssetKind.MODEL, endpoint.workspace);
    checkAsset(problems, 'environment', props.environment, AssetKind.ENVIRONMENT, endpoint.workspace);
    checkAsset(problems, 'codeConfiguration.code', codeConfiguration?.code, AssetKind.CODE, endpoint.workspace);
    checkCode(problems, codeConfiguration, props.environment);
    checkModelMountPath(problems, modelMountPath);
    checkInstanceCount(problems, props.instanceCount);
    checkRequestSettings(problems, props.requestSettings);
    checkProbe(problems, 'livenessProbe', props.livenessProbe);
    checkProbe(problems, 'readinessProbe', props.readinessProbe);
    checkDataCollection(problems, props.dataCollectionEnabled, props.dataCollection);
    checkEnvironmentVariables(problems, props.environmentVariables);
    problems.require(props.egressPublicNetworkAccessEnabled === undefined || !managedNetwork, { code: 'DeploymentEgressWithManagedNetwork', prop: 'egressPublicNetworkAccessEnabled', rule: "can't go with the managed network of the workspace, whose outbound rules decide it", got: props.egressPublicNetworkAccessEnabled, expected: 'nothing', fix: 'leave it out, and add outbound rules to the workspace' });
    problems.throwIfAny();
  }
}

class ImportedOnlineDeployment extends OnlineDeploymentBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly endpoint: IOnlineEndpoint;
  readonly deploymentName: string;
  readonly collections: readonly DataCollection[];

  constructor(scope: Construct, id: string, { endpoint, name, collections = [] }: OnlineDeploymentAttributes) {
    super(scope, id);
    const problems = new Problems(this);
    checkServingName(problems, 'deployment', name);
    endpoint.claimDeployment(problems, name);
    problems.throwIfAny();
    this.resourceId = `${endpoint.resourceId}/deployments/${name}`;
    this.resourceName = name;
    this.endpoint = endpoint;
    this.deploymentName = name;
    this.collections = collections;
  }
}

/** Records a path of the model that is none. */
export function checkModelMountPath(problems: Problems, modelMountPath: string | undefined): void {
  problems.require(modelMountPath === undefined || Token.isUnresolved(modelMountPath) || /^\/[^\s]+$/.test(modelMountPath), { code: 'DeploymentMountPathInvalid', prop: 'modelMountPath', rule: 'is not an absolute path', got: modelMountPath, expected: 'a path like /var/models', fix: 'begin it with a slash' });
}

/** Records code without what it runs in, or a script that is none. */
export function checkCode(problems: Problems, codeConfiguration: CodeConfiguration | undefined, environment: AssetReference | undefined): void {
  if (!codeConfiguration) return;
  const { scoringScript } = codeConfiguration;
  problems.require(environment !== undefined, { code: 'DeploymentCodeWithoutEnvironment', prop: 'environment', rule: "is required with 'codeConfiguration'", got: environment, expected: 'the environment that the code runs in', fix: "pass one, or leave 'codeConfiguration' out for a model of MLflow" });
  problems.require(Token.isUnresolved(scoringScript) || /^[\w.-]+(\/[\w.-]+)*\.py$/.test(scoringScript), { code: 'DeploymentScriptInvalid', prop: 'codeConfiguration.scoringScript', rule: 'is not a script in the code', got: scoringScript, expected: 'a path like score.py or onlinescoring/score.py', fix: 'write its path in the code, without a leading slash' });
}
