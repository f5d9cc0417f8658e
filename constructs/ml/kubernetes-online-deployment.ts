import type { ITerraformDependable } from 'cdktf';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import { Problems } from '../core/errors';
import type { IWaitable } from '../core/waitable';
import type { AssetReference } from './asset-reference';
import { AssetKind, checkAsset } from './asset-reference';
import type { DataCollection, DataCollectionOptions, DataCollectorBody } from './data-collection';
import { checkDataCollection, collectionsOf, dataCollectorBody } from './data-collection';
import type { ProbeBody, ProbeOptions, RequestSettings, RequestSettingsBody } from './deployment-settings';
import { checkEnvironmentVariables, checkInstanceCount, checkProbe, checkRequestSettings, environmentVariablesBody, probeBody, requestSettingsBody } from './deployment-settings';
import type { PodResources } from './kubernetes-instance-type';
import { checkPodResources, quantities } from './kubernetes-instance-type';
import type { IKubernetesOnlineEndpoint } from './kubernetes-online-endpoint';
import type { CodeConfiguration } from './online-deployment';
import { checkCode, checkModelMountPath, ONLINE_DEPLOYMENT_TYPE, OnlineDeploymentBase } from './online-deployment';
import { checkServingName, seconds } from './serving-name';

/** What a pod of a deployment has, in place of what its instance type says. */
export interface DeploymentResources {
  readonly requests: PodResources;
  /** @default - as `requests` */
  readonly limits?: PodResources;
  /** Whole GPUs. @default 0 */
  readonly gpus?: number;
}

/** How the router of the cluster changes the number of pods by the requests that they work on. */
export interface UtilizationScaling {
  /** At least 1. */
  readonly minInstances: number;
  readonly maxInstances: number;
  /** How busy pods are at most, in percent, before more are started. @default 70 */
  readonly targetPercent?: number;
  /** How often the router looks. @default 1 */
  readonly pollingSeconds?: number;
}

export interface KubernetesOnlineDeploymentProps {
  readonly endpoint: IKubernetesOnlineEndpoint;
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
  /** One of the compute. @default - the default one of the compute */
  readonly instanceType?: string;
  /** @default - those of the instance type */
  readonly resources?: DeploymentResources;
  /** A fixed number of pods; either this or `scaling`. @default - none: `scaling` */
  readonly instanceCount?: number;
  /** A number of pods that follows the load; either this or `instanceCount`. @default - none: `instanceCount` */
  readonly scaling?: UtilizationScaling;
  /** @default - 5 seconds, one request at a time */
  readonly requestSettings?: RequestSettings;
  /** Whether a pod has to be started again. @default - Azure's own */
  readonly livenessProbe?: ProbeOptions;
  /** Whether a pod takes requests. @default - Azure's own */
  readonly readinessProbe?: ProbeOptions;
  /** Whether requests and answers are kept, which monitors need. @default true */
  readonly dataCollectionEnabled?: boolean;
  /** @default - all inputs and outputs of the model */
  readonly dataCollection?: DataCollectionOptions;
  /** Whether telemetry goes to the Application Insights of the workspace. @default true */
  readonly applicationInsightsEnabled?: boolean;
  /** Without secrets. @default - none */
  readonly environmentVariables?: Readonly<Record<string, string>>;
}

/** Processors, memory and GPUs as Azure's API has them. */
interface ResourceBody {
  readonly cpu: string;
  readonly memory: string;
  readonly gpu?: string;
}

/** What is sent to Azure, as its API has it. */
interface KubernetesOnlineDeploymentBody {
  readonly endpointComputeType: 'Kubernetes';
  readonly description?: string;
  readonly model: string;
  readonly modelMountPath?: string;
  readonly environmentId?: string;
  readonly codeConfiguration?: { readonly codeId: string; readonly scoringScript: string };
  readonly instanceType?: string;
  readonly containerResourceRequirements?: { readonly containerResourceRequests: ResourceBody; readonly containerResourceLimits: ResourceBody };
  readonly requestSettings: RequestSettingsBody;
  readonly livenessProbe?: ProbeBody;
  readonly readinessProbe?: ProbeBody;
  readonly dataCollector?: DataCollectorBody;
  readonly appInsightsEnabled: boolean;
  readonly environmentVariables?: Readonly<Record<string, string>>;
  readonly scaleSettings: { readonly scaleType: 'Default' } | { readonly scaleType: 'TargetUtilization'; readonly minInstances: number; readonly maxInstances: number; readonly targetUtilizationPercentage: number; readonly pollingInterval: string };
}

/**
 * One version of a model in pods of a cluster, behind a Kubernetes endpoint: inputs and outputs are kept for monitors,
 * telemetry goes to Application Insights.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-kubernetes-online
 */
export class KubernetesOnlineDeployment extends OnlineDeploymentBase implements IWaitable {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly endpoint: IKubernetesOnlineEndpoint;
  readonly deploymentName: string;
  readonly collections: readonly DataCollection[];
  readonly dependable: ITerraformDependable;

