import { AzureCloud, cloudEndpoints } from '../core/cloud';
import { CloudFeature, cloudFeatureProblem } from '../core/cloud-features';
import { Problems } from '../core/errors';
import { isKnownRegion, regionCloudProblem, regionsOf } from '../core/regions';
import type { EgressRule } from './egress-rule';
import { EgressProtocol } from './egress-rule';

/** What people and compute do with Azure Machine Learning, as far as it needs a way out. */
export enum EgressFeature {
  /** Jobs: sign-in, the service itself, data in storage, and images of Microsoft. */
  TRAINING = 'training',
  /** Compute instances and clusters in a network of one's own: Azure Batch runs them. */
  BATCH = 'batch',
  /** Calls from the network to managed online endpoints at their public address. */
  MANAGED_ENDPOINTS = 'managedEndpoints',
  /** The studio in browsers of the network, notebooks, and AutoML for text and images. */
  STUDIO = 'studio',
  /** Packages for Python from public indexes; a private feed makes it unnecessary. */
  PACKAGES = 'packages',
  /** Images of Docker Hub. */
  DOCKER = 'docker',
  /** RStudio, and packages for R, on compute instances. */
  R_STUDIO = 'rStudio',
  /** Visual Studio Code with compute instances. */
  VISUAL_STUDIO_CODE = 'visualStudioCode',
  /** Logs and metrics at the public addresses of Azure Monitor; a private link scope makes it unnecessary. */
  MONITORING = 'monitoring',
  /** File shares that are reached through the firewall rather than a private endpoint. */
  FILE_SHARES = 'fileShares',
  /** Compute for a workspace with high business impact set: Batch then reads a key vault. */
  HIGH_BUSINESS_IMPACT = 'highBusinessImpact',
  /** Kubernetes clusters that are attached; what the cluster itself needs comes on top. */
  KUBERNETES = 'kubernetes',
}

/** What a network needs of Azure Machine Learning. */
export interface MachineLearningEgressOptions {
  /** The region of the workspace, for example `westeurope`. */
  readonly location: string;
  /** What the network is used for. @default [EgressFeature.TRAINING, EgressFeature.BATCH, EgressFeature.STUDIO, EgressFeature.MONITORING] */
  readonly features?: readonly EgressFeature[];
  /** The cloud of the workspace. @default AzureCloud.PUBLIC */
  readonly cloud?: AzureCloud;
}

const DEFAULT_FEATURES: readonly EgressFeature[] = [EgressFeature.TRAINING, EgressFeature.BATCH, EgressFeature.STUDIO, EgressFeature.MONITORING];

/** Features that do nothing without another one. */
const NEEDS: Readonly<Partial<Record<EgressFeature, EgressFeature>>> = {
  [EgressFeature.BATCH]: EgressFeature.TRAINING,
  [EgressFeature.R_STUDIO]: EgressFeature.BATCH,
  [EgressFeature.VISUAL_STUDIO_CODE]: EgressFeature.BATCH,
  [EgressFeature.HIGH_BUSINESS_IMPACT]: EgressFeature.BATCH,
  [EgressFeature.KUBERNETES]: EgressFeature.TRAINING,
};

/** Features that not every cloud has. */
const CLOUD_FEATURES: Readonly<Partial<Record<EgressFeature, CloudFeature>>> = {
  [EgressFeature.VISUAL_STUDIO_CODE]: CloudFeature.VISUAL_STUDIO_CODE,
  [EgressFeature.KUBERNETES]: CloudFeature.KUBERNETES_COMPUTE,
};

/**
 * What Azure Machine Learning needs through a firewall, from a network of one's own, as Microsoft lists it (March 2026).
 * A managed network needs none of it.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall
 */
