import { AzureCloud, cloudEndpoints } from '../../constructs/core/cloud';
import { CloudFeature, cloudFeatureProblem, machineLearningRegionProblem } from '../../constructs/core/cloud-features';
import { regionCloudProblem } from '../../constructs/core/regions';
import { privateLinkZones } from '../../constructs/network/private-link';
import type { Environment, SharedSettings } from '../schema';
import type { Report } from './rule';
import { rule } from './rule';

const CLOUDS = { public: AzureCloud.PUBLIC, usgovernment: AzureCloud.US_GOVERNMENT, china: AzureCloud.CHINA } as const satisfies Record<NonNullable<Environment['cloud']>, AzureCloud>;

/** The cloud of a file's setting. */
export function cloudOfSetting(cloud: Environment['cloud']): AzureCloud {
  return CLOUDS[cloud ?? 'public'];
}

/** The region is one of the cloud. */
export const cloudRegionRule = rule(['cloud', 'location'], ({ cloud, location }, report) => {
  const problem = regionCloudProblem(cloudOfSetting(cloud), location, 'location');
  if (problem) report(problem);
});

/** The region has Azure Machine Learning. */
export const machineLearningRegionRule = rule(['cloud', 'location'], ({ cloud, location }, report) => {
  const problem = machineLearningRegionProblem(cloudOfSetting(cloud), location, 'location');
  if (problem) report(problem);
});

/** A private link scope has zones to register in, where Terraform registers it. */
export const cloudMonitorRule = rule(['cloud', 'network'], ({ cloud, network: { monitorPrivateLink, privateDnsZones } }, report) => {
  const own = cloudOfSetting(cloud);
  if (monitorPrivateLink?.kind !== 'owned' || privateDnsZones.kind === 'policy' || privateLinkZones('azuremonitor', own).length > 0) return;
  report({ code: 'CloudMonitorZonesUnknown', prop: 'network.monitorPrivateLink', rule: `needs DNS zones that Microsoft documents none of for ${cloudEndpoints(own).displayName}`, got: 'owned', expected: 'nothing, or zones that a policy registers in', fix: "remove it: telemetry then arrives at public addresses; or let the platform team register it, with 'network.privateDnsZones.kind' \"policy\"" });
});

/** What is switched on is to be had in the cloud. */
export const cloudFeaturesRule = rule(['cloud', 'features', 'aks'], ({ cloud, features, aks }, report) => {
  const own = cloudOfSetting(cloud);
  const problems = [
    features.synapseSpark && cloudFeatureProblem(own, CloudFeature.SPARK_POOLS, { prop: 'features.synapseSpark', got: true, expected: 'false', fix: "turn it off, remove 'compute.synapseSpark', and use compute clusters" }),
    aks?.machineLearning && cloudFeatureProblem(own, CloudFeature.KUBERNETES_COMPUTE, { prop: 'aks.machineLearning', got: Object.keys(aks.machineLearning), fix: 'remove it: the cluster stays one to deploy to by other means' }),
  ];
  for (const problem of problems) if (problem) report(problem);
});

/** The state of an environment is in its own cloud: nobody signs in to two at once, and data stays where it must. */
export function checkStateClouds(shared: Pick<SharedSettings, 'cloud'>, environments: readonly Environment[], report: Report): void {
  for (const { name, cloud, state } of environments) {
    const [own, other] = [cloudOfSetting(cloud), cloudOfSetting(shared.cloud)];
    if (own === other || state.kind !== 'azurerm' || state.storageAccountName !== undefined) continue;
    report({ code: 'StateInOtherCloud', prop: `${name}.state.storageAccountName`, rule: `is required, since the shared account is in ${cloudEndpoints(other).displayName}`, got: undefined, expected: `an account in ${cloudEndpoints(own).displayName}`, fix: "name one, or set 'cloud' in environments/shared.ts where all environments are in one cloud" });
  }
}