  /** @throws ValidationError `DeploymentInstanceTypeUnknown`, `DeploymentGpusInvalid`, `DeploymentCountRequired`, `UtilizationScalingInvalid`, and those of resources, the name, assets, probes, requests, data collection and variables */
  constructor(scope: Construct, id: string, props: KubernetesOnlineDeploymentProps) {
    super(scope, id);
    const { endpoint, codeConfiguration, scaling, resources } = props;
    this.check(props);
    this.endpoint = endpoint;
    this.deploymentName = props.name;
    this.collections = collectionsOf(props.dataCollectionEnabled, props.dataCollection);
    const properties: KubernetesOnlineDeploymentBody = {
      endpointComputeType: 'Kubernetes',
      description: props.description,
      model: props.model.id,
      modelMountPath: props.modelMountPath,
      environmentId: props.environment?.id,
      codeConfiguration: codeConfiguration && { codeId: codeConfiguration.code.id, scoringScript: codeConfiguration.scoringScript },
      instanceType: props.instanceType,
      containerResourceRequirements: resources && { containerResourceRequests: resourceBody(resources.requests, resources.gpus), containerResourceLimits: resourceBody(resources.limits ?? resources.requests, resources.gpus) },
      requestSettings: requestSettingsBody(props.requestSettings),
      livenessProbe: probeBody(props.livenessProbe),
      readinessProbe: probeBody(props.readinessProbe),
      dataCollector: dataCollectorBody(props.dataCollectionEnabled, props.dataCollection),
      appInsightsEnabled: props.applicationInsightsEnabled ?? true,
      environmentVariables: environmentVariablesBody(props.environmentVariables),
      scaleSettings: scaling === undefined
        ? { scaleType: 'Default' }
        : { scaleType: 'TargetUtilization', minInstances: scaling.minInstances, maxInstances: scaling.maxInstances, targetUtilizationPercentage: scaling.targetPercent ?? 70, pollingInterval: seconds(scaling.pollingSeconds ?? 1) },
    };
    const resource = new Resource(this, 'Resource', {
      type: ONLINE_DEPLOYMENT_TYPE,
      name: props.name,
      parentId: endpoint.resourceId,
      location: endpoint.workspace.location,
      body: { sku: { name: 'Default', capacity: props.instanceCount ?? scaling?.minInstances }, properties },
      schemaValidationEnabled: true,
      // What the router set stays set.
      ignoreBodyChanges: scaling && ['sku.capacity'],
      // Azure takes one change of an endpoint at a time.
      locks: [endpoint.resourceId],
      // Images and models take long to arrive.
      timeouts: { create: '60m', update: '60m' },
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.dependable = resource;
  }

  private check(props: KubernetesOnlineDeploymentProps): void {
    const { endpoint, codeConfiguration, instanceType, instanceCount, scaling, resources } = props;
    const { workspace, compute } = endpoint;
    const problems = new Problems(this);
    checkServingName(problems, 'deployment', props.name);
    endpoint.claimDeployment(problems, props.name, this);
    checkAsset(problems, 'model', props.model, AssetKind.MODEL, workspace);
    checkAsset(problems, 'environment', props.environment, AssetKind.ENVIRONMENT, workspace);
    checkAsset(problems, 'codeConfiguration.code', codeConfiguration?.code, AssetKind.CODE, workspace);
    checkCode(problems, codeConfiguration, props.environment);
    checkModelMountPath(problems, props.modelMountPath);
    const known = compute.instanceTypeNames;
    problems.require(instanceType === undefined || known === undefined || Token.isUnresolved(instanceType) || known.includes(instanceType), { code: 'DeploymentInstanceTypeUnknown', prop: 'instanceType', rule: 'is not an instance type of the compute', got: instanceType, expected: known?.join(', ') ?? 'any', fix: "name one of these, or add it to 'instanceTypes' of the compute" });
    if (resources) checkPodResources(problems, 'resources', resources.requests, resources.limits ?? resources.requests);
    problems.require(resources?.gpus === undefined || (Number.isInteger(resources.gpus) && resources.gpus >= 1), { code: 'DeploymentGpusInvalid', prop: 'resources.gpus', rule: 'is not a number of GPUs', got: resources?.gpus, expected: 'a whole number from 1: pods have whole GPUs', fix: 'correct it, or leave it out' });
    problems.require((instanceCount === undefined) !== (scaling === undefined), { code: 'DeploymentCountRequired', prop: 'instanceCount', rule: "or 'scaling' is required, and not both", got: instanceCount, expected: 'one of the two', fix: 'leave one out, or add one' });
    if (instanceCount !== undefined) checkInstanceCount(problems, instanceCount);
    if (scaling) checkScaling(problems, scaling);
    checkRequestSettings(problems, props.requestSettings);
    checkProbe(problems, 'livenessProbe', props.livenessProbe);
    checkProbe(problems, 'readinessProbe', props.readinessProbe);
    checkDataCollection(problems, props.dataCollectionEnabled, props.dataCollection);
    checkEnvironmentVariables(problems, props.environmentVariables);
    problems.throwIfAny();
  }
}

function checkScaling(problems: Problems, scaling: UtilizationScaling): void {
  const { minInstances, maxInstances, targetPercent = 70, pollingSeconds = 1 } = scaling;
  const numbers = { minInstances, maxInstances, targetPercent, pollingSeconds };
  const valid = Object.values(numbers).every((value) => Number.isInteger(value) && value >= 1) && minInstances <= maxInstances && targetPercent <= 100;
  problems.require(valid, { code: 'UtilizationScalingInvalid', prop: 'scaling', rule: 'has numbers that the router does not take', got: numbers, expected: 'whole numbers from 1, minInstances at most maxInstances, targetPercent at most 100', fix: 'correct the numbers' });
}

function resourceBody(resources: PodResources, gpus: number | undefined): ResourceBody {
  return { ...quantities(resources), gpu: gpus === undefined ? undefined : String(gpus) };
}