export class MachineLearningEgress {
  /**
   * The traffic that has to get out, for `rules` of `FirewallRules`. `Storage.<region>` reaches everybody's storage in the region:
   * where data may not leave, put a service endpoint policy on the subnet as well.
   *
   * @throws ValidationError `EgressFeatureDuplicate`, `EgressFeatureIncomplete`, `EgressFeaturesEmpty`, `EgressRegionUnknown`, `RegionOfOtherCloud`, `CloudFeatureMissing`
   */
  static rules(options: MachineLearningEgressOptions): readonly EgressRule[] {
    const { location, features = DEFAULT_FEATURES, cloud = AzureCloud.PUBLIC } = options;
    const problems = new Problems('MachineLearningEgress');
    problems.require(isKnownRegion(location), { code: 'EgressRegionUnknown', prop: 'location', rule: 'is not an Azure region', got: location, expected: regionsOf(cloud).join(', '), fix: 'use the short name of a region: service tags are made of it' });
    const misplaced = regionCloudProblem(cloud, location, 'location');
    if (misplaced) problems.add(misplaced);
    problems.require(features.length > 0, { code: 'EgressFeaturesEmpty', prop: 'features', rule: 'has no feature', got: features, expected: 'at least one feature', fix: 'name what the network is used for' });
    features.forEach((feature, index) => {
      const needed = NEEDS[feature];
      const part = CLOUD_FEATURES[feature];
      const missing = part && cloudFeatureProblem(cloud, part, { prop: 'features', got: feature, expected: 'features of the cloud', fix: `leave ${feature} out` });
      if (missing) problems.add(missing);
      problems.require(features.indexOf(feature) === index, { code: 'EgressFeatureDuplicate', prop: 'features', rule: 'has a feature twice', got: feature, expected: 'each feature once', fix: 'leave one out' });
      problems.require(needed === undefined || features.includes(needed), { code: 'EgressFeatureIncomplete', prop: 'features', rule: `has a feature that does nothing without ${needed}`, got: feature, expected: `${needed} as well`, fix: `add it, or leave ${feature} out` });
    });
    problems.throwIfAny();
    // In the order of the enum, so that the order of the input changes nothing.
    return Object.values(EgressFeature).filter((feature) => features.includes(feature)).flatMap((feature) => RULES[feature](location, cloud));
  }
}

