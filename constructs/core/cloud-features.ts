import { AzureCloud, cloudEndpoints } from './cloud';
import type { Problem } from './errors';
import { regionsOf } from './regions';

/** Parts of Azure Machine Learning that some clouds don't have. */
export enum CloudFeature {
  /** Apache Spark pools of Synapse, attached to a workspace. */
  SPARK_POOLS = 'Apache Spark pools',
  /** Databricks, attached to a workspace. */
  DATABRICKS = 'attached Databricks',
  /** Kubernetes clusters, attached to a workspace. */
  KUBERNETES_COMPUTE = 'attached Kubernetes clusters',
  /** Managed online endpoints that have a private address only. */
  PRIVATE_ONLINE_ENDPOINTS = 'private managed online endpoints',
  /** Visual Studio Code with compute instances. */
  VISUAL_STUDIO_CODE = 'Visual Studio Code',
  /** Hubs and projects of Azure AI Foundry. */
  HUBS = 'hubs and projects',
}

/**
 * Where features are missing, as Microsoft lists it; what its pages don't mention isn't refused.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/reference-machine-learning-cloud-parity
 * @see https://learn.microsoft.com/azure/ai-foundry/reference/region-support
 */
const MISSING: Readonly<Record<CloudFeature, readonly AzureCloud[]>> = {
  [CloudFeature.SPARK_POOLS]: [AzureCloud.US_GOVERNMENT],
  [CloudFeature.DATABRICKS]: [AzureCloud.US_GOVERNMENT],
  [CloudFeature.KUBERNETES_COMPUTE]: [AzureCloud.US_GOVERNMENT, AzureCloud.CHINA],
  [CloudFeature.PRIVATE_ONLINE_ENDPOINTS]: [AzureCloud.US_GOVERNMENT, AzureCloud.CHINA],
  [CloudFeature.VISUAL_STUDIO_CODE]: [AzureCloud.US_GOVERNMENT, AzureCloud.CHINA],
  [CloudFeature.HUBS]: [AzureCloud.US_GOVERNMENT],
};

/**
 * The regions with Azure Machine Learning, where not every region of the cloud has it.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/reference-machine-learning-cloud-parity
 */
const MACHINE_LEARNING_REGIONS: Readonly<Partial<Record<AzureCloud, readonly string[]>>> = {
  [AzureCloud.US_GOVERNMENT]: ['usgovarizona', 'usgovvirginia'],
  [AzureCloud.CHINA]: ['chinaeast2', 'chinanorth3'],
};

/** What a problem says beside the feature and the cloud. */
export interface CloudFeatureUse {
  /** The input that asks for the feature. */
  readonly prop: string;
  readonly got: unknown;
  /** What the user should change. */
  readonly fix: string;
  /** @default - that the input is left out */
  readonly expected?: string;
}

/** What is wrong with the use of a feature in a cloud, or nothing where the cloud has it. */
export function cloudFeatureProblem(cloud: AzureCloud, feature: CloudFeature, { prop, got, fix, expected = 'nothing' }: CloudFeatureUse): Problem | undefined {
  if (!MISSING[feature].includes(cloud)) return undefined;
  return { code: 'CloudFeatureMissing', prop, rule: `needs ${feature}, which ${cloudEndpoints(cloud).displayName} doesn't have`, got, expected, fix };
}

/** What is wrong with a region for Azure Machine Learning, or nothing. The region is one of the cloud. */
export function machineLearningRegionProblem(cloud: AzureCloud, location: string, prop: string): Problem | undefined {
  const regions = MACHINE_LEARNING_REGIONS[cloud];
  if (regions === undefined || regions.includes(location) || !regionsOf(cloud).includes(location)) return undefined;
  return { code: 'MachineLearningRegionMissing', prop, rule: `is a region of ${cloudEndpoints(cloud).displayName} without Azure Machine Learning`, got: location, expected: regions.join(' or '), fix: 'choose one of these regions' };
}