const RULES: Readonly<Record<EgressFeature, (location: string, cloud: AzureCloud) => readonly EgressRule[]>> = {
  [EgressFeature.TRAINING]: (location) => [
    tag('Entra', 'AzureActiveDirectory', [80, 443], 'Sign-in with Entra'),
    tag('MachineLearning', 'AzureMachineLearning', [443], 'Azure Machine Learning'),
    tag('ResourceManager', 'AzureResourceManager', [443], 'Azure Resource Manager'),
    tag('Storage', `Storage.${location}`, [443], 'Data, and what jobs leave behind'),
    tag('MicrosoftRegistry', 'MicrosoftContainerRegistry', [443], 'Images of Microsoft'),
    tag('MicrosoftRegistryContent', 'AzureFrontDoor.FirstParty', [443], 'Layers of the images of Microsoft'),
  ],
  [EgressFeature.BATCH]: (location, cloud) => [
    tag('Batch', `BatchNodeManagement.${location}`, [443], 'Azure Batch, which runs the compute', EgressProtocol.ANY),
    tag('ComputeInstance', 'AzureMachineLearning', [5831], 'Creating, updating and deleting compute instances', EgressProtocol.UDP),
    tag('IntelliSense', 'AzureMachineLearning', [18881], 'IntelliSense in notebooks of compute instances'),
    hosts('ComputeDirectory', [cloudEndpoints(cloud).computeDirectory], 'Users of compute instances'),
  ],
  [EgressFeature.MANAGED_ENDPOINTS]: (location, cloud) => [hosts('OnlineEndpoints', [`*.${location}.${cloudEndpoints(cloud).inference}`], 'Scoring at managed online endpoints')],
  [EgressFeature.STUDIO]: (_, cloud) => {
    const { studio, machineLearningHosts, notebooks, graph } = cloudEndpoints(cloud);
    return [
      // Azure in China has its studio without Front Door.
      ...(cloud === AzureCloud.CHINA ? [] : [tag('Studio', 'AzureFrontDoor.FrontEnd', [443], 'Studio, and images and environments of AutoML')]),
      hosts('StudioHosts', [studio, ...machineLearningHosts], 'Studio and the services behind it'),
      hosts('Notebooks', [`*.${notebooks}`, '*.aznbcontent.net', graph], 'Notebooks of the studio'),
      // AutoML for text and images is in public Azure only.
      ...(cloud === AzureCloud.PUBLIC ? [hosts('AutoMl', ['automlresources-prod.azureedge.net', 'aka.ms'], 'AutoML for text and images')] : []),
    ];
  },
  [EgressFeature.PACKAGES]: () => [
    hosts('PyPi', ['pypi.org', '*.pythonhosted.org'], 'Packages of the Python package index'),
    hosts('Conda', ['anaconda.com', '*.anaconda.com', '*.anaconda.org'], 'Packages of Anaconda and conda-forge'),
    hosts('PyTorch', ['pytorch.org', '*.pytorch.org'], 'Packages of PyTorch'),
    hosts('TensorFlow', ['*.tensorflow.org'], 'Packages of TensorFlow'),
  ],
  [EgressFeature.DOCKER]: () => [hosts('DockerHub', ['docker.io', '*.docker.io', '*.docker.com'], 'Images of Docker Hub')],
  [EgressFeature.R_STUDIO]: () => [
    tag('RStudio', 'AzureMachineLearning', [8787], 'RStudio on compute instances'),
    hosts('RStudioImage', ['ghcr.io', 'pkg-containers.githubusercontent.com'], 'Image of RStudio'),
    hosts('Cran', ['cloud.r-project.org'], 'Packages of CRAN'),
  ],
  [EgressFeature.VISUAL_STUDIO_CODE]: () => [
    hosts('VsCode', ['*.vscode.dev', '*.vscode-unpkg.net', '*.vscode-cdn.net', '*.vscodeexperiments.azureedge.net', 'default.exp-tas.com'], 'Visual Studio Code in the browser'),
    hosts('VsCodeServer', ['code.visualstudio.com', 'update.code.visualstudio.com', '*.vo.msecnd.net', 'vscode.download.prss.microsoft.com'], 'Visual Studio Code, and its server on compute instances'),
    hosts('VsCodeExtensions', ['marketplace.visualstudio.com', 'vscode.blob.core.windows.net', '*.gallerycdn.vsassets.io'], 'Extensions of Visual Studio Code'),
  ],
  [EgressFeature.MONITORING]: () => [tag('Monitor', 'AzureMonitor', [443], 'Logs and metrics')],
  [EgressFeature.FILE_SHARES]: (location) => [tag('FileShares', `Storage.${location}`, [445], 'File shares')],
  [EgressFeature.HIGH_BUSINESS_IMPACT]: (location) => [tag('KeyVault', `AzureKeyVault.${location}`, [443], 'Key vault of Batch for a workspace with high business impact')],
  [EgressFeature.KUBERNETES]: (location) => [
    hosts('KubernetesLogs', ['*.kusto.windows.net', '*.table.core.windows.net', '*.queue.core.windows.net'], 'System logs of the extension'),
    hosts('KubernetesService', [`*.workspace.${location}.api.azureml.ms`, `${location}.experiments.azureml.net`, `${location}.api.azureml.ms`], 'Azure Machine Learning from clusters'),
    hosts('UbuntuUpdates', ['archive.ubuntu.com', 'security.ubuntu.com', 'ppa.launchpad.net'], 'Security updates of images', [80]),
  ],
};

function tag(name: string, serviceTag: string, ports: readonly number[], description: string, protocol?: EgressProtocol): EgressRule {
  return { name, serviceTag, ports, description, protocol };
}

function hosts(name: string, names: readonly string[], description: string, ports?: readonly number[]): EgressRule {
  return { name, hosts: names, description, ports };
}
